"""The viewer of docs/attention/attention-maps.md shows the weights of the figure."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page

from site_tools.blocks import ROOT

SCRIPT = ROOT / "docs" / "javascripts" / "attention-viewer.js"
PROGRAM = """
const { mostWeight, sentence } = require(process.argv[1]);
const data = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify([mostWeight(data.weights[0][0]), sentence(data, 1)]));
"""


def in_node(data: dict) -> tuple[list[dict[str, int]], str]:
    """Ask the script's own functions about query 0 and query 1."""
    node = Path(sys.executable).with_name("node")
    run = subprocess.run(
        [node if node.exists() else "node", "-e", PROGRAM, str(SCRIPT)],
        input=json.dumps(data),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


def test_it_tells_the_largest_weights_until_most_of_the_weight_is_told():
    data = {
        "queries": ["x", "y"],
        "keys": ["a", " ", "c", "d"],
        "weights": [[[0.2, 0.5, 0.25, 0.05], [0.9, 0, 0.1, 0]]],
    }
    told, sentence = in_node(data)
    assert told == [{"place": 1, "percent": 50}, {"place": 2, "percent": 25}]
    assert sentence == "Written y (2). Head 1: a (1) 90 %."
    data["weights"] = [[[0.25] * 4, [0, 0.6, 0, 0.4]]]
    told, sentence = in_node(data)
    assert [place["place"] for place in told] == [0, 1, 2]
    assert sentence == "Written y (2). Head 1: space (2) 60 %, d (4) 40 %."


@pytest.fixture(scope="module")
def address(site: Path) -> str:
    return f"file://{site}/attention/attention-maps.html#look"


@pytest.fixture(scope="module")
def data(site: Path) -> dict:
    page = (site / "attention" / "attention-maps.html").read_text(encoding="utf-8")
    element = BeautifulSoup(page, "html.parser").find("attention-viewer")
    return json.loads(element["data-figure"])


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page on a phone; whatever the console reports is an error of the test."""
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(error))
    page.goto(address)
    yield page
    assert not errors
    context.close()


def bars(page: Page, head: int) -> list[float]:
    """Height of the bars of one head, in rem; 1.5 for the weight 1."""
    return (
        page.locator(".attention-keys")
        .nth(head)
        .evaluate(
            "line => Array.from(line.querySelectorAll('i'), "
            "bar => parseFloat(bar.style.height))"
        )
    )


def test_the_weights_are_those_of_a_map(data):
    assert len(data["weights"]) == 4
    for head in data["weights"]:
        assert len(head) == len(data["queries"]) == 11
        for row in head:
            assert len(row) == len(data["keys"]) == 16
            assert sum(row) == pytest.approx(1, abs=0.01)


def test_each_head_shows_the_weights_of_the_chosen_token(page, data):
    button = page.get_by_role("radio").nth(9)
    button.click()
    assert button.get_attribute("aria-checked") == "true"
    assert page.locator("[role=radio][aria-checked=true]").count() == 1
    for head, rows in enumerate(data["weights"]):
        assert bars(page, head) == pytest.approx([1.5 * w for w in rows[9]])
    assert page.inner_text(".attention-said").startswith("Written 7 (10). Head 1: ")


def test_a_higher_weight_is_a_higher_bar(page, data):
    page.get_by_role("radio").nth(9).click()
    weights = data["weights"][0][9]
    boxes = page.locator(".attention-keys").first.locator("i")
    heights = boxes.evaluate_all("bars => bars.map(bar => bar.offsetHeight)")
    largest = max(range(len(weights)), key=weights.__getitem__)
    assert heights[largest] == max(heights) > 15
    expected = [weight / weights[largest] * max(heights) for weight in weights]
    assert heights == pytest.approx(expected, abs=1.5)


def test_the_keyboard_is_enough(page):
    radios = page.get_by_role("radio")
    radios.first.focus()
    for key, place in (("ArrowRight", 1), ("End", 10), ("ArrowRight", 0)):
        page.keyboard.press(key)
        assert radios.nth(place).get_attribute("aria-checked") == "true"
        assert radios.nth(place).evaluate("node => node === document.activeElement")
    page.keyboard.press("ArrowLeft")
    assert page.inner_text(".attention-said").startswith("Written end (11).")


def test_it_is_large_enough_and_fits_a_phone(page):
    assert page.locator(".attention-said").get_attribute("aria-live") == "polite"
    for target in page.get_by_role("radio").all():
        assert min(target.bounding_box()[side] for side in ("height", "width")) >= 24
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
    lines = page.locator(".attention-keys")
    assert lines.evaluate_all("all => all.every(l => l.scrollWidth <= l.clientWidth)")


def test_nothing_moves_while_tokens_are_chosen(page):
    picture, tops = page.locator("attention-viewer figure"), set()
    for place in range(11):
        page.get_by_role("radio").nth(place).click()
        tops.add(picture.evaluate("node => node.offsetTop"))
    assert len(tops) == 1


def test_without_scripts_the_maps_remain(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator("attention-viewer figure img").first.is_visible()
    assert not page.get_by_role("radio").count()
    context.close()


def test_the_script_asks_nothing_of_anybody():
    script = SCRIPT.read_text(encoding="utf-8")
    assert not re.search(r"fetch|XMLHttpRequest|import\(|WebSocket|sendBeacon", script)
