"""What a built page says and where it leads; shared by the builds that are compared."""

import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADING = {"script": "src", "link": "href", "img": "src", "iframe": "src"}
NOT_LOADED = {"canonical", "prev", "next", "alternate"}
FORMULA = re.compile(r"<math.*?</math>", re.DOTALL)
HEAD = re.compile(r'<title>.*?</title>|<meta name="description"[^>]*>')
ADDRESS = re.compile(r"url\((.*?)\)")
FOREIGN = re.compile(r"""["']?(https?:)?//""")


class Page(HTMLParser):
    """A page, read once: its addresses and ids, and what its head and article say."""

    def __init__(self, path: str, html: str) -> None:
        super().__init__()
        self.path = path
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []  # what a browser fetches by itself
        self.words: list[str] = []
        self.code: list[str] = []
        self.says: dict[str, list[str]] = {"links": [], "pictures": [], "ids": []}
        self.place = ""  # of what is read: "article", "pre" within it, or elsewhere
        self.feed(html)
        start, end = html.find("<article"), html.find("</article>")
        self.says["formulas"] = FORMULA.findall(html, max(start, 0), max(end, 0))
        self.says["code"] = self.code
        self.says["text"] = "".join(self.words).split()
        self.says["head"] = HEAD.findall(html)

    def handle_starttag(self, tag, attrs):
        if tag == "article" or (tag == "pre" and self.place):
            self.place = tag
            self.code += [""] if tag == "pre" else []
        given = {name: value or "" for name, value in attrs}
        anchor = given.get("name") if tag == "a" else None
        self.ids.update(name for name in (given.get("id"), anchor) if name)
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        address = given.get(LOADING.get(tag, ""))
        if address and not NOT_LOADED & set(given.get("rel", "").split()):
            self.loads.append(address)
        if self.place:
            self._keep(tag, given)

    def _keep(self, tag: str, given: dict[str, str]) -> None:
        if "id" in given:
            self.says["ids"].append(given["id"])
        if tag == "a" and "href" in given:
            self.says["links"].append(self.absolute(given["href"]))
        if tag == "img":
            picture = f"{self.absolute(given['src'])}: {given['alt']}"
            self.says["pictures"].append(picture)

    def handle_endtag(self, tag):
        if tag == "article":
            self.place = ""
        elif tag == "pre" and self.place:
            self.place = "article"

    def handle_data(self, data):
        if self.place:
            self.words.append(data)
        if self.place == "pre":
            self.code[-1] += data

    def absolute(self, address: str) -> str:
        """Resolve an address of this page against the root of the site."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            return address
        here = posixpath.dirname(self.path)
        path = posixpath.join(here, parts.path) if parts.path else self.path
        return parts._replace(path=posixpath.normpath(path)).geturl()


def read(site: Path) -> dict[str, Page]:
    """Read every page of a built site, by its place in it."""
    paths = {file.relative_to(site).as_posix(): file for file in site.rglob("*.html")}
    return {
        path: Page(path, file.read_text(encoding="utf-8"))
        for path, file in sorted(paths.items())
    }


def check_requests(site: Path, pages: dict[str, Page]) -> None:
    """No page and no style sheet loads anything from another site."""
    for path, page in pages.items():
        for address in page.loads:
            assert not urlsplit(address).netloc, f"{path} loads {address}"
    for sheet in site.rglob("*.css"):
        for address in ADDRESS.findall(sheet.read_text(encoding="utf-8")):
            assert not FOREIGN.match(address), f"{sheet.name} loads {address}"


def check_links(site: Path, pages: dict[str, Page]) -> int:
    """Every address within the site leads somewhere; returns how many there are."""
    checked = 0
    for path, page in pages.items():
        if path == "404.html":
            continue  # served for any address, so its links start at the root
        for address in (*page.links, *page.loads):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            assert not parts.path.startswith("/"), f"{path}: {address} needs a root"
            target = unquote(urlsplit(page.absolute(address)).path)
            assert (site / target).is_file(), f"{path} links to {address}"
            if parts.fragment and target in pages:
                anchor = unquote(parts.fragment)
                assert anchor in pages[target].ids, f"{path}: {address}"
            checked += 1
    return checked
