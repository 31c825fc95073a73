"""What a figure or a lab depends on: its own code and the code that it imports."""

import ast
import hashlib
import os
from functools import cache
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = {"mlnotes": ROOT / "src", "figures": ROOT, "site_tools": ROOT}
LIBRARIES = ("numpy", "matplotlib", "pillow", "scikit-learn", "torch")


@cache
def _imported_files(text: str) -> set[Path]:
    """Files of this repository that a Python file imports (by full name: TID252)."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    found = set()
    for name in names:
        root = SOURCES.get(name.split(".")[0])
        if (
            root
            and (file := root.joinpath(*name.split(".")).with_suffix(".py")).exists()
        ):
            found.add(file)
    return found


_version = cache(version)


def digest(path: Path, *also: Path) -> str:
    """Hash a Python file, all of this repository that it imports, and the libraries.

    Parameters
    ----------
    path : Path
        The file itself.
    also : Path
        Further files that the result depends on, such as a style.
    """
    todo, seen = [path], set()
    while todo:
        file = todo.pop()
        if file not in seen:
            seen.add(file)
            todo.extend(_imported_files(file.read_text(encoding="utf-8")))
    result = hashlib.sha256()
    for file in sorted(seen | set(also)):
        result.update(os.path.relpath(file, ROOT).encode() + file.read_bytes())
    for library in LIBRARIES:
        result.update(f"{library} {_version(library)}".encode())
    return result.hexdigest()
