"""What the built site promises: complete, self-contained, the same code as tested."""

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from site_tools.blocks import ROOT, fences, pages
from tests.site.reading import check_links, check_requests, read


def test_nothing_is_asked_from_another_site(site):
    check_requests(site, read(site))
    for script in (site / "javascripts").rglob("*.js"):
        assert "//" not in re.sub(r"^\s*//.*$", "", script.read_text(), flags=re.M)


def test_every_link_leads_somewhere_even_from_disk(site):
    assert check_links(site, read(site)) > 1000


def test_a_reader_copies_what_the_tests_ran(site):
    """The text of every shown Python block is the code that was executed."""
    compared = 0
    for page in pages():
        blocks = fences(page, page.read_text(encoding="utf-8"))
        executed = [fence.code for fence in blocks if fence.is_python]
        if page.name == "README.md":
            continue
        built = site / page.relative_to(ROOT / "docs").with_suffix(".html")
        soup = BeautifulSoup(built.read_text(encoding="utf-8"), "html.parser")
        shown = [code.get_text() for code in soup.select(".language-python code")]
        assert [code.strip() for code in shown] == [code.strip() for code in executed]
        compared += len(shown)
    assert compared > 20


def test_every_picture_has_alt_text_and_a_size(soups):
    pictures = [img for soup in soups.values() for img in soup.select("article img")]
    assert pictures
    for img in pictures:
        assert len(img.get("alt", "")) > 20, img
        assert img.get("width"), img
        assert img.get("height"), img


def test_a_link_says_where_it_leads(soups):
    """Screen readers list links without the text around them."""
    empty = {"", "here", "this", "this page", "more", "read more", "see more", "link"}
    for page, soup in soups.items():
        for link in soup.select("article a[href]"):
            label = link.get("aria-label") or link.get("title") or link.get_text()
            assert str(label).strip().casefold() not in empty, f"{page.name}: {link}"


def test_search_finds_words_and_no_formula_debris(site):
    index = json.loads((site / "search" / "search_index.json").read_text())
    text = " ".join(f"{doc['title']} {doc['text']}" for doc in index["docs"])
    assert "softmax" in text.lower()
    assert "nearest" in text.lower()
    without_code = re.sub(r"<pre>.*?</pre>|<code>.*?</code>", "", text, flags=re.S)
    assert not re.search(r"\\(frac|sum|mathbf|partial|begin|label)", without_code)
    assert not re.search(r"[\U0001d400-\U0001d7ff∂∑]", without_code)
    # A formula's number stands between paragraphs, a reference inside one.
    assert not re.search(r">\s+\(\d+\)\s+<", without_code)


@pytest.mark.parametrize("lab", sorted((ROOT / "docs" / "labs").glob("*.py")))
def test_labs_look_like_other_pages_and_can_be_downloaded(site, soups, lab):
    page = site / "labs" / f"{lab.stem}.html"
    soup = soups[page]
    assert soup.select_one("article .language-python code")
    assert not soup.select("article style, article script")
    assert "mathjax" not in page.read_text(encoding="utf-8").lower()
    assert page.stat().st_size < 250_000
    notebook = json.loads((page.with_suffix(".ipynb")).read_text(encoding="utf-8"))
    prose = [c["source"] for c in notebook["cells"] if c["cell_type"] == "markdown"]
    assert not re.search(r"\]\(\.", "".join("".join(source) for source in prose))
    outputs = [out for cell in notebook["cells"] for out in cell.get("outputs", ())]
    assert outputs
    assert not [out for out in outputs if out["output_type"] == "error"]


def test_raw_markdown_never_reaches_the_reader(soups):
    for page, soup in soups.items():
        article = soup.find("article")
        if article is None:
            continue
        for hidden in article(["code", "pre", "math", "script"]):
            hidden.decompose()
        text = article.get_text()
        for debris in ("$$", "\\(", "\\frac", "--8<--", "figure:", "{#", "{:", "!!! "):
            assert debris not in text, f"{page.name} shows {debris}"


def test_long_sidebars_end_with_the_page_also_from_disk(site: Path, browser):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto((site / "convolution" / "index.html").as_uri())
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    footer = page.evaluate(
        """() => {
          const { left, bottom, height } =
            document.querySelector(".md-footer").getBoundingClientRect();
          const top = document.elementFromPoint(left + 60, bottom - height / 2);
          return [bottom - innerHeight, Boolean(top.closest(".md-footer"))];
        }"""
    )
    page.close()
    assert abs(footer[0]) < 1, "empty space below the footer"
    assert footer[1], "the sidebar lies over the footer"
