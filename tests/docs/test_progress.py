"""Loops that take longer than two seconds show progress, and only in a terminal."""

import ast
import os
import pty
import subprocess
import sys
import termios
from select import select

import pytest

from site_tools import labs
from site_tools.blocks import ROOT

FOLDERS = ("docs/labs", "benchmarks", "site_tools")
PROGRAMS = sorted(path for folder in FOLDERS for path in (ROOT / folder).glob("*.py"))
LOOP = "for _ in tqdm(range(3), {}, delay=2, disable=None): sleep({})"
LOOPS = "\n".join(
    [
        "from time import sleep",
        "from tqdm import tqdm",
        LOOP.format("'short'", 0.01),
        LOOP.format("'long'", 0.8),
    ]
)


def calls(name: str, tree: ast.AST) -> list[ast.Call]:
    """List the calls of a function in a program, also those of its attributes."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [node for node in found if ast.unparse(node.func).split(".")[0] == name]


def test_in_a_terminal_a_bar_appears_after_two_seconds_only():
    terminal, stderr = pty.openpty()
    termios.tcsetwinsize(stderr, (24, 80))
    process = subprocess.run(
        [sys.executable, "-c", LOOPS],
        stdout=subprocess.PIPE,
        stderr=stderr,
        timeout=60,
        check=True,
    )
    shown = ""
    while select([terminal], [], [], 0.1)[0]:
        shown += os.read(terminal, 4096).decode(errors="replace")
    os.close(stderr)
    os.close(terminal)
    assert "long" in shown
    assert "3/3" in shown
    assert "short" not in shown
    assert process.stdout == b""


def test_without_a_terminal_nothing_is_shown():
    command = [sys.executable, "-c", LOOPS]
    process = subprocess.run(command, capture_output=True, timeout=60, check=True)
    assert (process.stdout, process.stderr) == (b"", b"")


@pytest.mark.parametrize("disable", [None, False])
def test_a_bar_leaves_no_trace_in_a_lab(tmp_path, monkeypatch, disable):
    """Not even one without delay; one that is never disabled shows what a trace is."""
    monkeypatch.setattr(labs, "CACHE", tmp_path / "labs")
    path = tmp_path / "lab.py"
    path.write_text(
        "# %% [markdown]\n# # Lab\n\n# %%\nfrom tqdm import tqdm\n"
        f"for i in tqdm(range(3), delay=0, disable={disable}):\n"
        "    tqdm.write(f'row {i}')\n",
        encoding="utf-8",
    )
    made = labs.lay_out(path)
    notebook = made.files["lab.ipynb"].decode()
    assert "```text\nrow 0\nrow 1\nrow 2\n```" in made.markdown
    assert "it/s" not in made.markdown
    assert ("it/s" in notebook) == (disable is False)


def test_the_loops_that_are_known_to_be_long_have_a_bar():
    """Measured: each takes more than two seconds, on one core or on two."""
    long = {
        "lab-2-multilayer-perceptron.py",
        "lab-3-convolution.py",
        "lab-4-training.py",
        "lab-5-memory.py",
        "lab-6-dates.py",
        "lab-7-attention.py",
        "lab-8-bert.py",
        "knn.py",
        "language_model.py",
        "newton.py",
        "timing.py",  # compare_dtypes: all benchmarks of layers
        "draw.py",
        "made.py",
        "outputs.py",
    }
    texts = {path.name: path.read_text(encoding="utf-8") for path in PROGRAMS}
    assert {name for name, text in texts.items() if "tqdm(" in text} >= long


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.name)
def test_every_bar_waits_and_keeps_to_the_terminal(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for call in calls("tqdm", tree):
        if ast.unparse(call.func) == "tqdm":
            given = {word.arg: ast.unparse(word.value) for word in call.keywords}
            place = f"{path.name}, line {call.lineno}"
            assert given.get("delay") == "2", f"{place}: give tqdm delay=2"
            assert given.get("disable") == "None", f"{place}: give tqdm disable=None"
    # A printed line would tear a bar that is being shown.
    for loop in ast.walk(tree):
        if isinstance(loop, ast.For) and calls("tqdm", loop.iter):
            printed = [call for part in loop.body for call in calls("print", part)]
            assert not printed, f"{path.name}, line {loop.lineno}: use tqdm.write"
    # tqdm.auto and tqdm.notebook draw a widget, which a page cannot show.
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            assert not node.module.startswith("tqdm."), f"{path.name}: import from tqdm"


def test_the_package_and_the_snippets_do_without():
    for folder in ("src", "snippets"):
        for path in (ROOT / folder).rglob("*.py"):
            assert "tqdm" not in path.read_text(encoding="utf-8"), path.name
