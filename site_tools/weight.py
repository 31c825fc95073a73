"""What a first visit of a page loads, counted from the files of a built site.

That is all that a browser asks for until the reader does something: no search, no other
page, no figure for the other colour scheme. ``budget.toml`` says how much it may be.
"""

import gzip
import posixpath
import re
import tomllib
from collections import Counter
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from site_tools.server import COMPRESSED, LEVEL

ROOT = Path(__file__).resolve().parent.parent
BUDGET = ROOT / "budget.toml"
KINDS = {
    ".html": "html",
    ".css": "css",
    ".js": "js",
    ".svg": "images",
    ".png": "images",
}
TAG = re.compile(r'<(?:link rel="(\S+)"|script|img)(?=\s)([^>]*)>')
ADDRESS = re.compile(r'\s(?:href|src)="([^"#]+)(#only-dark)?')
RELATIONS = {"stylesheet", "icon", "manifest"}


@cache
def sent(file: Path) -> int:
    """Number of bytes that a web host sends for a file."""
    content = file.read_bytes()
    if file.suffix in COMPRESSED:
        return len(gzip.compress(content, LEVEL, mtime=0))
    return len(content)


def first_visit(site: Path, name: str, base: str = "/") -> set[str]:
    """Name the files of a site that a first visit of one of its pages loads.

    Parameters
    ----------
    site : Path
        The built site.
    name : str
        The page, from the root of the site.
    base : str
        Path below which the site is published: the 404 page's addresses start with it.
    """
    page = (site / name).read_text(encoding="utf-8")
    found = {name}
    for relation, attributes in TAG.findall(page):
        address = ADDRESS.search(attributes)
        if address and not address[2] and (not relation or relation in RELATIONS):
            found.add(_resolved(address[1], name, base))
    return found


def _resolved(address: str, source: str, base: str) -> str:
    path = unquote(urlsplit(address).path)
    if path.startswith(base):
        return path.removeprefix(base)
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), path))


def kind(name: str) -> str:
    """Kind of a file, as the budget calls it; the font stands in a style sheet."""
    if name.startswith("assets/fonts/"):
        return "fonts"
    return KINDS.get(Path(name).suffix, "other")


def weigh(site: Path, name: str, base: str = "/") -> dict[str, int]:
    """Sum up the bytes by kind of file; ``total`` is all but the images."""
    weights = Counter(dict.fromkeys((*KINDS.values(), "fonts", "other"), 0))
    for file in first_visit(site, name, base):
        weights[kind(file)] += sent(site / file)
    total = sum(weights.values()) - weights["images"]
    return {**weights, "total": total}


@cache
def budget() -> dict[str, Any]:
    """Read the limits."""
    return tomllib.loads(BUDGET.read_text(encoding="utf-8"))


def limits(name: str) -> dict[str, Any]:
    """Limits for a page: those of the first kind in ``budget.toml`` that names it."""
    for limit in budget()["page"]:
        if any(fnmatch(name, pattern) for pattern in limit["pages"]):
            return limit
    raise ValueError(f"expected {name} in a kind of page of budget.toml, got none")
