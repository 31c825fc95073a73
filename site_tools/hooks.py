"""MkDocs hooks: what a Markdown extension cannot do. Listed in mkdocs.yml."""

import re
import subprocess
from pathlib import Path
from typing import Any

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from pymdownx.snippets import SnippetMissingError

from site_tools import assets, bundle, draw, font, labs, made, offline, published, tex
from site_tools.feed import FeedError
from site_tools.figure import FigureError
from site_tools.tex import TexError

# What an author can get wrong; the message says where and what.
MISTAKES = (
    FeedError,
    FigureError,
    SnippetMissingError,
    TexError,
    bundle.ThemeError,
    labs.LabError,
    subprocess.CalledProcessError,  # a figure: its own traceback stands above
)
# What nobody searches for, and what takes the search plugin half of a build to read.
UNSEARCHED = re.compile(r"<(math|pre)\b.*?</\1>", re.DOTALL)


_command: list[str] = []
_pages: list[Page] = []


def on_startup(command: str, dirty: bool) -> None:
    """Remember whether this is a build or the preview."""
    _command.append(command)


def on_config(config: MkDocsConfig) -> None:
    """Set what depends on the command and on the addresses of repository and site."""
    if config.repo_url:
        config.edit_uri = "edit/main/docs/"  # every page links to its source
    if not config.site_url:  # no sitemap, and instant navigation would ask for it
        features = config.theme["features"]
        config.theme["features"] = [f for f in features if ".instant" not in f]
    if "serve" in _command:
        config.extra["offline"] = False  # a browser would keep each half-written page


def on_pre_build(config: MkDocsConfig) -> None:
    """Draw the figures before MkDocs looks which files there are."""
    draw.draw_stale()


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what is made, not written: worker shim, icons, figures, notebooks."""
    pages = [page.abs_src_path or "" for page in files.documentation_pages()]
    tex.prefetch(pages, config.mdx_configs["site_tools.tex"]["macros"])
    for name, content in made.files(config.site_name, config.site_description or ""):
        if isinstance(content, Path):
            file = File.generated(config, name, abs_src_path=str(content))
        else:
            file = File.generated(config, name, content=content)
        files.append(file)
    return files


_complete: list[str] = []


@event_priority(100)
def _before_the_index(context: Any, page: Page, **_: Any) -> None:
    _complete.append(page.content or "")
    page.content = UNSEARCHED.sub("", _complete[-1])


@event_priority(-100)
def _after_the_index(context: Any, page: Page, **_: Any) -> None:
    page.content = _complete.pop().replace(' data-search-exclude=""', "")
    if "serve" not in _command:
        page.content = bundle.framed(page.content)


# The search plugin reads a page without its formulas and blocks of code.
on_page_context = CombinedEvent(_before_the_index, _after_the_index)


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Remember the pages' titles; add what only a published site has."""
    _pages[:] = published.in_order(files)
    env.trim_blocks = env.lstrip_blocks = True  # half of a template is empty lines
    if "serve" not in _command:
        config.extra[
            "polyfills"
        ] = []  # site_tools/bundle.py loads it where it is needed
    if config.site_url and "serve" not in _command:  # the preview has no readers
        for name, content in published.made(config, files):
            # A source whose name ends in .md would be built as a page.
            file = File.generated(config, f"{name}.made", content=content)
            file.dest_uri = name
            files.append(file)


def on_build_error(error: Exception) -> None:
    """Say what is wrong on a page without the machinery's traceback."""
    if isinstance(error, MISTAKES):
        raise Abort(f"The build stops: {error}") from None


def _finish(config: MkDocsConfig) -> None:
    """Cut the math font once all pages are known, and shrink sheets and scripts."""
    font.write(Path(config.site_dir))
    if "serve" not in _command:
        font.inline(Path(config.site_dir))
        assets.write(Path(config.site_dir), config.theme["features"])
    # Dated by the day of the build; search engines are led to the plain one.
    Path(config.site_dir, "sitemap.xml.gz").unlink(missing_ok=True)


@event_priority(-1000)
def _last(config: MkDocsConfig) -> None:
    """List the finished files for the worker that keeps them, or end that worker."""
    site = Path(config.site_dir)
    if config.extra["offline"]:
        offline.write(site, [(page.url, str(page.title)) for page in _pages])
    else:
        offline.stop(site)


on_post_build = CombinedEvent(_finish, _last)
