"""A page's description comes from its first sentences, whatever they hold."""

from types import SimpleNamespace

import pytest
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

LONG = "A sentence that is long enough to describe a whole page without any other one."


def described(text: str, **meta: str) -> str | None:
    """Render a page as MkDocs does; what it leaves for the templates."""
    md = Markdown(
        extensions=["pymdownx.arithmatex", "site_tools.description", "admonition"],
        extension_configs={"pymdownx.arithmatex": {"generic": True}},
    )
    page = SimpleNamespace(meta=meta)
    pages = Treeprocessor(md)
    vars(pages)["file"] = SimpleNamespace(src_uri="page.md", page=page)
    md.treeprocessors.register(pages, "relpath", 0)
    md.convert(text)
    return page.meta.get("description")


@pytest.mark.parametrize(
    ("text", "description"),
    [
        (f"# Title\n\n{LONG}\n\nMore.", LONG),
        (f"# Title\n\n!!! note\n    In a box.\n\n{LONG}", LONG),
        (f"[A button](a.md) [Another](b.md)\n\n{LONG}", LONG),
        ("Short, and there is no more.", "Short, and there is no more."),
        (f"{LONG} {LONG}", f"{LONG} {LONG}"),
        (f"{LONG} {LONG} {LONG}", f"{LONG} {LONG}"),
        (
            f"The $n$ samples, $\\rho$ and $x < 1$: {LONG}",
            f"The n samples, ρ and x < 1: {LONG}",
        ),
        (f"{LONG} Then $\\sqrt{{d_k}}$ comes.", LONG),
        ("With $\\frac{1}{2}$ of a sentence.", "With…"),
        (
            'It is *called* "so", and `code_of`\nsays **why** &amp; \\* `<unk>` '
            "[how](a.md).",
            "It is called ”so”, and code_of says why & * <unk> how.",
        ),
        (f"One. {'word ' * 40}.", f"One. {'word ' * 30}".strip() + "…"),
    ],
)
def test_a_description_is_plain_and_ends_well(text, description):
    assert described(text) == description
    assert len(description) <= 160


def test_front_matter_wins():
    assert described(LONG, description="By hand.") == "By hand."


def test_without_a_page_there_is_nothing_to_describe():
    assert Markdown(extensions=["site_tools.description"]).convert("Text.")
