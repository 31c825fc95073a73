"""What only a published site has: social cards, feed, llms.txt and robots.txt."""

from collections.abc import Iterator
from itertools import groupby

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from site_tools import cards, coverage, feed
from site_tools.blocks import with_includes


def in_order(files: Files) -> list[Page]:
    """Return all pages in the order of the navigation."""
    pages = [file.page for file in files.documentation_pages() if file.page]
    page = next(page for page in pages if page.is_homepage)
    ordered = [page]
    while page := page.next_page:
        ordered.append(page)
    return ordered


def title(page: Page) -> str:
    """Title of a page in the browser: that of its front matter, or its own."""
    return str(page.meta.get("title") or page.title)


def chapter(page: Page) -> str:
    """Heading of the navigation that a page stands under, or nothing."""
    return page.parent.title if page.parent else ""


def made(config: MkDocsConfig, files: Files) -> Iterator[tuple[str, bytes]]:
    """Give every such file with its place in the site."""
    site = config.site_url or ""
    pages = in_order(files)
    for page in pages:
        name = f"assets/cards/{page.url.removesuffix('.html')}.png"
        above = "" if chapter(page) == title(page) else chapter(page)
        drawn = cards.card(title(page), above, config.site_name)
        page.meta["card"] = site + name  # for the page's head
        yield name, drawn.read_bytes()
        yield f"{page.url}.md", markdown(page).encode()
        if page.file.src_uri == feed.PAGE:
            address = page.canonical_url or ""
            yield feed.FEED, feed.feed(page.content or "", address, config)
    robots = f"User-agent: *\nAllow: /\nSitemap: {site}sitemap.xml\n"
    yield "robots.txt", robots.encode()
    yield "llms.txt", llms(config, pages).encode()


def markdown(page: Page) -> str:
    """Return a page's source with everything that it includes."""
    text = with_includes(page.markdown or "")
    for mark, listed in coverage.LISTS.items():
        if mark in text:
            text = text.replace(mark, listed())
    return text


def llms(config: MkDocsConfig, pages: list[Page]) -> str:
    """List all pages for language models, by chapter, each with its description."""
    parts = [f"# {config.site_name}", f"> {config.site_description}"]
    for heading, group in groupby(pages, chapter):
        if heading:
            parts.append(f"## {heading}")
        parts.append("\n".join(map(_listed, group)))
    return "\n\n".join(parts) + "\n"


def _listed(page: Page) -> str:
    link = f"[{title(page)}]({page.canonical_url}.md)"
    return f"- {link}: {page.meta['description']}"
