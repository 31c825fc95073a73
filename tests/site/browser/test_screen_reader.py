"""What Chromium tells a screen reader about formulas and interactive figures."""

from collections import Counter
from collections.abc import Iterator
from unicodedata import normalize

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site.browser.pages.visit import WIDE, tab

Tree = dict[str, dict]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with tab(browser, scripts=True) as opened:
        opened.page.set_viewport_size(WIDE)
        yield opened.page


def tree(page: Page) -> Tree:
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return {node["nodeId"]: node for node in nodes if not node["ignored"]}


def role(node: dict) -> str:
    return node["role"]["value"]


def spoken(node: dict, nodes: Tree) -> str:
    """All text below a node, in the order in which it is read."""
    if role(node) == "StaticText":
        return normalize("NFKC", node["name"]["value"])
    below = [nodes[child] for child in node["childIds"] if child in nodes]
    return "".join(spoken(child, nodes) for child in below)


def test_formulas_are_read_with_their_structure(page: Page, address: str):
    page.goto(f"{address}linear/softmax.html#sigmoid")
    nodes = tree(page)
    formulas = [node for node in nodes.values() if role(node) == "MathMLMath"]
    visible = "all => all.filter((formula) => formula.checkVisibility()).length"
    assert len(formulas) == page.locator("math").evaluate_all(visible) > 30
    kinds = Counter(map(role, nodes.values()))
    for kind in ("Fraction", "Sup", "Identifier", "Number", "Operator", "Row"):
        assert kinds[f"MathML{kind}"] > 0, kind
    sigmoid = next(node for node in formulas if spoken(node, nodes) == "p=σ(s)=11+e−s")
    fraction = find(sigmoid, nodes, "MathMLFraction")
    above, below = (nodes[child] for child in fraction["childIds"])
    assert [spoken(above, nodes), spoken(below, nodes)] == ["1", "1+e−s"]
    power = find(below, nodes, "MathMLSup")
    assert [spoken(nodes[child], nodes) for child in power["childIds"]] == ["e", "−s"]


def find(node: dict, nodes: Tree, wanted: str) -> dict:
    todo = [node]
    while todo:
        node = todo.pop(0)
        if role(node) == wanted:
            return node
        todo += [nodes[child] for child in node["childIds"] if child in nodes]
    raise AssertionError(f"no {wanted}")


def test_no_formula_is_hidden_from_screen_readers(site):
    for page in site.rglob("*.html"):
        assert "<math aria-hidden" not in page.read_text(encoding="utf-8"), page.name


def test_the_calculator_says_what_it_asks_and_answers(page: Page, address: str):
    page.goto(f"{address}convolution/output-size.html")
    calculator = page.locator("conv-calculator")
    for name in ("Input side N", "Filters K", "Stride S", "Padding P"):
        expect(calculator.get_by_label(name)).to_be_visible()
    drawing = calculator.get_by_role("img")
    expect(drawing).to_have_accessible_name(
        "A row of 32 pixels. The filter has 28 places, 1 apart."
    )


def test_the_viewer_says_what_can_be_chosen(page: Page, address: str):
    page.goto(f"{address}attention/attention-maps.html")
    group = page.get_by_role("radiogroup", name="Choose a written character")
    assert group.get_by_role("radio").count() == 11
    for button in group.get_by_role("radio").all():
        assert button.get_attribute("aria-label") or button.inner_text()
