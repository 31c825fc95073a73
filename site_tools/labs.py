"""Labs: notebooks in docs/labs/*.py (jupytext percent format), executed by the build.

``docs/labs/lab.py`` becomes the page ``labs/lab.md``, so that a lab is rendered like
every other page: same formulas, same code, same links. The page is kept on disk, keyed
by the notebook, all package code that it imports, and what lays it out.
"""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import Element, tostring

from site_tools import dark, figure
from site_tools.dark import to_dark
from site_tools.digest import ROOT, digest
from site_tools.draw import STYLE
from site_tools.figure import pictures

if TYPE_CHECKING:
    from nbformat import NotebookNode

SOURCES = ROOT / "docs" / "labs"
CACHE = ROOT / ".cache" / "labs"
LAYOUT = [Path(str(module)) for module in (__file__, dark.__file__, figure.__file__)]
LAB_LINK = re.compile(r"\]\((lab-[\w-]+)\.py")  # to its page
PAGE_LINK = re.compile(r"\[([^]]+)\]\((?!https?:)[^)]*\)")


class LabError(ValueError):
    """A lab that fails, or whose page would be incomplete."""


class Lab(NamedTuple):
    """A lab's page and the files beside it, by name below ``labs/``."""

    markdown: str
    files: dict[str, bytes]


def lay_out(path: Path) -> Lab:
    """Execute a lab and lay out its page, or take the last page if nothing changed.

    A cell that draws needs an alt text in its marker: ``# %% alt="What it shows"``.
    """
    execution = Path(__file__).with_name("notebooks.py")
    key = digest(path, STYLE, execution, *LAYOUT)
    cached = CACHE / f"{path.stem}-{key}.json"
    if cached.exists():
        markdown, files = json.loads(cached.read_text(encoding="utf-8"))
        return Lab(markdown, {name: text.encode() for name, text in files.items()})
    made = _lay_out(path)
    for old in CACHE.glob(f"{path.stem}-*.json"):
        old.unlink()
    texts = {name: content.decode() for name, content in made.files.items()}
    cached.write_text(json.dumps([made.markdown, texts]), encoding="utf-8")
    return made


def _lay_out(path: Path) -> Lab:
    import nbformat

    from site_tools.notebooks import execute

    notebook = execute(path, CACHE)
    name = path.stem
    download = f"[Download this lab as a notebook]({name}.ipynb){{: download }}"
    files = {f"{name}.ipynb": nbformat.writes(_alone(notebook)).encode()}
    parts = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(LAB_LINK.sub(r"](\1.md", cell.source))
            if len(parts) == 1:
                parts.append(download)
        elif cell.cell_type == "code":
            parts.append(_fence("python", cell.source))
            parts += [_show(output, cell, name, files) for output in cell.outputs]
    return Lab("\n\n".join(part for part in parts if part) + "\n", files)


def _alone(notebook: "NotebookNode") -> "NotebookNode":
    """Copy a notebook for downloading: its links lead to pages that stay behind."""
    copy = deepcopy(notebook)
    for cell in copy.cells:
        if cell.cell_type == "markdown":
            cell.source = PAGE_LINK.sub(r"\1", cell.source)
    needs = (
        "*This notebook needs mlnotes from its repository, with PyTorch, matplotlib "
        "and scikit-learn: `pip install -e '.[torch,figures]'`.*"
    )
    cell = type(copy.cells[0])(
        cell_type="markdown", id="needs", metadata={}, source=needs
    )
    copy.cells.insert(1, cell)
    return copy


def _fence(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```"


def _show(
    output: "NotebookNode", cell: "NotebookNode", name: str, files: dict[str, bytes]
) -> str:
    """Lay out one output of a cell; what a cell writes to stderr is not shown."""
    if output.output_type == "stream":
        return _fence("text", output.text) if output.name == "stdout" else ""
    if svg := output.data.get("image/svg+xml"):
        stem = f"{name}/figure-{sum(file.endswith('.light.svg') for file in files) + 1}"
        files[f"{stem}.light.svg"] = svg.encode()
        files[f"{stem}.dark.svg"] = to_dark(svg).encode()
        alt = cell.metadata.get("alt", "")
        if not alt:
            raise LabError(f'{name}: a cell draws but has no alt="…":\n{cell.source}')
        figure = Element("figure")
        pictures(figure, svg, stem, alt)
        return tostring(figure, encoding="unicode", method="html")
    return _fence("text", output.data["text/plain"])
