"""The machinery turns red where it should: fences, runner, labs, cache keys."""

from pathlib import Path

import pytest

from site_tools import labs, notebooks
from site_tools.blocks import ROOT, BlockError, fences
from site_tools.digest import digest
from site_tools.pytest_blocks import normalise
from site_tools.runner import run

PAGE = Path("page.md")


@pytest.mark.parametrize(
    "opening",
    [
        "```python",
        "```py",
        "``` python",
        "~~~python",
        "````python",
        '```python title="x.py"',
        '```python hl_lines="1"',
        "```{.python}",
        "```{ .python .annotate }",
        "```Python",
    ],
)
@pytest.mark.parametrize("indent", ["", "    "])
def test_every_spelling_of_a_fence_is_found_and_normalised(opening, indent):
    mark = opening[:4] if opening.startswith("````") else opening[:3]
    page = f"text\n\n{indent}{opening}\n{indent}print(1)\n{indent}{mark}\n\nmore\n"
    text, found = normalise(PAGE, page)
    assert [fence.code for fence in found] == ["print(1)\n"]
    assert found[0].first_line == 3
    assert f"{indent}`````````python\n{indent}print(1)\n{indent}`````````\n" in text
    assert text.endswith("\nmore\n")


def test_other_fences_stay_as_they_are():
    page = "```text\n```python\n```\n\n```console\nmake test\n```\n"
    assert normalise(PAGE, page) == (page, [])


def test_an_open_fence_and_a_lost_snippet_name_page_and_line():
    with pytest.raises(BlockError, match=r"page\.md, line 2: the fence is never"):
        list(fences(PAGE, "x\n```python\nprint(1)\n"))
    page = '\n\n```python\n--8<-- "snippets/linear/renamed.py"\n```\n'
    with pytest.raises(BlockError, match=r"page\.md, line 3 .*renamed\.py"):
        normalise(PAGE, page)
    page = '```python\n--8<-- "src/mlnotes/linear/softmax.py:nothing"\n```\n'
    with pytest.raises(BlockError, match="nothing"):
        normalise(PAGE, page)


def test_a_block_runs_alone_in_main():
    assert run("x = 1\nprint(__name__)", "<first>").output == "__main__\n"
    assert "NameError" in (run("print(x)", "<second>").error or "")


def test_a_block_s_failure_shows_its_own_line():
    error = run("a = 1\nraise KeyError('lost')\n", "<block>").error or ""
    assert 'File "<block>", line 2' in error
    assert "raise KeyError('lost')" in error
    assert "runner.py" not in error
    assert "SyntaxError" in (run("1 +", "<block>").error or "")
    assert "SystemExit" in (run("raise SystemExit", "<block>").error or "")
    assert "exit code 3" in (run("import os; os._exit(3)", "<block>").error or "")


def test_warnings_are_errors_in_a_block():
    code = "import numpy as np\nnp.log(np.zeros(1))"
    assert "divide by zero" in (run(code, "<block>").error or "")


def lab(folder: Path, cells: str) -> Path:
    path = folder / "lab.py"
    path.write_text(f"# %% [markdown]\n# # Lab\n\n{cells}\n", encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(labs, "CACHE", tmp_path / "labs")


def test_a_failing_cell_stops_the_build(tmp_path):
    with pytest.raises(labs.LabError, match=r"lab\.py failed(.|\n)*ZeroDivisionError"):
        labs.lay_out(lab(tmp_path, "# %%\n1 / 0"))


def test_a_picture_without_alt_text_stops_the_build(tmp_path):
    draw = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    with pytest.raises(labs.LabError, match="has no alt"):
        labs.lay_out(lab(tmp_path, f"# %%\n{draw}"))
    made = labs.lay_out(lab(tmp_path, f'# %% alt="A rising line"\n{draw}'))
    assert made.markdown.count('alt="A rising line"') == 2
    assert set(made.files) == {
        "lab.ipynb",
        "lab/figure-1.light.svg",
        "lab/figure-1.dark.svg",
    }


def test_what_one_cell_prints_is_one_output(tmp_path):
    """A kernel sends its output in pieces, here two, which must not tear a table."""
    pause = "import time\nprint(1, flush=True)\ntime.sleep(0.5)\nprint(2)"
    made = labs.lay_out(lab(tmp_path, f"# %%\n{pause}"))
    assert "```text\n1\n2\n```" in made.markdown


def test_a_lab_runs_again_only_when_its_code_changed(tmp_path, monkeypatch):
    path = lab(tmp_path, "# %%\nprint(2 + 2)")
    first = labs.lay_out(path)
    assert "```text\n4\n```" in first.markdown
    monkeypatch.setattr(notebooks, "execute", lambda *_: pytest.fail("ran"))
    assert labs.lay_out(path) == first
    path.write_text(path.read_text() + "print(5)\n")
    with pytest.raises(pytest.fail.Exception, match="ran"):
        labs.lay_out(path)


def test_the_cache_key_sees_the_package_code(tmp_path):
    """A lab depends on what it imports, and on what that imports."""
    name = "stochastic_gradient_descent"
    path = lab(tmp_path, f"from mlnotes.linear.{name} import shuffled_order")
    before = digest(path)
    assert digest(path) == before
    deep = ROOT / "src" / "mlnotes" / "linear" / "softmax.py"
    text = deep.read_text(encoding="utf-8")
    original = Path.read_bytes
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            Path,
            "read_bytes",
            lambda self: b"changed" if self == deep else original(self),
        )
        assert digest(path) != before
    assert deep.read_text(encoding="utf-8") == text
