"""Mirrored trees: page, module, snippets and tests of a topic share one stem."""

import pytest

from site_tools.blocks import ROOT

CHAPTERS = sorted(p.name for p in (ROOT / "src" / "mlnotes").iterdir() if p.is_dir())
CHAPTERS = [chapter for chapter in CHAPTERS if not chapter.startswith("_")]
TOPICS = [
    (page.parent.name, page.stem.replace("-", "_"))
    for chapter in CHAPTERS
    for page in sorted((ROOT / "docs" / chapter).glob("*.md"))
    if page.stem != "index"
]


def stems(pattern: str) -> set[tuple[str, str]]:
    return {(path.parent.name, path.stem) for path in ROOT.glob(pattern)}


def test_every_chapter_has_pages():
    assert {chapter for chapter, _ in TOPICS} == set(CHAPTERS)
    for chapter in CHAPTERS:
        assert (ROOT / "docs" / chapter / "index.md").exists()


@pytest.mark.parametrize("topic", TOPICS, ids="/".join)
def test_a_page_has_module_tests_and_snippets(topic):
    chapter, stem = topic
    assert (ROOT / "src" / "mlnotes" / chapter / f"{stem}.py").exists()
    assert (ROOT / "src" / "mlnotes" / chapter / f"{stem}_torch.py").exists()
    assert (ROOT / "tests" / chapter / f"test_{stem}.py").exists()
    assert any((ROOT / "snippets" / chapter).glob(f"{stem}*.py"))


def test_nothing_stands_without_its_page():
    modules = {(c, s.removesuffix("_torch")) for c, s in stems("src/mlnotes/*/*.py")}
    assert modules - {(c, "__init__") for c in CHAPTERS} == set(TOPICS)
    assert stems("figures/*/*.py") <= set(TOPICS)
    for chapter, stem in stems("snippets/*/*.py"):
        assert any(stem.startswith(t) for c, t in TOPICS if c == chapter), stem


@pytest.mark.parametrize("topic", TOPICS, ids="/".join)
def test_a_page_keeps_the_anatomy(topic):
    chapter, stem = topic
    page = ROOT / "docs" / chapter / f"{stem.replace('_', '-')}.md"
    text = page.read_text(encoding="utf-8")
    headings = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    headings = [heading.split(" {#")[0] for heading in headings]
    assert headings[-4:] == [
        "What goes wrong",
        "Exercises",
        "Summary",
        "Code, tests, sources",
    ]
    assert "**You need first:**" in text
    assert text.count('??? success "Answer"') >= 4
    assert 80 <= len(text.splitlines()) <= 420


@pytest.mark.parametrize("pattern", ["src/mlnotes/*/*.py", "site_tools/*.py"])
def test_modules_fit_on_a_few_screens(pattern):
    for path in ROOT.glob(pattern):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 320, path.name
