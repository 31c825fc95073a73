"""Settings and tools that only show their worth when somebody makes a mistake."""

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from mkdocs.config import load_config

from site_tools import draw
from site_tools.blocks import ROOT
from site_tools.outputs import rewrite


def test_settings_that_turn_silence_into_errors():
    config = load_config(str(ROOT / "mkdocs.yml"))
    snippets = config.mdx_configs["pymdownx.snippets"]
    assert snippets["check_paths"] is True
    assert snippets["restrict_base_path"] is True
    links = config.validation.links
    assert {links.anchors, links.not_found, links.unrecognized_links} == {
        logging.WARNING
    }
    assert config.validation.nav.omitted_files == logging.WARNING
    assert config.use_directory_urls is False


def test_wide_formulas_scroll_inside_themselves():
    css = (ROOT / "docs" / "stylesheets" / "site.css").read_text(encoding="utf-8")
    rule = css.split(".formula-scroll {")[1].split("}")[0]
    assert "overflow: auto hidden;" in rule


@pytest.fixture
def drawing(tmp_path, monkeypatch):
    """A drawing board: one topic, its key, and a list of what was drawn."""
    drawn: list[str] = []
    key = {"linear/softmax": "first"}

    def pretend(topic: str, names: list[str]) -> str:
        drawn.append(topic)
        for file in draw.outputs(topic, names):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("<svg/>")
        return topic

    monkeypatch.setattr(draw, "OUTPUT", tmp_path)
    monkeypatch.setattr(draw, "STATE", tmp_path / "drawn.json")
    monkeypatch.setattr(draw, "topics", lambda: {topic: ["curve"] for topic in key})
    monkeypatch.setattr(draw, "digest", lambda *files: key["linear/softmax"])
    monkeypatch.setattr(draw, "draw_topic", pretend)
    monkeypatch.setattr(draw, "ProcessPoolExecutor", lambda **_: ThreadPoolExecutor(1))
    return drawn, key


def test_a_figure_is_drawn_when_missing_or_stale_and_only_then(drawing, tmp_path):
    drawn, key = drawing
    draw.main()
    draw.main()
    assert drawn == ["linear/softmax"]
    key["linear/softmax"] = "second"
    draw.main()
    assert len(drawn) == 2
    (tmp_path / "linear/softmax/curve.dark.svg").unlink()
    draw.main()
    assert len(drawn) == 3


def test_a_figure_that_nothing_draws_any_more_is_deleted(drawing, tmp_path):
    draw.main()
    lost = tmp_path / "linear" / "softmax" / "lost.light.svg"
    lost.write_text("<svg/>")
    draw.main()
    assert not lost.exists()


def test_outputs_are_filled_in_corrected_and_removed(tmp_path: Path):
    shown = "<!--pytest-codeblocks:expected-output-->\n```text\n{}```\n"
    page = tmp_path / "page.md"
    page.write_text(
        "```python\nprint(1)\nprint()\nprint(2)\n```\n\ntext\n\n"
        "```python\nprint(3)\n```\n" + shown.format("stale\n") + "\n"
        "```python\nx = 4\n```\n" + shown.format("no longer printed\n")
    )
    assert rewrite(page)
    assert page.read_text() == (
        "```python\nprint(1)\nprint()\nprint(2)\n```\n"
        + shown.format("1\n\n2\n")
        + "\ntext\n\n```python\nprint(3)\n```\n"
        + shown.format("3\n")
        + "\n```python\nx = 4\n```\n"
    )
    assert not rewrite(page)
