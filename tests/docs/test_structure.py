"""Mirrored trees: page, module, snippets and tests of a topic share one stem."""

import re

import pytest

from site_tools.blocks import ROOT, pages

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
    tests = ROOT / "tests" / chapter / f"test_{stem}.py"
    for file in (
        ROOT / "src" / "mlnotes" / chapter / f"{stem}.py",
        ROOT / "src" / "mlnotes" / chapter / f"{stem}_torch.py",
        ROOT / "snippets" / chapter / f"{stem}.py",
        tests,
    ):
        assert file.exists(), f"write {file.relative_to(ROOT)}"
    assert "\ndef test_" in tests.read_text(encoding="utf-8"), f"{tests.name} is empty"


def test_nothing_stands_without_its_page():
    modules = {(c, s.removesuffix("_torch")) for c, s in stems("src/mlnotes/*/*.py")}
    without = modules - {(c, "__init__") for c in CHAPTERS} - set(TOPICS)
    assert not without, f"modules without a page: {without}"
    without = stems("figures/*/*.py") - set(TOPICS)
    assert not without, f"figures without a page: {without}"
    for chapter, stem in stems("snippets/*/*.py"):
        own = any(stem.startswith(t) for c, t in TOPICS if c == chapter)
        assert own, f"snippets/{chapter}/{stem}.py starts with the name of no topic"


@pytest.mark.parametrize("topic", TOPICS, ids="/".join)
def test_a_page_keeps_the_anatomy(topic):
    chapter, stem = topic
    name = f"{stem.replace('_', '-')}.md"
    text = (ROOT / "docs" / chapter / name).read_text(encoding="utf-8")
    headings = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    headings = [heading.split(" {#")[0] for heading in headings]
    last = ["What goes wrong", "Exercises", "Summary", "Code, tests, sources"]
    assert headings[-4:] == last, f"{name} ends with the headings {last}"
    assert "**You need first:**" in text, f"{name} says what the reader needs first"
    answers = text.count('??? success "Answer"')
    assert answers >= 4, f"{name} has {answers} folded answers, at least 4 are needed"
    assert 80 <= len(text.splitlines()) <= 420, f"{name}: 80 to 420 lines"
    index = (ROOT / "docs" / chapter / "index.md").read_text(encoding="utf-8")
    assert f"]({name})" in index, f"docs/{chapter}/index.md does not link {name}"


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_files_that_a_page_names_exist(page):
    text = page.read_text(encoding="utf-8")
    named = r"`((?:src|tests|snippets|docs|figures|site_tools|benchmarks)/[\w/.-]+)`"
    for name in re.findall(named, text):
        assert (ROOT / name).exists(), f"{page.name} names {name}"


@pytest.mark.parametrize("pattern", ["src/mlnotes/*/*.py", "site_tools/*.py"])
def test_modules_fit_on_a_few_screens(pattern):
    for path in ROOT.glob(pattern):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 320, path.name
