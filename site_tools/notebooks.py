"""Execute a notebook; imported only where there is one to execute: it takes a second.

mkdocs-jupyter sets up the execution; a failing cell stops the build. What was executed
is kept on disk, keyed by the notebook and by all package code that it imports.
"""

import os
from pathlib import Path

import jupytext
import nbformat
from mkdocs_jupyter.nbconvert2 import get_nbconvert_app
from nbclient.exceptions import CellExecutionError
from nbconvert.exporters import NotebookExporter
from nbconvert.preprocessors import CoalesceStreamsPreprocessor
from nbformat import NotebookNode

from site_tools.digest import digest
from site_tools.draw import STYLE
from site_tools.labs import LabError

# Runs before the first cell and is not shown: pictures as SVG, warnings are errors.
SET_UP = (
    "%config InlineBackend.figure_formats = ['svg']\n"
    "import warnings as _warnings\n"
    "_warnings.simplefilter('error')\n"
    "_warnings.filterwarnings('ignore', message='InlineBackend')\n"  # Jupyter's own
    "_warnings.filterwarnings('ignore', category=PendingDeprecationWarning)"
)


def execute(path: Path, cache: Path) -> NotebookNode:
    """Run a lab from top to bottom, or take its last run if nothing changed since."""
    key = digest(path, STYLE, Path(__file__))
    cached = cache / f"{path.stem}-{key}.ipynb"
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
    cache.mkdir(parents=True, exist_ok=True)
    for old in cache.glob(f"{path.stem}-*.ipynb"):
        old.unlink()
    nbformat.write(executed, cached)
    return executed
