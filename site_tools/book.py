"""Put pages of the built site together as one book for paper (site_tools/pdf.py).

Links between its pages have the scheme ``place:``, since the parts of the book are
printed one by one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.filter import SoupStrainer

from site_tools import paper

BIBLIOGRAPHY = "bibliography.html"
# What the parser need not look into, most of a page, is copied as it stands.
OPAQUE = re.compile(r"<(pre|math|svg)\b.*?</\1>", re.DOTALL)
SHORT = 20  # lines; a block of code that is no longer stays on one page


@dataclass(frozen=True)
class Part:
    """A chapter, or a page that stands alone in the site's navigation."""

    name: str
    title: str
    pages: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """A document that is printed at once; the links in it know the other pieces."""

    html: str
    headings: list[paper.Heading]


def parts(nav: list[Any]) -> list[Part]:
    """Read the parts of the book from ``nav`` of mkdocs.yml."""
    return [_part(title, entry) for item in nav for title, entry in item.items()]


def _part(title: str, entry: Any) -> Part:
    sources = list(_sources(entry))
    name = PurePosixPath(sources[0]).parts[0].removesuffix(".md")
    pages = (PurePosixPath(source).with_suffix(".html") for source in sources)
    return Part(name, title, tuple(map(str, pages)))


def _sources(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    else:
        for inner in entry.values() if isinstance(entry, dict) else entry:
            yield from _sources(inner)


def place(address: str, fragment: str = "") -> str:
    """Return the id in the book of a page, or of a place on it."""
    name = address.removesuffix(".html").replace("/", ".")
    return f"{name}.{fragment}" if fragment else name


def pieces(site: Path, chosen: list[Part], address: str) -> list[Piece]:
    """Return the parts, what they cite and what their terms mean.

    Links to other pages of the site get its ``address``; without one they become text.
    """
    book = _Book(site, address)
    for part in chosen:
        book.add(part)
    if not any(BIBLIOGRAPHY in part.pages for part in chosen):
        book.add(Part("bibliography", "Bibliography", (BIBLIOGRAPHY,)))
    book.point_links()
    if not any(BIBLIOGRAPHY in part.pages for part in chosen):
        book.keep_what_is_cited()
    book.list_terms()
    return book.pieces()


class _Book:
    """The articles of the chosen pages, in order, and what is known about them."""

    def __init__(self, site: Path, address: str) -> None:
        self.site, self.address = site, address
        self.parts: list[tuple[str, ...]] = []  # their pages
        self.articles: dict[str, Tag] = {}
        self.titles: dict[str, str] = {}
        self.copied: list[str] = []
        self.wanted: set[str] = set()  # places to which links lead

    def add(self, part: Part) -> None:
        """Append the pages of a part; its title is a heading of the first level."""
        self.parts.append(part.pages)
        for address in part.pages:
            article = self._read(address)
            self.titles[address] = _title(article)
            for tag in article.find_all(id=True):
                tag["id"] = place(address, str(tag["id"]))
            opens = len(part.pages) == 1 or address.endswith("/index.html")
            paper.lower_headings(article, 2 if opens else 1)
            if not opens and address == part.pages[0]:
                title = f'<h1 id="{part.name}">{escape(part.title)}</h1>'
                article.insert(0, BeautifulSoup(title, "html.parser"))
            article.name = "section"
            article["id"] = place(address)
            article["class"] = "md-typeset"
            self.articles[address] = article

    def _read(self, address: str) -> Tag:
        """Parse the article of a page; code and formulas are put aside."""

        def put_aside(found: re.Match[str]) -> str:
            short = found[0].count("\n") <= SHORT
            kept = found[0].replace("<pre", '<pre class="short"', 1)
            self.copied.append(kept if short else found[0])
            return f"<!--copied {len(self.copied) - 1}-->"

        text = (self.site / address).read_text(encoding="utf-8")
        strainer = SoupStrainer("article")
        shortened = OPAQUE.sub(put_aside, text)
        article = BeautifulSoup(shortened, "html.parser", parse_only=strainer).article
        assert article is not None, f"{address} has no article"
        paper.show_all(article)
        return article

    def point_links(self) -> None:
        """Turn links into places of the book, or into full addresses, or into text."""
        places = {str(tag["id"]) for tag in self._tags("[id]")} | set(
            map(place, self.articles)
        )
        for address, article in self.articles.items():
            for link in article.find_all("a", href=True):
                self._point(link, address, places)
            for image in article.find_all("img", src=True):
                image["src"] = normpath(urljoin(address, str(image["src"])))
                del image["loading"]

    def _tags(self, selector: str) -> Iterator[Tag]:
        for article in self.articles.values():
            yield from article.select(selector)

    def _point(self, link: Tag, address: str, places: set[str]) -> None:
        parts = urlsplit(urljoin(address, str(link["href"])))
        if parts.scheme or parts.netloc:
            return
        target = normpath(unquote(parts.path))
        if target in self.articles:
            exact = place(target, unquote(parts.fragment))
            wanted = exact if exact in places else place(target)
            self.wanted.add(wanted)
            link["href"] = f"place:{wanted}"
        elif self.address:
            link["href"] = urljoin(self.address, parts.geturl())
        else:
            self._spell_out(link, target)

    def _spell_out(self, link: Tag, target: str) -> None:
        """Name the page that a reader on paper has to look for."""
        if target.endswith(".html"):
            title = _title(self._read(target))
            if title.casefold() not in link.get_text().casefold():
                link.append(f" (“{title}”)")
        if link.has_attr("download"):
            link.decompose()
        else:
            link.unwrap()

    def keep_what_is_cited(self) -> None:
        """Leave out references to which no page of the book leads."""
        for entry in self.articles[BIBLIOGRAPHY].find_all("p", id=True):
            if entry["id"] not in self.wanted:
                entry.decompose()
        if not any(name.startswith("bibliography") for name in self.wanted):
            self.parts.pop()

    def list_terms(self) -> None:
        """Append what a screen explains under the pointer."""
        meanings = {a.get_text(): str(a["title"]) for a in self._tags("abbr[title]")}
        lines = "".join(
            f"<dt>{escape(term)}</dt><dd>{escape(meanings[term])}</dd>"
            for term in sorted(meanings, key=str.casefold)
        )
        soup = BeautifulSoup(
            '<section class="md-typeset terms" id="terms"><h1 id="terms.all">Terms</h1>'
            f"<dl>{lines}</dl></section>",
            "html.parser",
        )
        if meanings and soup.section:
            self.articles["terms"], self.titles["terms"] = soup.section, "Terms"
            self.parts.append(("terms",))

    def pieces(self) -> list[Piece]:
        """Return the parts as documents."""
        return [self._piece(pages) for pages in self.parts]

    def _piece(self, pages: tuple[str, ...]) -> Piece:
        articles = [self.articles[address] for address in pages]
        headings = [
            paper.Heading.of(tag)
            for article in articles
            for tag in article.find_all(paper.HEADING)
        ]
        heads = []
        for number, (address, article) in enumerate(zip(pages, articles, strict=True)):
            article["style"] = f"page: p{number}"
            topic = self.titles[address]
            heads.append(paper.running_head(number, headings[0].text, topic))
        ids = [str(tag["id"]) for a in articles for tag in (a, *a.find_all(id=True))]
        wanted = self.wanted | {heading.place for heading in headings}
        index = "".join(f'<a href="#{name}"></a>' for name in ids if name in wanted)
        body = re.sub(
            r"<!--copied (\d+)-->",
            lambda found: self.copied[int(found[1])],
            "\n".join(map(str, articles)),
        )
        # Chromium notes the page of a place only if a link leads there.
        body += f"<nav hidden>{index}</nav>"
        return Piece(paper.document(self.site, body, "".join(heads)), headings)


def _title(article: Tag) -> str:
    assert article.h1 is not None
    return article.h1.get_text().strip()
