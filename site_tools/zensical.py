"""Build the site with Zensical instead of MkDocs: ``python -m site_tools.zensical``.

Zensical reads the same mkdocs.yml and runs the same Markdown extensions, but no hooks.
What these do for the pages is done here: before the build all that is made, not
written, is laid into a copy of docs/; after it the font is cut, blocks of code leave
the search index, and the files are listed for the worker that keeps them.
"""

import html
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zensical.config import parse_config

from site_tools import draw, font, made, offline
from site_tools.digest import ROOT

FOLDER = ROOT / ".cache" / "zensical"
# What configuration and pages address from the root of the repository.
LINKED = ("figures", "site_tools", "snippets", "src")
BLOCK = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
TITLE = re.compile(r"<title>(.*) - .*</title>")


def stage(folder: Path) -> dict[str, Any]:
    """Lay out what Zensical reads; returns its configuration.

    It is laid out anew each time: Zensical's cache misses changes of figures and data.
    """
    draw.draw_stale()
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "docs", folder / "docs")
    shutil.copy(ROOT / "mkdocs.yml", folder)  # of a link it would follow the target
    for name in LINKED:
        (folder / name).symlink_to(ROOT / name)
    config = parse_config(str(folder / "mkdocs.yml"))
    for name, content in made.files(config["site_name"], config["site_description"]):
        file = folder / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            content = content.read_bytes()
        file.write_bytes(content)
    return config


def _titles(nav: list[dict[str, Any]], site: Path) -> Iterator[tuple[str, str]]:
    """Give the address and title of every page, in the order of the navigation."""
    for item in nav:
        if item["url"]:
            address = item["url"].removesuffix(".md") + ".html"
            found = TITLE.search((site / address).read_text(encoding="utf-8"))
            yield address, item["title"] or (html.unescape(found[1]) if found else "")
        yield from _titles(item["children"], site)


def finish(site: Path, nav: list[dict[str, Any]]) -> None:
    """Do what needs the whole site."""
    font.write(site)
    index = json.loads((site / "search.json").read_text(encoding="utf-8"))
    for item in index["items"]:
        item["text"] = BLOCK.sub("", item["text"])
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    (site / "search.json").write_text(text, encoding="utf-8")
    (site / "search.js").write_text(f"var __index = {text}", encoding="utf-8")
    offline.write(site, _titles(nav, site))


def build(folder: Path = FOLDER) -> Path:
    """Build the site, warnings are errors; returns its folder."""
    config = stage(folder)
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    subprocess.run(command, cwd=folder, check=True)
    finish(folder / "site", config["nav"])
    return folder / "site"


if __name__ == "__main__":
    try:
        print(f"The site is in {build().relative_to(ROOT)}")
    except subprocess.CalledProcessError as error:  # Zensical has said why
        sys.exit(error.returncode)
