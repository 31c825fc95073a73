"""Markdown extension: TeX becomes MathML while the page is built.

``pymdownx.arithmatex`` finds the formulas, Temml (Node) renders them, a cache on disk
remembers them. Wrong TeX raises an error, which stops the build.

A display formula that holds ``\\label{eq-name}`` is numbered and gets that id; an
empty link ``[](#eq-name)`` on the same page becomes its number.
"""

import atexit
import hashlib
import html
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring, tostring

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "tex"
WORKER = Path(__file__).with_name("temml.mjs")
# A root of nothing but these is drawn with the font's smallest root sign.
LOW = {"mi", "mn", "mo", "mrow", "mspace", "mtext", "msub", "msup"}
WITH_SCRIPTS = {"msub", "msup", "msubsup", "munder", "mover", "munderover"}
FUNCTION_APPLICATION = "\u2061"
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+)\$", re.DOTALL)
LABEL = re.compile(r"\s*\\label\{(eq-[\w-]+)\}")


class TexError(ValueError):
    """Wrong TeX, or a formula in a place where none can stand."""


@cache
def _node() -> subprocess.Popen[str]:
    """Start the one Node process that renders all formulas of a build."""
    beside_python = Path(sys.executable).with_name("node")
    process = subprocess.Popen(
        [beside_python if beside_python.exists() else "node", WORKER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    atexit.register(process.communicate)  # closes its input, so that it ends
    return process


@cache
def _store() -> sqlite3.Connection:
    """Open the formulas that were rendered before, with this renderer."""
    package = ROOT / "node_modules" / "temml" / "package.json"
    if not package.exists():
        raise TexError("Temml is not installed: run `make setup`")
    version = json.loads(package.read_text())["version"]
    renderer = version.encode() + WORKER.read_bytes() + Path(__file__).read_bytes()
    CACHE.mkdir(parents=True, exist_ok=True)
    store = sqlite3.connect(
        CACHE / f"{hashlib.sha256(renderer).hexdigest()}.db",
        timeout=60,
        isolation_level=None,
        check_same_thread=False,
    )
    store.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;"
        "CREATE TABLE IF NOT EXISTS formula (request TEXT PRIMARY KEY, mathml TEXT);"
    )
    return store


def _stored(request: str) -> str | None:
    query = "SELECT mathml FROM formula WHERE request = ?"
    found = _store().execute(query, (request,)).fetchone()
    return found[0] if found else None


def render(tex: str, *, display: bool, macros: dict[str, str]) -> str:
    """Render one formula to MathML, with its TeX as an annotation."""
    tex = tex.strip()
    request = json.dumps({"tex": tex, "display": display, "macros": macros})
    if mathml := _stored(request):
        return mathml
    node = _node()
    assert node.stdin is not None
    assert node.stdout is not None
    node.stdin.write(request + "\n")
    node.stdin.flush()
    answer = json.loads(node.stdout.readline())
    if "error" in answer:
        raise TexError(f"wrong TeX: {answer['error']}\n  in the formula: {tex}")
    mathml = polish(answer["mathml"])
    _store().execute("INSERT OR REPLACE INTO formula VALUES (?, ?)", (request, mathml))
    return mathml


def prefetch(pages: Sequence[str], macros: dict[str, str]) -> None:
    """Render the formulas of all pages ahead, on another core, if none is stored."""
    if pages and not _store().execute("SELECT 1 FROM formula LIMIT 1").fetchone():
        ahead = subprocess.Popen(
            [sys.executable, "-m", "site_tools.tex"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            encoding="utf-8",
        )
        assert ahead.stdin is not None
        json.dump([macros, *pages], ahead.stdin)
        ahead.stdin.close()
        atexit.register(ahead.wait)


def _render_ahead() -> None:
    macros, *pages = json.load(sys.stdin)
    for page in pages:
        text = Path(page).read_text(encoding="utf-8")
        for display, inline in FORMULA.findall(text):
            # What only looks like a formula, or is a wrong one: the build says so.
            with suppress(TexError):
                tex = LABEL.sub("", display) or inline
                render(tex, display=bool(display), macros=macros)


def polish(mathml: str) -> str:
    """Give Temml's MathML the spaces and primes that TeX would set.

    In scripts TeX leaves no space around relations (``i=1`` under a sum). After a
    closing bracket it leaves a thin space before an operator such as log. A prime is as
    large as its letter, while this font's would shrink like any superscript.
    """
    root = fromstring(mathml)
    for element in list(root.iter()):
        if element.tag in WITH_SCRIPTS:
            for script in element[1:]:
                for sign in script.iter("mo"):
                    sign.set("lspace", "0em")
                    sign.set("rspace", "0em")
        if (
            element.tag == "msqrt"
            and {e.tag for e in element.iter()} - {"msqrt"} <= LOW
        ):
            element.set("class", "low-root")  # see site.css
        children = list(element)
        for position, child in reversed(list(enumerate(children))):
            if child.get("class", "").startswith("tml-prime"):
                raised = Element("mpadded", {"voffset": "-0.32em", "height": "0.4em"})
                child.attrib.pop("class")
                child.set("style", "font-size:1.35em;")
                raised.append(child)
                element[position] = raised
            elif position and _closes(children[position - 1]) and _is_operator(child):
                element.insert(position, Element("mspace", {"width": "0.1667em"}))
    return tostring(root, encoding="unicode", short_empty_elements=False)


def _closes(element: Element) -> bool:
    return len(element) > 0 and element[-1].get("form") == "postfix"


def _is_operator(element: Element) -> bool:
    if element.tag != "mrow" or len(element) < 2:
        return False
    return len(element[0].text or "") > 1 and element[1].text == FUNCTION_APPLICATION


class _Formulas(Treeprocessor):
    """Replace what arithmatex marked by MathML, number it, fill in references."""

    def __init__(self, md: Markdown, macros: dict[str, str]) -> None:
        super().__init__(md)
        self.macros = macros

    def run(self, root: Element) -> None:
        numbers: dict[str, int] = {}
        for element in _outside_code(root):
            if re.fullmatch(r"h[1-6]", element.tag):
                _refuse_in_heading(element)
            if element.get("class") == "arithmatex":
                self._typeset(element, numbers)
            else:
                _refuse_leftover(element)
        for link in root.iter("a"):
            target = link.get("href", "").removeprefix("#")
            if not target.startswith("eq-"):
                continue
            if target not in numbers:
                raise TexError(f"no formula on this page is labelled {target}")
            link.text = link.text or f"({numbers[target]})"

    def _typeset(self, element: Element, numbers: dict[str, int]) -> None:
        display = element.tag == "div"
        tex = (element.text or "").removeprefix("\\[" if display else "\\(")
        tex = tex.removesuffix("\\]" if display else "\\)")
        label = None
        if display:
            tex = html.unescape(tex)
            if label := LABEL.search(tex):
                tex = tex.replace(label[0], "")
        mathml = render(tex, display=display, macros=self.macros)
        unsearched = {"data-search-exclude": ""}
        formula = self.md.htmlStash.store(mathml)
        if not display:
            element.attrib.update(unsearched, **{"class": "formula-inline"})
            element.text = formula
            return
        element.set("class", "formula")
        element.text = None
        scroll = Element("div", {"class": "formula-scroll"})
        scroll.attrib.update(unsearched)
        scroll.text = formula
        element.append(scroll)
        if label:
            name = label[1]
            if name in numbers:
                raise TexError(f"two formulas on this page are labelled {name}")
            numbers[name] = len(numbers) + 1
            element.set("id", name)
            number = Element("a", {"class": "formula-number", "href": f"#{name}"})
            number.attrib.update(unsearched)
            number.text = f"({numbers[name]})"
            element.append(number)


def _outside_code(element: Element) -> Iterator[Element]:
    for child in list(element):
        if child.tag not in ("code", "pre"):
            yield child
            yield from _outside_code(child)


def _refuse_in_heading(heading: Element) -> None:
    for child in heading.iter():
        if child.get("class") == "arithmatex":
            raise TexError(
                "a heading cannot hold a formula (it also stands in the table of "
                f"contents): {''.join(heading.itertext())}"
            )


def _refuse_leftover(element: Element) -> None:
    for text in (element.text, element.tail):
        if text and "$" in text:
            raise TexError(
                "a dollar belongs to no formula (a display formula needs an empty line "
                f"before and after it): {text.strip()[:200]}"
            )


class TexExtension(Extension):
    """Configured in mkdocs.yml; ``macros`` holds the site's notation."""

    def __init__(self, **kwargs: Any) -> None:
        self.config = {"macros": [{}, "TeX macros, name to definition"]}
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:
        """Run after the inline patterns (20) and before ids are collected (5)."""
        md.treeprocessors.register(_Formulas(md, self.getConfig("macros")), "tex", 15)


def makeExtension(**kwargs: Any) -> TexExtension:
    """Return the extension to Python-Markdown."""
    return TexExtension(**kwargs)


if __name__ == "__main__":
    _render_ahead()
