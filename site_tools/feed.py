"""The changelog as an RSS feed: one item for every dated heading of the page."""

import html
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import NamedTuple
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from mkdocs.config.defaults import MkDocsConfig

PAGE = "about/changelog.md"
FEED = "feed.xml"
ENTRY = re.compile(
    r'<h2 id="(?P<id>[^"]+)">(?P<heading>[^<]+)<.*?</h2>'
    r"(?P<text>.*?)(?=<h2|<footer|\Z)",
    re.DOTALL,
)
LINK = re.compile(r'(?<=href=")[^"]+')


class FeedError(ValueError):
    """A changelog that no feed can be made from."""


class Entry(NamedTuple):
    """One change that readers notice."""

    anchor: str
    day: datetime
    title: str
    text: str  # HTML


def entries(content: str) -> list[Entry]:
    """Find the entries in the changelog's HTML; a heading is ``Date: what changed``."""
    return [
        Entry(match["id"], *_heading(match["heading"]), match["text"].strip())
        for match in ENTRY.finditer(content)
    ]


def _heading(heading: str) -> tuple[datetime, str]:
    day, colon, title = html.unescape(heading).partition(": ")
    try:
        return datetime.strptime(day + colon, "%d %B %Y: ").replace(tzinfo=UTC), title
    except ValueError:
        raise FeedError(
            f"{PAGE}: expected a heading such as '26 November 2026: What changed', "
            f"got '{heading}'"
        ) from None


def feed(content: str, address: str, config: MkDocsConfig) -> bytes:
    """Write the feed from the changelog's HTML, which stands at ``address``."""
    site = config.site_url or ""
    atom = "http://www.w3.org/2005/Atom"
    rss = Element("rss", {"version": "2.0", "xmlns:atom": atom})
    channel = SubElement(rss, "channel")
    _add(channel, "title", config.site_name)
    _add(channel, "link", site)
    _add(channel, "description", config.site_description)
    _add(channel, "language", "en-GB")
    itself = {"href": site + FEED, "rel": "self", "type": "application/rss+xml"}
    SubElement(channel, "atom:link", itself)
    for entry in entries(content):
        link = f"{address}#{entry.anchor}"
        item = SubElement(channel, "item")
        _add(item, "title", entry.title)
        _add(item, "link", link)
        _add(item, "guid", link)
        _add(item, "pubDate", format_datetime(entry.day, usegmt=True))
        _add(item, "description", _absolute(entry.text, address))
    indent(rss)
    return tostring(rss, encoding="utf-8", xml_declaration=True)


def _add(parent: Element, name: str, text: str | None) -> None:
    SubElement(parent, name).text = text


def _absolute(text: str, address: str) -> str:
    return LINK.sub(lambda found: urljoin(address, found[0]), text)
