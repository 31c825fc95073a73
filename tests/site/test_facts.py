"""What every page says about itself is true."""

import ast
import json
import os
import re
import subprocess
from datetime import date, timedelta

import pytest
import torch

from site_tools import facts, history, verified
from site_tools.blocks import ROOT, pages
from tests.site.conftest import REPO_URL

TOPICS = [
    page.relative_to(ROOT / "docs").as_posix()
    for page in pages()
    if (ROOT / "src" / "mlnotes" / page.parent.name).is_dir() and page.stem != "index"
]


@pytest.fixture(scope="module")
def shown(site, soups):
    """The facts of every page, by their names; 404 has none."""
    found = {}
    for page, soup in soups.items():
        if page.name != "404.html":
            (footer,) = soup.select("article .facts")
            names = (name.get_text() for name in footer.select("dt"))
            found[page] = dict(zip(names, footer.select("dd"), strict=True))
    return found


def test_every_page_has_its_facts_and_search_finds_none_of_them(site, shown):
    for page, rows in shown.items():
        assert {"Last changed", "Tests", "Verified"} == rows.keys(), page
    index = json.loads((site / "search" / "search_index.json").read_text())
    assert index["docs"]
    for entry in index["docs"]:
        assert "Edit this page" not in entry["text"]
        assert "Last changed" not in entry["text"] + entry["title"]


def test_every_link_of_the_facts_names_a_file_of_the_repository(site, shown):
    for page, rows in shown.items():
        links = [a["href"] for row in rows.values() for a in row.find_all("a")]
        views = [link.removeprefix(f"{REPO_URL}/") for link in links if "://" in link]
        (edit,) = [view for view in views if view.startswith("edit/")]
        for view in views:
            kind, branch, name = view.split("/", 2)
            assert branch == "main"
            assert (ROOT / name).is_dir() == (kind == "tree"), view
            assert (ROOT / name).exists(), view
        written = page.relative_to(site).with_suffix("").as_posix()
        assert re.fullmatch(rf"edit/main/docs/{written}\.(md|py)", edit)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_guarded_by_the_tests_that_bear_its_name(topic):
    chapter, stem = topic.removesuffix(".md").replace("-", "_").split("/")
    names = [file.name for file in facts.guards(topic)]
    assert f"test_{stem}.py" in names
    assert all(name.startswith(f"test_{stem}") for name in names)
    assert all((ROOT / "tests" / chapter / name).exists() for name in names)


def test_no_test_file_guards_two_topics():
    guards = [file for topic in TOPICS for file in facts.guards(topic)]
    assert len(guards) == len(set(guards)) > 80
    bert = [file.name for file in facts.guards("attention/bert.md")]
    assert "test_bert_weights.py" in bert
    assert "test_bert_input.py" not in bert


def test_other_pages_are_guarded_by_a_chapter_or_by_the_tests_of_all_pages():
    every = [ROOT / "tests" / "docs", ROOT / "tests" / "site"]
    assert facts.guards("linear/index.md") == [ROOT / "tests" / "linear"]
    for page in ("index.md", "about/testing.md", "labs/lab-1-digits.py"):
        assert facts.guards(page) == every


def test_tests_are_counted():
    for file in (ROOT / "tests").glob("*/test_*.py"):
        nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        names = [node.name for node in nodes if isinstance(node, ast.FunctionDef)]
        written = sum(name.startswith("test_") for name in names)
        assert facts.count(file) == written, file.name
    folder = ROOT / "tests" / "linear"
    assert facts.count(folder) == sum(map(facts.count, folder.glob("test_*.py")))
    tested = facts.Facts("linear/softmax.md", "").tested()
    file = folder / "test_softmax.py"
    assert tested.startswith(f"{facts.count(file)} in test_softmax.py. <a href=")
    assert "blocks of code run as shown" in tested


def commit(folder, day, **files):
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text)
    who = {"NAME": "a", "EMAIL": "a@b.example", "DATE": f"{day}T12:00:00Z"}
    roles = {f"GIT_{role}_{k}": who[k] for role in ("AUTHOR", "COMMITTER") for k in who}
    for command in (["add", "."], ["commit", "-q", "-m", "words"]):
        subprocess.run(
            ["git", *command], cwd=folder, env=os.environ | roles, check=True
        )


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A repository with two commits in place of this one."""
    docs = tmp_path / "one" / "docs"
    docs.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", docs.parent], check=True)
    commit(docs, "2026-01-02", old="text", new="text", über="text")
    commit(docs, "2026-03-04", new='--8<-- "docs/old.md:part"', late="text")
    monkeypatch.setattr(history, "ROOT", docs.parent)
    history.commits.cache_clear()
    yield docs.parent
    history.commits.cache_clear()


def test_a_page_changed_when_it_or_what_it_includes_was_committed(repository):
    assert history.last_changed("old.md") == date(2026, 1, 2)
    assert history.last_changed("über.md") == date(2026, 1, 2)
    assert history.last_changed("new.md") == date(2026, 3, 4)
    commit(repository / "docs", "2026-05-06", old="other text")
    history.commits.cache_clear()
    assert history.last_changed("new.md") == date(2026, 5, 6)
    (repository / "docs" / "never.md").write_text("not committed")
    assert history.last_changed("never.md") is None


def test_a_shallow_clone_or_none_knows_no_date(repository, monkeypatch, tmp_path):
    shallow = tmp_path / "two"
    clone = ["git", "clone", "-q", "--depth", "1", f"file://{repository}", shallow]
    subprocess.run(clone, check=True)
    for folder in (shallow, tmp_path):
        monkeypatch.setattr(history, "ROOT", folder)
        history.commits.cache_clear()
        assert history.commits() == {}
    monkeypatch.setattr(history, "ROOT", repository)
    monkeypatch.setenv("PATH", str(tmp_path))  # no git
    history.commits.cache_clear()
    assert history.commits() == {}


@pytest.fixture
def records(tmp_path, monkeypatch):
    monkeypatch.setattr(verified, "RECORD", tmp_path / "new" / "cpu.json")
    monkeypatch.setattr(verified, "GPU_RECORD", tmp_path / "gpu.json")


def test_a_page_says_with_what_its_tests_passed(records, monkeypatch):
    page = facts.Facts("linear/softmax.md", "")
    assert page.verified().startswith("Not yet")
    monkeypatch.setattr("sys.argv", ["verified"])
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    verified.main()
    assert date.today() - date.fromisoformat(
        verified.read(verified.RECORD)["date"]
    ) <= timedelta(days=1)
    assert "NumPy 2." in page.verified()
    assert page.verified().endswith(", CPU")
    monkeypatch.setattr("sys.argv", ["verified", "gpu"])
    with pytest.raises(SystemExit, match="no CUDA device"):
        verified.main()
    assert not verified.GPU_RECORD.exists()


def test_a_gpu_is_named_where_its_tests_ran(records, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "A GPU")
    for arguments in (["verified"], ["verified", "gpu"]):
        monkeypatch.setattr("sys.argv", arguments)
        verified.main()
    topic = facts.Facts("linear/softmax.md", "").verified()
    assert "CPU and A GPU. PyTorch code also on <time" in topic
    assert "PyTorch code" not in facts.Facts("linear/index.md", "").verified()
