"""Which page a Markdown extension works on: MkDocs and Zensical tell it differently."""

from typing import Any, NamedTuple

from markdown import Markdown

from site_tools.blocks import ROOT


class Source(NamedTuple):
    """A page while it is rendered."""

    path: str  # below docs/
    meta: dict[str, Any]  # its front matter; templates read it as ``page.meta``

    @property
    def written(self) -> str | None:
        """What was written for it, below docs/: the page itself or a lab's program."""
        lab = self.path.removesuffix(".md") + ".py"
        found = (name for name in (self.path, lab) if (ROOT / "docs" / name).exists())
        return next(found, None)


def of(md: Markdown) -> Source | None:
    """Return the page that is rendered; nothing if no site is built."""
    if "relpath" in md.treeprocessors:
        file: Any = vars(md.treeprocessors["relpath"])["file"]
        return Source(file.src_uri, file.page.meta)
    if "rendering_context" in md.preprocessors:
        page: Any = vars(md.preprocessors["rendering_context"])["page"]
        return Source(page.path, page.meta)
    return None
