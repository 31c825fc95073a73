"""Labs: notebooks in docs/labs/*.py (jupytext percent format), executed by the build.

mkdocs-jupyter recognises them and sets up their execution; a failing cell stops the
build. The result is turned into Markdown, so that MkDocs renders a lab like every other
page: same formulas, same code, same links. What was executed is kept on disk, keyed by
the notebook and by all package code that it imports.
"""

import os
import re
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element, tostring

import jupytext
import nbformat
from mkdocs.structure.files import File
from mkdocs_jupyter.nbconvert2 import get_nbconvert_app
from nbclient.exceptions import CellExecutionError
from nbconvert.exporters import NotebookExporter
from nbconvert.preprocessors import CoalesceStreamsPreprocessor
from nbformat import NotebookNode

from site_tools.dark import to_dark
from site_tools.digest import ROOT, digest
from site_tools.draw import STYLE
from site_tools.figure import pictures

CACHE = ROOT / ".cache" / "labs"
# Runs before the first cell and is not shown: pictures as SVG, warnings are errors.
SET_UP = (
    "%config InlineBackend.figure_formats = ['svg']\n"
    "import warnings as _warnings\n"
    "_warnings.simplefilter('error')\n"
    "_warnings.filterwarnings('ignore', message='InlineBackend')\n"  # Jupyter's own
    "_warnings.filterwarnings('ignore', category=PendingDeprecationWarning)"
)


PAGE_LINK = re.compile(r"\[([^]]+)\]\((?!https?:)[^)]*\)")


class LabError(ValueError):
    """A lab that fails, or whose page would be incomplete."""


class Lab(NamedTuple):
    """A lab's page and the files beside it, by name below ``labs/``."""

    markdown: str
    files: dict[str, bytes]


def is_lab(file: File) -> bool:
    """Tell labs from other files of the site."""
    return file.src_uri.startswith("labs/") and file.src_uri.endswith(".py")


def execute(path: Path) -> NotebookNode:
    """Run a lab from top to bottom, or take its last run if nothing changed since."""
    key = digest(path, STYLE, Path(__file__))
    cached = CACHE / f"{path.stem}-{key}.ipynb"
    if cached.exists():
        return nbformat.read(cached, as_version=4)
    notebook = jupytext.read(path)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(SET_UP))
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    os.environ["MATPLOTLIBRC"] = str(STYLE)
    os.environ["SOURCE_DATE_EPOCH"] = "0"  # no date inside the pictures
    app = get_nbconvert_app(execute=True, kernel_name="python3", allow_errors=False)
    app.config["ExecutePreprocessor"].update(
        record_timing=False, extra_arguments=["--log-level=ERROR"]
    )
    # A kernel sends what a cell prints in pieces; they become one output.
    exporter = NotebookExporter(
        config=app.config, preprocessors=[CoalesceStreamsPreprocessor]
    )
    try:
        text, _ = exporter.from_notebook_node(notebook)
    except CellExecutionError as error:
        raise LabError(f"a cell of {path.name} failed\n{error}") from error
    executed = nbformat.reads(text, as_version=4)
    del executed.cells[0]
    CACHE.mkdir(parents=True, exist_ok=True)
    for old in CACHE.glob(f"{path.stem}-*.ipynb"):
        old.unlink()
    nbformat.write(executed, cached)
    return executed


def run(file: File) -> Lab:
    """Execute a lab of the site and lay out its page."""
    return lay_out(ROOT / "docs" / file.src_uri)


def lay_out(path: Path) -> Lab:
    """Execute a lab and lay out its page.

    A cell that draws needs an alt text in its marker: ``# %% alt="What it shows"``.
    """
    notebook = execute(path)
    name = path.stem
    download = f"[Download this lab as a notebook]({name}.ipynb){{: download }}"
    files = {f"{name}.ipynb": nbformat.writes(_alone(notebook)).encode()}
    parts = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source)
            if len(parts) == 1:
                parts.append(download)
        elif cell.cell_type == "code":
            parts.append(_fence("python", cell.source))
            parts += [_show(output, cell, name, files) for output in cell.outputs]
    return Lab("\n\n".join(part for part in parts if part) + "\n", files)


def _alone(notebook: NotebookNode) -> NotebookNode:
    """Copy a notebook for downloading: its links lead to pages that stay behind."""
    copy = deepcopy(notebook)
    for cell in copy.cells:
        if cell.cell_type == "markdown":
            cell.source = PAGE_LINK.sub(r"\1", cell.source)
    needs = (
        "*This notebook needs mlnotes from its repository, with PyTorch, matplotlib "
        "and scikit-learn: `pip install -e '.[torch,figures]'`.*"
    )
    copy.cells.insert(1, nbformat.v4.new_markdown_cell(needs, id="needs"))
    return copy


def _fence(language: str, text: str) -> str:
    return f"```{language}\n{text.rstrip()}\n```"


def _show(
    output: NotebookNode, cell: NotebookNode, name: str, files: dict[str, bytes]
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
