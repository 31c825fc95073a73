"""The viewer of docs/attention/attention-maps.md shows the weights of the figure."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Locator, Page

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
    data["weights"] = [[[0.2] * 5, [0, 0.6, 0, 0.4]]]
    told, sentence = in_node(data)
    assert [place["place"] for place in told] == [0, 1, 2]
    assert sentence == "Written y (2). Head 1: space (2) 60 %, d (4) 40 %."


def test_signs_that_screen_readers_leave_out_are_named():
    weights = [[[1, 0], [0.5, 0.5]], [[1, 0], [0.2, 0.8]]]
    data = {"queries": ["x", "-"], "keys": [" ", ","], "weights": weights}
    heads = "Head 1: space (1) 50 %, comma (2) 50 %. Head 2: comma (2) 80 %."
    assert in_node(data)[1] == f"Written hyphen (2). {heads}"


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


def tokens(page: Page) -> Locator:
    """The written tokens; the page has other radio buttons, such as its tabs."""
    return page.locator("attention-viewer").get_by_role("radio")


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


def test_the_maps_show_what_the_page_says(data):
    """The mean of the heads looks at the part that is written; 6 trainings: > 0.68."""
    weights = np.array(data["weights"])
    year, month, day = [12, 13, 14, 15], [*range(8)], [9, 10]
    parts = {0: year, 2: year, 3: year, 5: month, 6: month, 9: day}
    for written, read in parts.items():
        assert weights.mean(axis=0)[written, read].sum() > 0.5
    letter = weights[:, 5:7, :8].max()  # 0.91 to 0.98
    assert letter > 0.5
    for one, other in combinations(weights, 2):  # 0.6 to 0.99
        assert np.abs(one - other).max() > 0.3


def test_each_head_shows_the_weights_of_the_chosen_token(page, data):
    button = tokens(page).nth(9)
    button.click()
    assert button.get_attribute("aria-checked") == "true"
    assert page.locator("attention-viewer [aria-checked=true]").count() == 1
    for head, rows in enumerate(data["weights"]):
        assert bars(page, head) == pytest.approx([1.5 * w for w in rows[9]])
        cells = page.locator(".attention-keys").nth(head).locator("> span")
        titles = cells.evaluate_all("cells => cells.map(cell => parseInt(cell.title))")
        assert titles == pytest.approx([100 * w for w in rows[9]], abs=0.51)
    said = page.inner_text(".attention-said")
    assert said.startswith("Written 7 (10). Head 1: ")
    assert page.text_content(".attention-spoken") == said


def test_a_higher_weight_is_a_higher_bar(page, data):
    tokens(page).nth(9).click()
    weights = data["weights"][0][9]
    boxes = page.locator(".attention-keys").first.locator("i")
    heights = boxes.evaluate_all("bars => bars.map(bar => bar.offsetHeight)")
    largest = max(range(len(weights)), key=weights.__getitem__)
    assert heights[largest] == max(heights) > 15
    expected = [weight / weights[largest] * max(heights) for weight in weights]
    assert heights == pytest.approx(expected, abs=1.5)


def test_the_keyboard_is_enough(page):
    radios = tokens(page)
    radios.first.focus()
    path = {"ArrowRight": 1, "ArrowDown": 2, "ArrowUp": 1, "End": 10, "Home": 0}
    for key, place in path.items():
        page.keyboard.press(key)
        assert radios.nth(place).get_attribute("aria-checked") == "true"
        assert radios.nth(place).evaluate("node => node === document.activeElement")
    page.keyboard.press("ArrowLeft")
    assert page.text_content(".attention-spoken").startswith("Written end (11).")
    page.keyboard.press("ArrowRight")
    assert radios.first.get_attribute("aria-checked") == "true"
    radios.nth(3).focus()
    page.keyboard.press("Space")
    assert radios.nth(3).get_attribute("aria-checked") == "true"
    group = page.get_by_role("radiogroup", name="Choose a written character")
    assert group.locator("[tabindex='0']").count() == 1  # one stop for the Tab key


@pytest.mark.parametrize("modifier", ["none", "altKey", "ctrlKey", "metaKey"])
def test_the_browsers_own_keys_are_left_to_it(page, modifier):
    """Alt and the left arrow go back by a page; the arrow alone must not scroll."""
    left_alone = tokens(page).first.evaluate(
        "(node, modifier) => node.dispatchEvent(new KeyboardEvent('keydown', "
        "{key: 'ArrowLeft', bubbles: true, cancelable: true, [modifier]: true}))",
        modifier,
    )
    assert left_alone is (modifier != "none")
    chosen = tokens(page).first.get_attribute("aria-checked") == "true"
    assert chosen is (modifier != "none")


def test_the_mouse_shows_without_choosing_or_speaking(page, data):
    radios = tokens(page)
    radios.nth(2).click()
    spoken = page.text_content(".attention-spoken")
    for place in (5, 9):
        radios.nth(place).hover()
        assert bars(page, 0) == pytest.approx(
            [1.5 * weight for weight in data["weights"][0][place]]
        )
        assert f"({place + 1}). Head 1" in page.inner_text(".attention-said")
        assert page.text_content(".attention-spoken") == spoken
        assert radios.nth(2).get_attribute("aria-checked") == "true"
    page.locator("h1").hover()
    assert page.inner_text(".attention-said") == spoken
    assert bars(page, 0) == pytest.approx([1.5 * w for w in data["weights"][0][2]])


def test_a_finger_chooses(browser, address):
    context = browser.new_context(
        viewport={"width": 360, "height": 800}, has_touch=True
    )
    page = context.new_page()
    page.goto(address)
    tokens(page).nth(5).tap()
    assert tokens(page).nth(5).get_attribute("aria-checked") == "true"
    said = page.inner_text(".attention-said")
    assert said.startswith("Written 1 (6).")
    assert page.text_content(".attention-spoken") == said
    context.close()


def test_bars_and_choice_are_seen_in_a_systems_own_colours(browser, address):
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(address)
    colour = "node => getComputedStyle(node).backgroundColor"
    ground = page.locator("body").evaluate(colour)
    assert page.locator(".attention-keys i").first.evaluate(colour) != ground
    radios = tokens(page)
    assert radios.nth(0).evaluate(colour) != radios.nth(1).evaluate(colour)
    context.close()


def test_it_is_large_enough_and_fits_a_phone(page):
    assert page.locator(".attention-spoken").get_attribute("aria-live") == "polite"
    for hidden in (".attention-said", ".attention-heads"):
        assert page.locator(hidden).get_attribute("aria-hidden") == "true"
    for target in tokens(page).all():
        assert min(target.bounding_box()[side] for side in ("height", "width")) >= 24
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
    lines = page.locator(".attention-keys")
    assert lines.evaluate_all("all => all.every(l => l.scrollWidth <= l.clientWidth)")


def test_nothing_moves_while_tokens_are_chosen(page):
    picture, tops = page.locator("attention-viewer figure"), set()
    for place in range(11):
        tokens(page).nth(place).click()
        tops.add(picture.evaluate("node => node.offsetTop"))
    assert len(tops) == 1


def test_without_scripts_the_maps_remain(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator("attention-viewer figure img").first.is_visible()
    assert not tokens(page).count()
    context.close()


def test_the_script_asks_nothing_of_anybody():
    script = SCRIPT.read_text(encoding="utf-8")
    assert not re.search(r"fetch|XMLHttpRequest|import\(|WebSocket|sendBeacon", script)
