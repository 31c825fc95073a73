"""What a published site has besides its pages: addresses, descriptions, cards, feed."""

import re
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
from PIL import Image

from site_tools import cards, feed
from site_tools.blocks import ROOT, fences
from tests.site.conftest import SITE_URL

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def heads(site, soups):
    """The head of every page by its address; 404 stands for no address."""
    return {
        SITE_URL + page.relative_to(site).as_posix(): soup.head
        for page, soup in soups.items()
        if page.name != "404.html"
    }


def content(head, **attributes):
    found = head.find_all("meta", attrs=attributes)
    assert len(found) == 1, attributes
    return found[0]["content"]


def test_every_page_names_its_one_address(site, soups, heads):
    for address, head in heads.items():
        links = head.find_all("link", rel="canonical")
        assert [link["href"] for link in links] == [address]
        assert content(head, property="og:url") == address
    assert not soups[site / "404.html"].find("link", rel="canonical")


def test_the_sitemap_lists_every_page_once_with_its_last_change(site, soups, heads):
    tree = ElementTree.parse(site / "sitemap.xml").getroot()
    listed = {url.findtext(f"{SITEMAP}loc"): url for url in tree}
    assert len(listed) == len(tree)
    assert listed.keys() == heads.keys()
    for address, url in listed.items():
        soup = soups[site / str(address).removeprefix(SITE_URL)]
        shown = soup.find("dt", string="Last changed").parent.time
        lastmod = url.findtext(f"{SITEMAP}lastmod")
        assert lastmod == (shown and shown["datetime"]), address
    assert not (site / "sitemap.xml.gz").exists(), "it holds the day of the build"
    robots = (site / "robots.txt").read_text()
    assert f"Sitemap: {SITE_URL}sitemap.xml\n" in robots


def test_titles_and_descriptions_tell_pages_apart(heads):
    titles = Counter(head.title.get_text() for head in heads.values())
    assert [title for title, number in titles.items() if number > 1] == []
    described = {a: content(head, name="description") for a, head in heads.items()}
    twice = Counter(described.values()) - Counter(set(described.values()))
    assert not twice
    for address, text in described.items():
        assert 50 <= len(text) <= 160, f"{address}: {len(text)} characters"
        assert not re.search(r"[\\${}]|\*\*|\]\(", text), f"{address}: {text}"
        assert re.search(r"[.!?…]$", text), f"{address}: {text}"
        assert text == content(heads[address], property="og:description")


def test_every_page_has_a_card_that_its_words_fit_on(site, heads):
    for address, head in heads.items():
        picture = content(head, property="og:image")
        file = site / picture.removeprefix(SITE_URL)
        assert picture == f"{SITE_URL}{file.relative_to(site).as_posix()}"
        with Image.open(file) as image:
            assert (image.format, image.size) == ("PNG", (1200, 630))
        assert file.stat().st_size < 25_000
        assert content(head, name="twitter:card") == "summary_large_image"
        title = content(head, property="og:title")
        assert title == content(head, property="og:image:alt")
        fitted = cards.lines(title, cards.fitting(title))
        assert len(fitted) <= 3, f"{address}: {title}"
        assert max(map(cards.fitting(title).getlength, fitted)) < 1200 - 160, address


def test_a_long_title_is_written_smaller():
    title = "What a long title says about a page, in more words than anybody will read"
    assert cards.fitting("Softmax").size > cards.fitting(title).size
    assert len(cards.lines(title, cards.fitting(title))) == 3


def test_a_card_is_drawn_once_and_always_the_same(tmp_path, monkeypatch):
    words = ("Softmax", "2 · Linear classifiers", "notes")
    assert cards.draw(*words) == cards.draw(*words)
    assert cards.draw("Sigmoid", *words[1:]) != cards.draw(*words)
    monkeypatch.setattr(cards, "CACHE", tmp_path)
    file = cards.card(*words)
    drawn = file.stat().st_mtime_ns
    assert cards.card(*words) == file
    assert file.stat().st_mtime_ns == drawn
    assert cards.card("Sigmoid", *words[1:]) != file


def test_the_feed_tells_every_change_newest_first(site, soups, heads):
    channel = ElementTree.parse(site / "feed.xml").getroot().find("channel")
    assert channel is not None
    assert all(channel.findtext(name) for name in ("title", "link", "description"))
    itself = channel.find("{http://www.w3.org/2005/Atom}link")
    assert itself is not None
    assert itself.attrib["href"] == f"{SITE_URL}feed.xml"
    items = channel.findall("item")
    changelog = soups[site / "about" / "changelog.html"]
    headings = [h2.get_text() for h2 in changelog.select("article h2")]
    assert len(items) == len(headings) >= 5
    days = []
    for item, heading in zip(items, headings, strict=True):
        assert str(item.findtext("title")) in heading
        page, anchor = str(item.findtext("link")).split("#")
        assert page == f"{SITE_URL}about/changelog.html"
        assert changelog.find(id=anchor)
        days.append(parsedate_to_datetime(str(item.findtext("pubDate"))))
        text = str(item.findtext("description"))
        assert "facts" not in text
        for address in re.findall(r'href="([^"]+)"', text):
            assert address.split("#")[0] in heads
    assert days == sorted(days, reverse=True)
    assert len({item.findtext("guid") for item in items}) == len(items)
    for head in heads.values():
        link = head.find("link", type="application/rss+xml")
        assert link["href"] == f"{SITE_URL}feed.xml"
        assert "alternate" in link["rel"]
        assert link["rel"] != ["alternate"], "the theme would fetch a sitemap for it"


def test_a_changelog_s_heading_is_a_date_and_what_changed():
    heading = '<h2 id="a">7 June 2026: A &amp; b<a href="#a">¶</a></h2>'
    entry = feed.Entry("a", datetime(2026, 6, 7, tzinfo=UTC), "A & b", "<p>Text.</p>")
    assert feed.entries(f"{heading}\n<p>Text.</p>\n<footer>") == [entry]
    with pytest.raises(feed.FeedError, match="expected a heading such as"):
        feed.entries(heading.replace("7 June", "Tuesday"))
    with pytest.raises(feed.FeedError, match="expected a heading such as"):
        feed.entries(heading.replace(": A &amp; b", ""))


def test_language_models_get_every_page_as_text(site, heads):
    listed = (site / "llms.txt").read_text(encoding="utf-8")
    assert listed.startswith("# mlnotes\n\n> ")
    found = re.findall(r"^- \[[^]]+\]\((\S+)\): .{50,160}$", listed, flags=re.M)
    assert sorted(found) == sorted(f"{address}.md" for address in heads)
    for address in found:
        text = (site / address.removeprefix(SITE_URL)).read_text(encoding="utf-8")
        assert text.startswith("# "), address
        assert not re.search(r'^ *--8<-- "', text, flags=re.M), address
    page = ROOT / "docs" / "linear" / "softmax.md"
    softmax = (site / "linear" / "softmax.html.md").read_text(encoding="utf-8")
    assert "\\frac{" in softmax
    blocks = list(fences(page, page.read_text(encoding="utf-8")))
    assert blocks
    assert all(block.indent or block.code in softmax for block in blocks)
    coverage = (site / "about" / "coverage.html.md").read_text(encoding="utf-8")
    assert "[[coverage]]" not in coverage


def test_the_link_to_the_repository_asks_it_nothing(soups):
    """The theme's script asks GitHub for the stars of such a link's repository."""
    for soup in soups.values():
        assert soup.select("a.md-source")
        assert not soup.select("[data-md-component=source]")
