"""MkDocs hooks: what a Markdown extension cannot do. Listed in mkdocs.yml."""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from pymdownx.snippets import SnippetMissingError
from tqdm import tqdm

from site_tools import draw, font, labs
from site_tools.figure import FigureError
from site_tools.tex import TexError

# What an author can get wrong; the message says where and what.
MISTAKES = (
    FigureError,
    SnippetMissingError,
    TexError,
    labs.LabError,
    subprocess.CalledProcessError,  # a figure: its own traceback stands above
)
# What nobody searches for, and what takes the search plugin half of a build to read.
UNSEARCHED = re.compile(r"<(math|pre)\b.*?</\1>", re.DOTALL)
WORKER_SHIM = draw.ROOT / "node_modules" / "iframe-worker" / "shim" / "index.js"


def on_pre_build(config: MkDocsConfig) -> None:
    """Draw the figures before MkDocs looks which files there are."""
    draw.draw_stale()


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what is made, not written: worker shim, figures, notebooks."""
    shim = "assets/javascripts/iframe-worker.js"
    files.append(File.generated(config, shim, content=WORKER_SHIM.read_bytes()))
    for drawing in sorted(draw.OUTPUT.rglob("*.svg")):
        name = f"assets/figures/{drawing.relative_to(draw.OUTPUT).as_posix()}"
        files.append(File.generated(config, name, abs_src_path=str(drawing)))
    found = list(filter(labs.is_lab, files))
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # each waits for its own kernel
        running = pool.map(labs.run, found)
        for made in tqdm(running, "labs", total=len(found), delay=2, disable=None):
            for name, content in made.files.items():
                files.append(File.generated(config, f"labs/{name}", content=content))
    return files


def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> Page:
    """Let MkDocs itself render labs, so that they look like every other page."""
    if labs.is_lab(page.file):
        vars(page).pop("render", None)  # set by mkdocs-jupyter
    return page


def on_page_read_source(page: Page, config: MkDocsConfig) -> str | None:
    """Give a lab's text and results as Markdown."""
    if labs.is_lab(page.file):
        return labs.run(page.file).markdown
    return None


_complete: list[str] = []


@event_priority(100)
def _before_the_index(context: Any, page: Page, **_: Any) -> None:
    _complete.append(page.content or "")
    page.content = UNSEARCHED.sub("", _complete[-1])


@event_priority(-100)
def _after_the_index(context: Any, page: Page, **_: Any) -> None:
    page.content = _complete.pop().replace(' data-search-exclude=""', "")


# The search plugin reads a page without its formulas and blocks of code.
on_page_context = CombinedEvent(_before_the_index, _after_the_index)


def on_build_error(error: Exception) -> None:
    """Say what is wrong on a page without the machinery's traceback."""
    if isinstance(error, MISTAKES):
        raise Abort(f"The build stops: {error}") from None


def on_post_build(config: MkDocsConfig) -> None:
    """Cut the math font once all pages are known."""
    font.write(Path(config.site_dir))
