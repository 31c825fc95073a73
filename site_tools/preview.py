"""MkDocs hooks of the preview: a save rebuilds the pages it touches, not the site.

``mkdocs serve`` builds everything at each save. Here a saved page is rendered alone, a
saved program with the pages that include it, and a style sheet or script is copied.
Everything else, such as the navigation, a page's title, the package's code (figures and
labs depend on it) or a new file, rebuilds the site. The search index is the one of the
last whole build.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment
from mkdocs.commands.build import _build_page, _populate_page
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation

from site_tools import font
from site_tools.digest import ROOT

Times = dict[str, int]


class _Site(NamedTuple):
    """What the last whole build left in memory."""

    config: MkDocsConfig
    files: Files
    nav: Navigation
    env: Environment
    times: Times  # of every source, when it was last built


_built: list[_Site] = []
_now: dict[str, Any] = {}  # of the build that is running


def on_startup(command: str, dirty: bool) -> None:
    """Remember whether there will be a preview at all."""
    _now["command"] = command


def on_pre_build(config: MkDocsConfig) -> None:
    """Forget the last build, so that a failing one is followed by a whole one."""
    _built.clear()
    _now["times"] = _times(config)


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:
    """Keep the navigation."""
    _now["nav"] = nav


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> None:
    """Keep the templates and files."""
    _now.update(env=env, files=files)


def on_post_build(config: MkDocsConfig) -> None:
    """The build is whole: from now on, parts of it may be built again."""
    if _now["command"] == "serve":
        font.write_whole(Path(config.site_dir))
        parts = (_now[part] for part in ("files", "nav", "env", "times"))
        _built.append(_Site(config, *parts))


def on_serve(
    server: LiveReloadServer, config: MkDocsConfig, builder: Callable[[], None]
) -> LiveReloadServer:
    """Try the small way at each save, and the whole build where it does not do."""

    def rebuild() -> None:
        if not _built or not _rebuild_touched(_built[0]):
            builder()

    server.builder = rebuild
    return server


def _times(config: MkDocsConfig) -> Times:
    """When each source was last changed."""
    found = {config.config_file_path: os.stat(config.config_file_path).st_mtime_ns}
    for folder in (config.docs_dir, *config.watch):
        for path, _, names in os.walk(folder):
            if not path.endswith("__pycache__"):
                for name in names:
                    file = os.path.join(path, name)
                    found[file] = os.stat(file).st_mtime_ns
    return found


def _rebuild_touched(site: _Site) -> bool:
    """Rebuild what was touched since the last build; False asks for a whole build."""
    now = _times(site.config)
    if now.keys() != site.times.keys():
        return False
    touched: set[File] = set()
    for path, time in now.items():
        if time != site.times[path]:
            files = _touched_by(path, site)
            if not files:
                return False
            touched.update(files)
    site.times.update(now)
    try:
        return all(_rebuild(file, site) for file in touched)
    except Exception as error:
        site.config.plugins.on_build_error(error=error)
        raise


def _touched_by(path: str, site: _Site) -> list[File]:
    """Files of the site that change with a source; none if that cannot be told."""
    pages = [f for f in site.files.documentation_pages() if f.src_uri.endswith(".md")]
    source = Path(path)
    if source.is_relative_to(ROOT / "snippets"):
        name = source.relative_to(ROOT).as_posix()
        return [page for page in pages if name in page.content_string]
    static = (*site.files.css_files(), *site.files.javascript_files())
    return [file for file in (*pages, *static) if file.abs_src_path == path]


def _rebuild(file: File, site: _Site) -> bool:
    """Render a page, or copy a file; False if other pages show its old title."""
    config, page = site.config, file.page
    if page is None:
        file.copy_file()
        return True
    title = page.title
    _populate_page(page, config, site.files)
    if page.title != title:
        return False
    documents = site.files.documentation_pages()
    _build_page(page, config, documents, site.nav, site.env)
    page.validate_anchor_links(
        files=site.files, log_level=config.validation.links.anchors
    )
    return True
