"""What `make pdf` promises: a printed chapter, and the book before it is printed."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from mkdocs.config import load_config
from playwright.sync_api import Browser
from pypdf import PdfReader
from pypdf.generic import Destination

from site_tools import book, paper, pdf
from site_tools.blocks import ROOT, fences
from tests.site.conftest import SITE_URL

CHAPTER = "neighbors"
FRONT = paper.Front("Nearest neighbours", "A part", SITE_URL, date(2026, 11, 7))
RUNNING_HEAD = re.compile(r"\A(?:.*\n)?(\d+)\n")
# Wider than the paper, or than its own box: roots reach beyond theirs on purpose.
WIDE = """() => {
  const all = [...document.querySelectorAll("section *")].filter((element) =>
    element.getBoundingClientRect().right > innerWidth + 0.5 ||
    (element.clientWidth && element.scrollWidth > element.clientWidth + 1 &&
      !element.closest("math")))
  return all.map((element) => element.outerHTML.slice(0, 200))
}"""


@pytest.fixture(scope="module")
def parts() -> list[book.Part]:
    return book.parts(load_config(str(ROOT / "mkdocs.yml")).nav or [])


@pytest.fixture(scope="module")
def chapter(parts: list[book.Part]) -> list[book.Part]:
    return [part for part in parts if part.name == CHAPTER]


@pytest.fixture(scope="module")
def pieces(site: Path, chapter: list[book.Part]) -> list[book.Piece]:
    return book.pieces(site, chapter, SITE_URL)


@pytest.fixture(scope="module")
def printed(
    browser: Browser,
    site: Path,
    chapter: list[book.Part],
    tmp_path_factory: pytest.TempPathFactory,
) -> PdfReader:
    file = tmp_path_factory.mktemp("pdf") / "chapter.pdf"
    file.write_bytes(pdf.printed(browser, site, chapter, FRONT))
    return PdfReader(file)


@pytest.fixture(scope="module")
def texts(printed: PdfReader) -> list[str]:
    return [page.extract_text() for page in printed.pages]


@pytest.fixture(scope="module")
def bodies(texts: list[str]) -> list[str]:
    return [RUNNING_HEAD.sub("", text) for text in texts]


@pytest.fixture(scope="module")
def whole(site: Path, parts: list[book.Part]) -> list[book.Piece]:
    return book.pieces(site, parts, "")


def outline(items: list) -> list[Destination]:
    """Flatten the outline as pypdf gives it."""
    nested = [outline(item) if isinstance(item, list) else [item] for item in items]
    return [item for group in nested for item in group]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_contents_and_outline_give_the_page_of_every_topic(printed, bodies, pieces):
    listed = dict(re.findall(r"^(.+) (\d+)$", bodies[1], flags=re.M))
    marked = {
        item.title: printed.get_destination_page_number(item)
        for item in outline(printed.outline)
    }
    headings = [heading for piece in pieces for heading in piece.headings]
    assert {heading.text for heading in headings} == set(marked)
    topics = [heading.text for heading in headings if heading.level < 3]
    assert list(listed) == topics
    assert len(topics) == 1 + 4 + 2, "chapter, its topics, bibliography and terms"
    for topic in topics:
        assert marked[topic] == int(listed[topic]) - 1, topic
        assert bodies[marked[topic]].startswith(f"{topic}\n"), topic


def test_pages_are_numbered_and_name_chapter_and_topic(texts, pieces):
    chapter = pieces[0].headings[0].text
    topics = {heading.text for piece in pieces for heading in piece.headings}
    for number, text in enumerate(texts[2:], start=3):
        head, printed_number = text.split("\n")[:2]
        assert int(printed_number) == number
        assert head.removeprefix(chapter).strip() in topics | {""}
    assert FRONT.title in texts[0]
    assert "Last changed 7 November 2026" in texts[0]
    assert SITE_URL in texts[0]
    assert "None" not in texts[0] + texts[1]


def test_every_block_of_code_and_output_is_whole(bodies):
    text = squeezed("".join(bodies))
    compared = 0
    for page in sorted((ROOT / "docs" / CHAPTER).glob("*.md")):
        for fence in fences(page, page.read_text(encoding="utf-8")):
            assert squeezed(fence.code) in text, f"{page.name}:{fence.first_line}"
            compared += 1
    assert compared > 20


def test_every_tab_and_every_answer_is_shown(bodies, pieces):
    lines = Counter("\n".join(bodies).split("\n"))
    html = pieces[0].html
    labels = re.findall(r'<p class="tab-title"[^>]*>(.*?)</p>', html)
    summaries = re.findall(r"<summary>(.*?)</summary>", html)
    assert set(labels) == {"NumPy", "PyTorch"}
    assert summaries
    for label, count in Counter(labels + summaries).items():
        assert lines[label] == count, label
    assert "nine thousand times as many" in " ".join(" ".join(bodies).split())


def test_formulas_are_text_in_the_math_font(printed, bodies):
    fonts = {
        str(font["/BaseFont"]).split("+")[-1]: font["/DescendantFonts"][0]
        for page in printed.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert "/FontFile2" in fonts["STIXTwoMath-Regular"]["/FontDescriptor"]
    text = "\n".join(bodies)
    assert "𝐳" in text
    assert "𝐿1(𝐴,𝐵)=" in text
    assert not re.search(r"\\(frac|mathbf|sum|sqrt|text)\b|\$\$", text)


def test_links_lead_to_places_of_the_file_or_to_full_addresses(printed):
    links = [
        reference.get_object()
        for page in printed.pages
        for reference in page.get("/Annots", ())
    ]
    inside = {link["/Dest"] for link in links if "/Dest" in link}
    assert inside <= set(printed.named_destinations)
    assert "/bibliography.cover1967" in inside
    outside = {link["/A"]["/URI"] for link in links if "/A" in link}
    assert f"{SITE_URL}linear/index.html" in outside
    assert all(re.match("https://(?!127)", address) for address in outside)


def test_only_what_is_cited_is_listed(bodies):
    assert "T. Cover, P. Hart" in bodies[-2]
    assert "Vaswani" not in bodies[-2]


def test_the_same_site_gives_the_same_date(printed):
    assert printed.metadata.title == FRONT.title
    assert printed.metadata.creation_date.date() == FRONT.changed


def test_nothing_is_wider_than_the_paper(browser: Browser, address: str, pieces):
    for piece in pieces:
        page = pdf.opened(browser, address, piece.html)
        page.emulate_media(media="print")
        assert not page.evaluate(WIDE)
        page.close()


def test_the_book_holds_every_page_under_names_of_its_own(site, parts, whole):
    marks = "\n".join(book.OPAQUE.sub("", piece.html) for piece in whole)
    ids = re.findall(r'\sid="([^"]+)"', marks)
    assert len(ids) == len(set(ids))
    sections = re.findall(r'<section [^>]*id="([^"]+)"', marks)
    pages = [book.place(page) for part in parts for page in part.pages]
    assert sections == [*pages, "terms"]
    files = (page.relative_to(site).as_posix() for page in site.rglob("*.html"))
    assert {book.place(file) for file in files} - set(pages) == {"404"}
    for address in re.findall(r'\shref="place:([^"]+)"', marks):
        assert address in ids, address
    for source in re.findall(r'<img[^>]* src="([^"#]+)', marks):
        assert (site / source).is_file(), source
    assert not re.search(r"#only-dark|<(button|input|script)\b| data-figure=", marks)
    assert not re.search(r"<details(?![^>]* open)", marks)


def test_every_place_that_a_link_wants_is_noted_in_its_piece(whole):
    wanted = {
        address
        for piece in whole
        for address in re.findall(r'\shref="place:([^"]+)"', piece.html)
    }
    noted = [
        name for piece in whole for name in re.findall(r' href="#([^"]+)"', piece.html)
    ]
    assert len(noted) == len(set(noted))
    headings = {heading.place for piece in whole for heading in piece.headings}
    assert set(noted) == wanted | headings


def test_without_an_address_links_out_of_the_book_become_text(site, chapter):
    html = book.pieces(site, chapter, "")[0].html
    assert not re.search(r'<a [^>]*href="(?!https:|place:|#)', html)
    assert "chapter (“2 · Linear classifiers”)" in " ".join(html.split())


def test_a_wrong_name_is_answered_with_the_names(monkeypatch):
    monkeypatch.setattr("sys.argv", ["make pdf", "neighbours"])
    with pytest.raises(SystemExit, match=r"one of index, .*neighbors, .*labs"):
        pdf.main()
