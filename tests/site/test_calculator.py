"""The calculator of docs/convolution/output-size.md says what the package computes."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page

from mlnotes.convolution.output_size import (
    conv_multiplications,
    conv_parameters,
    ignored_pixels,
    output_size,
)
from site_tools.blocks import ROOT

SCRIPT = ROOT / "docs" / "javascripts" / "conv-calculator.js"
PAGE = ROOT / "docs" / "convolution" / "output-size.md"
NAMES = ("side", "kernel", "stride", "padding", "dilation", "channels", "filters")
PROGRAM = """
const { convolutionSizes } = require(process.argv[1]);
const answer = (numbers) => {
  try {
    const { outSide, ignored, parameters, multiplications } = convolutionSizes(numbers);
    return [outSide, ignored, parameters, multiplications];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return "refused";
  }
};
const cases = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(cases.map(answer)));
"""


def sizes(
    side, kernel, stride, padding, dilation, channels, filters
) -> list[int] | str:
    """Compute by the package what the calculator shows."""
    try:
        place = kernel, stride, padding, dilation
        return [
            output_size(side, *place),
            ignored_pixels(side, *place),
            conv_parameters(channels, filters, kernel, kernel),
            conv_multiplications(channels, side, side, filters, *place),
        ]
    except ValueError:
        return "refused"


def in_node(cases: list[tuple]) -> list[list[int] | str]:
    """Ask the script's own function."""
    node = Path(sys.executable).with_name("node")
    run = subprocess.run(
        [node if node.exists() else "node", "-e", PROGRAM, str(SCRIPT)],
        input=json.dumps([dict(zip(NAMES, case, strict=True)) for case in cases]),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


def test_the_script_computes_and_refuses_as_the_package():
    cases = [
        (*place, channels, filters)
        for place in product(
            (0, 1, 5, 8), (0, 1, 3, 4), (0, 1, 3), (-1, 0, 2), (0, 1, 3)
        )
        for channels, filters in ((1, 1), (3, 8), (0, 2), (2, 0))
    ]
    cases += [(512, 32, 32, 32, 16, 4096, 4096), (512, 1, 1, 0, 1, 4096, 4096)]
    cases += [
        (8, 3.5, 1, 0, 1, 3, 8),
        (8, 3, 1, 0.5, 1, 3, 8),
        (8, 3, 1, 0, 1, 3, None),
    ]
    expected = [sizes(*case) for case in cases]
    assert 300 < expected.count("refused") < len(cases) - 100
    for case, wanted, answer in zip(cases, expected, in_node(cases), strict=True):
        assert answer == wanted, case


def test_every_row_of_the_table_is_what_the_package_computes():
    table = BeautifulSoup(PAGE.read_text(encoding="utf-8"), "html.parser")
    rows = table.select("conv-calculator tr[data-numbers]")
    assert len(rows) >= 6
    for row in rows:
        numbers = [int(number) for number in row["data-numbers"].split()]
        side, kernel, stride, padding, dilation, channels, filters = numbers
        answer = sizes(*numbers)
        results = ["none"] * 3
        if answer != "refused":
            out, ignored, parameters, _ = answer
            results = [f"{out} × {out} × {filters}", str(parameters), str(ignored)]
        assert [cell.get_text() for cell in row.find_all("td")][1:] == [
            f"{side} × {side} × {channels}",
            f"{filters} of {kernel} × {kernel}",
            f"{stride}, {padding}, {dilation}",
            *results,
        ]


@pytest.fixture(scope="module")
def address(site: Path) -> str:
    return f"file://{site}/convolution/output-size.html#calculator"


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


def shown(page: Page, name: str) -> str:
    return page.inner_text(f"#conv-result dd[data-name={name}]").replace("\u202f", "")


def test_numbers_follow_what_is_typed(page):
    assert shown(page, "size") == "28 × 28 × 6"
    for name, value in (("side", 20), ("stride", 4), ("channels", 3), ("filters", 8)):
        page.fill(f"conv-calculator input[name={name}]", str(value))
    assert shown(page, "size") == "4 × 4 × 8"
    assert shown(page, "places") == "⌊(20 + 2·0 − 1·(5 − 1) − 1) / 4⌋ + 1 = 4"
    assert shown(page, "parameters") == "8·(5²·3 + 1) = 608"
    assert shown(page, "multiplications") == "9600"
    assert shown(page, "ignored").startswith("3 of 20")
    picture = page.locator("conv-calculator svg[role=img]")
    assert picture.get_attribute("aria-label") == (
        "A row of 20 pixels. The filter has 4 places, 4 apart."
    )
    assert picture.locator(".conv-weight").count() == 4 * 5
    assert picture.locator(".conv-cross").count() == 3
    assert page.locator(".conv-legend").is_visible()


def test_the_keyboard_is_enough(page):
    page.focus("conv-calculator input[name=padding]")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert shown(page, "size") == "32 × 32 × 6"
    assert page.locator("conv-calculator .conv-zero").count() == 4
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "dilation"
    page.get_by_role("button", name="Photograph").focus()
    page.keyboard.press("Enter")
    assert shown(page, "size") == "112 × 112 × 64"
    assert "up to 40" in page.inner_text(".conv-drawing")


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("side", "", "Input side N: expected a whole number from 1 to 512."),
        ("stride", "0", "Stride S: expected a whole number from 1 to 32."),
        ("padding", "1.5", "Padding P: expected a whole number from 0 to 32."),
        ("filters", "99999", "Filters K: expected a whole number from 1 to 4096."),
        (
            "side",
            "4",
            "The filter does not fit: it covers 1·(5 − 1) + 1 = 5, "
            "the padded side has 4 + 2·0 = 4.",
        ),
    ],
)
def test_a_wrong_value_gives_a_message_and_no_number(page, name, value, message):
    page.fill(f"conv-calculator input[name={name}]", value)
    assert page.inner_text("#conv-result") == message
    assert not page.locator("conv-calculator svg").count()
    assert page.locator(".conv-legend").is_hidden()
    page.fill("conv-calculator input[name=side]", "32")
    page.fill(f"conv-calculator input[name={name}]", "1" if name != "side" else "32")
    assert "NaN" not in page.inner_text("#conv-result")
    assert shown(page, "size")


def test_it_is_labelled_large_enough_and_fits_a_phone(page):
    assert page.locator("#conv-result").get_attribute("aria-live") == "polite"
    for name in NAMES:
        field = page.locator(f"conv-calculator input[name={name}]")
        assert field.evaluate("input => input.labels.length") == 1
        assert {field.get_attribute(side) for side in ("min", "max")} != {None}
    for target in page.locator("conv-calculator :is(input, button)").all():
        assert target.bounding_box()["height"] >= 24
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")


def test_without_scripts_the_worked_examples_remain(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator("conv-calculator tr[data-numbers]").count() >= 6
    assert page.get_by_text("LeNet-5, first layer").is_visible()
    assert not page.locator("conv-calculator input").count()
    context.close()


def test_the_script_asks_nothing_of_anybody():
    script = SCRIPT.read_text(encoding="utf-8")
    assert not re.search(r"fetch|XMLHttpRequest|import\(|WebSocket|sendBeacon", script)
