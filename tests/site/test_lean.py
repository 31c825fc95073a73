"""Pages, style sheets and scripts lose what nobody sees, and nothing else."""

import re
from html import unescape
from pathlib import Path

import material
import pytest
from markdown import Markdown

from site_tools import bundle, lean
from site_tools.assets import write

SCRIPTS = Path(material.__file__).parent / "templates" / "assets" / "javascripts"
CODE = '''def f(x, *, y=None):
    """Add.

    Twice.
    """
    return x + y + len(f"{x}") + 1  # one
'''


def test_code_carries_only_the_marks_that_its_colours_need():
    extensions = ["pymdownx.highlight", "pymdownx.superfences", lean.makeExtension()]
    made = Markdown(extensions=extensions).convert(f"```python\n{CODE}```")
    text = re.sub(r"<[^>]*>", "", made).replace("&quot;", '"')
    assert text.strip() == CODE.strip()
    marks = re.findall(r'<span class="(\w+)">([^<]*)</span>', unescape(made))
    assert marks == [
        ("k", "def"),
        ("nf", "f"),
        ("c", '"""Add.\n\n    Twice.\n    """'),
        ("k", "return"),
        ("nb", "len"),
        ("s", '"{'),
        ("s", '}"'),
        ("m", "1"),
        ("c", "# one"),
    ]


def test_tables_stand_in_their_frames():
    table = "<table><tr><td>1</td></tr></table>"
    made = bundle.framed(f"<p>{table}</p>{table}")
    frame = '<div class="md-typeset__scrollwrap"><div class="md-typeset__table">'
    assert made.count(f"{frame}{table}</div></div>") == 2


@pytest.fixture
def script() -> str:
    (path,) = SCRIPTS.glob("bundle.*.min.js")
    return path.read_text(encoding="utf-8")


def test_the_theme_s_script_is_cut_as_long_as_it_looks_as_it_does(script):
    made = bundle.cut(script, ["search.highlight"])
    for gone in ("sitemap.xml", "clipboard.js v", "SWITCH", '"pre.mermaid"'):
        assert gone not in made
    assert made.count("new Worker(") == 1


@pytest.mark.parametrize("reason", [reason for reason, *_ in bundle.EDITS])
def test_a_theme_that_looks_different_stops_the_build(script, reason):
    pattern = next(pattern for why, pattern, _ in bundle.EDITS if why == reason)
    place = re.search(pattern, script)
    assert place
    start, end = place.start() - 60, place.end() + 60
    for other in (script[:start] + script[end:], script[:end] + script[start:]):
        with pytest.raises(bundle.ThemeError, match="expected one place"):
            bundle.cut(other, [])


@pytest.fixture
def site(tmp_path: Path, script) -> Path:
    """A site of one page with the theme's own script and two style sheets."""
    files = {
        "assets/stylesheets/main.1.css": (
            ":root{--used:1px;--unused:2px;--scripted:3px}.used,.unused{top:var(--used)}"
            ".unused{left:0}[dir=rtl] .used{left:1px}.md-search-result__link{left:2px}"
            "meter{left:3px}p:not(.absent){left:4px}"
            ".tabbed-set>input:nth-child(2){left:5px}.tabbed-set>input:nth-child(3){left:6px}"
        ),
        "assets/stylesheets/palette.2.css": (
            "[data-md-color-primary=red]{left:7px}[data-md-color-primary=indigo]{left:8px}"
        ),
        "stylesheets/site.css": (
            '.own { color: #ff0000; src: url("../assets/fonts/a.woff2"); }'
        ),
        "javascripts/own.js": "// A comment.\nconst long = 1;\nconsole.log(long);\n",
        "assets/javascripts/bundle.3.min.js": script,
        "a/a.html": (
            '<html dir="ltr" data-md-color-primary="indigo">'
            '<link rel="stylesheet" href="../assets/stylesheets/main.1.css">'
            '<link rel="stylesheet" href="../assets/stylesheets/palette.2.css">'
            '<link rel="stylesheet" href="../stylesheets/site.css">'
            '<p class="used other tabbed-set" style="top:var(--scripted)">'
            '<input><label for="__tabbed_1_2">'
            '<script src="../assets/javascripts/bundle.3.min.js"></script>'
        ),
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    write(tmp_path, [])
    return tmp_path


def test_style_sheets_keep_what_a_page_or_a_script_can_use(site):
    (sheet,) = site.rglob("*.css")
    text = sheet.read_text(encoding="utf-8")
    lefts = re.findall(r"left:(\d)px", text)
    assert lefts == ["2", "4", "5", "8"]
    assert "--unused" not in text
    assert "--used:1px" in text
    assert "--scripted:3px" in text
    assert re.search(r'\.own\{color:red;src:url\("?\.\./fonts/a\.woff2"?\)\}', text)


def test_pages_load_the_one_sheet_and_the_script_by_what_they_hold(site):
    page = (site / "a" / "a.html").read_text(encoding="utf-8")
    loaded = re.findall(r'(?:href|src)="\.\./([^"]+)"', page)
    assert len(loaded) == 2
    for name in loaded:
        assert (site / name).is_file()
        assert re.search(r"\.[0-9a-f]{8}\.", name)
    assert (
        site / "javascripts" / "own.js"
    ).read_text() == "const long=1;console.log(1);"
