"""Markdown extension: a block of code carries only the marks that its colours need.

Pygments marks every word and sign, half of a page. The theme has one colour for many
kinds of them, and no other colour than that of the code for most.
"""

import re
from typing import Any, cast

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from pygments.token import STANDARD_TYPES

# Pygments' classes by the class that stands for their colour; "" needs no mark.
ALIKE = {
    "": "bp fm kc n o ow p sa vm w",
    "c": "c1 ch cm cs sd",
    "k": "kd kn kp kr kt nd ni nl nt",
    "m": "il mb mf mh mi mo",
    "nb": "no",
    "nf": "nc ne nn",
    "s": "cpf l s1 s2 sb sc si ss",
}
INSTEAD = {name: mark for mark, names in ALIKE.items() for name in names.split()}
# Pygments ends a mark with each line: a docstring has one for every line.
LINES = re.compile(
    r'(<span class="(c|s)">[^<]*)</span>((?:\s+<span class="\2">[^<]*</span>)+)'
)
MARK = re.compile(r"</?span[^>]*>")


class _Lines(Postprocessor):
    def run(self, text: str) -> str:
        return LINES.sub(_joined, text)


def _joined(found: re.Match[str]) -> str:
    return f"{found[1]}{MARK.sub('', found[3])}</span>"


class LeanExtension(Extension):
    """Configured in mkdocs.yml, without options."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Run once the blocks of code stand in the page (30)."""
        marks = cast(dict[Any, str], STANDARD_TYPES)
        for token, name in marks.items():
            marks[token] = INSTEAD.get(name, name)
        md.postprocessors.register(_Lines(md), "lean", 25)


def makeExtension(**kwargs: Any) -> LeanExtension:
    """Return the extension to Python-Markdown."""
    return LeanExtension(**kwargs)
