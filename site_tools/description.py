"""Markdown extension: a page is described by its first sentences.

Search engines and social cards show the description. One in the front matter wins.
"""

import html
import re
import unicodedata
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from site_tools import source

LONGEST = 160
ENOUGH = 80  # whole sentences of so many characters need no half one
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9])")
GREEK = re.compile(r"\\([a-z]+)")
ENDS = (".", "?", "!", ":")  # a paragraph of sentences, not a row of buttons
UNREADABLE = "\0"


def _spoken(tex: str) -> str:
    """Read a formula as text; what is more than letters and signs cannot be read."""
    tex = tex.removeprefix("\\(").removesuffix("\\)").strip()
    if greek := GREEK.fullmatch(tex):
        try:
            return unicodedata.lookup(f"GREEK SMALL LETTER {greek[1].upper()}")
        except KeyError:
            return UNREADABLE
    return UNREADABLE if re.search(r"[\\{}^_]", tex) else tex


def _text(element: Element) -> str:
    if element.get("class") == "arithmatex":
        return _spoken("".join(element.itertext()))
    if element.tag == "code":
        return html.unescape(element.text or "")  # Markdown has escaped it already
    parts = [element.text or ""]
    for child in element:
        parts += [_text(child), child.tail or ""]
    return "".join(parts)


def shorten(text: str) -> str:
    """Keep whole sentences, or cut at a word; stop before an unreadable formula."""
    readable, stopped, _ = text.partition(UNREADABLE)
    sentences = SENTENCE.split(" ".join(readable.split()))
    if stopped:
        sentences[-1:] = [] if len(sentences) > 1 else [f"{sentences[-1]}…"]
    text, kept = " ".join(sentences), ""
    for sentence in sentences:
        longer = f"{kept} {sentence}".strip()
        if len(longer) > LONGEST:
            break
        kept = longer
    if len(kept) >= ENOUGH or kept == text:
        return kept
    return text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;: –") + "…"


class _Description(Treeprocessor):
    def run(self, root: Element) -> None:
        page = source.of(self.md)
        texts = (self._restore(_text(p)).strip() for p in root.findall("p"))
        first = next((text for text in texts if text.endswith(ENDS)), None)
        if page and first and "description" not in page.meta:
            # It goes between double quotes.
            page.meta["description"] = shorten(first).replace('"', "”")

    def _restore(self, text: str) -> str:
        """Put back what Markdown has set aside: entities, tags, escaped characters."""

        def shown(found: re.Match[str]) -> str:
            aside = str(self.md.htmlStash.rawHtmlBlocks[int(found[1])])
            return html.unescape(re.sub("<[^>]*>", "", aside))

        unescape: Any = self.md.treeprocessors["unescape"]
        return unescape.unescape(HTML_PLACEHOLDER_RE.sub(shown, text))


class DescriptionExtension(Extension):
    """Configured in mkdocs.yml, without options."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Run after the inline patterns (20), before formulas are rendered (15)."""
        md.treeprocessors.register(_Description(md), "description", 16)


def makeExtension(**kwargs: Any) -> DescriptionExtension:
    """Return the extension to Python-Markdown."""
    return DescriptionExtension(**kwargs)
