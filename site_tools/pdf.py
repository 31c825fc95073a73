"""Print the book, or one chapter of it, with Chromium: `make pdf CHAPTER=attention`.

The parts are printed one after the other, each from the page number that it starts on:
one document of the whole book would take five gigabytes. The contents come last, and
links between the parts are completed in the joined file.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from mkdocs.config import load_config
from playwright.sync_api import Browser, Page, ViewportSize
from pypdf import PdfReader, PdfWriter
from pypdf.generic import Fit, IndirectObject, NameObject, TextStringObject
from tqdm import tqdm

from site_tools import book, paper
from site_tools.blocks import ROOT
from site_tools.chromium import COMMAND, launched
from site_tools.history import commits
from site_tools.server import served

FOLDER = ROOT / "pdf"
LOADING = 600_000  # milliseconds, on a slow machine
PAPER = ViewportSize(width=657, height=960)  # A4 without margins, in CSS pixels


def printed(
    browser: Browser, site: Path, chosen: list[book.Part], front: paper.Front
) -> bytes:
    """Return parts of the built site as a PDF with title page, contents and outline."""
    pieces = book.pieces(site, chosen, front.address)
    headings = [heading for piece in pieces for heading in piece.headings]
    with served(site) as address:
        html = paper.opening(site, front, headings, {})
        opening = _print(browser, address, html, 1)
        parts, pages = [], {}
        first = length = 1 + len(opening.pages)
        for piece in tqdm(pieces, "parts", delay=2, disable=None):
            part = _print(browser, address, piece.html, first)
            pages |= {name: first + page for name, page in _places(part)}
            first += len(part.pages)
            parts.append(part)
        html = paper.opening(site, front, headings, pages)
        opening = _print(browser, address, html, 1)
    assert 1 + len(opening.pages) == length, "page numbers changed the contents' length"
    return _joined([opening, *parts], headings, front)


def opened(browser: Browser, address: str, html: str) -> Page:
    """Open a document as if it were a page of the site at ``address``."""
    page = browser.new_page(viewport=PAPER)
    page.set_default_timeout(LOADING)
    here = f"{address}book.html"
    page.route(here, lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(here)
    page.evaluate("() => document.fonts.ready.then(() => null)")
    return page


def _print(browser: Browser, address: str, html: str, first: int) -> PdfReader:
    """Print a document whose pages count from ``first``."""
    page = opened(browser, address, html)
    page.add_style_tag(content=f"@page :first {{ counter-set: page {first}; }}")
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    page.close()
    return PdfReader(BytesIO(pdf))


def _places(part: PdfReader) -> Iterator[tuple[str, int]]:
    """List the places in a printed part, with the page of each, from 0."""
    for name, destination in part.named_destinations.items():
        page = part.get_destination_page_number(destination)
        assert page is not None, name
        yield name.removeprefix("/"), page


def _joined(
    parts: list[PdfReader], headings: list[paper.Heading], front: paper.Front
) -> bytes:
    writer = PdfWriter()
    for part in parts:
        writer.append(part, import_outline=False)
    _complete_links(writer)
    _outline(writer, headings)
    writer.page_mode = "/UseOutlines"
    writer.root_object[NameObject("/Lang")] = TextStringObject("en")
    writer.metadata = {"/Title": front.title}
    if front.changed:  # the same site gives the same file
        writer.add_metadata({"/CreationDate": f"D:{front.changed:%Y%m%d}000000Z"})
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def _complete_links(writer: PdfWriter) -> None:
    """Lead links of the scheme ``place:`` to the named places of the joined file."""
    for page in writer.pages:
        for reference in page.get("/Annots", ()):
            link = reference.get_object()
            address = link.get("/A", {}).get("/URI", "")
            if address.startswith("place:"):
                del link["/A"]
                name = address.removeprefix("place:")
                link[NameObject("/Dest")] = TextStringObject(f"/{name}")


def _outline(writer: PdfWriter, headings: list[paper.Heading]) -> None:
    """Give the reader's sidebar all headings, the sections of a topic folded."""
    places = writer.named_destinations
    above: list[tuple[int, IndirectObject | None]] = [(0, None)]
    for heading in headings:
        while above[-1][0] >= heading.level:
            above.pop()
        destination = places[f"/{heading.place}"]
        item = writer.add_outline_item(
            title=heading.text,
            page_number=destination.page,
            parent=above[-1][1],
            fit=Fit.xyz(destination.left, destination.top),
            is_open=False,
        )
        above.append((heading.level, item))


def _selection(parts: list[book.Part], wanted: str | None) -> list[book.Part]:
    """Return the part that is asked for, or all."""
    chosen = [part for part in parts if wanted in (None, part.name)]
    if not chosen:
        names = ", ".join(part.name for part in parts)
        sys.exit(f"make pdf: expected a chapter, one of {names}; got {wanted}")
    return chosen


def main() -> None:
    """Build the site, print it and say where the file is."""
    parser = argparse.ArgumentParser(prog="make pdf", description=__doc__)
    parser.add_argument("chapter", nargs="?", help="name of its folder below docs/")
    wanted = parser.parse_args().chapter
    config = load_config(str(ROOT / "mkdocs.yml"))
    chosen = _selection(book.parts(config.nav or []), wanted)
    if COMMAND is None:
        sys.exit("make pdf: Chromium is missing (on Debian: apt-get install chromium)")
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    if subprocess.run(build, cwd=ROOT).returncode:
        sys.exit("make pdf: the site does not build")
    name = config.site_name
    front = paper.Front(
        title=chosen[0].title if wanted else name,
        subtitle=f"A part of {name}" if wanted else config.site_description or "",
        address=config.site_url or "",
        changed=max(commits().values(), default=None),
    )
    with launched() as browser:
        pdf = printed(browser, Path(config.site_dir), chosen, front)
    target = FOLDER / f"{wanted or name}.pdf"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(pdf)
    print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
