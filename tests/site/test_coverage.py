"""docs/about/coverage.toml names what exists, and every finished statement is in it."""

import ast
import importlib

import pytest

from site_tools.blocks import ROOT
from site_tools.coverage import chapters, corrections_list, coverage_list

ROWS = [row for chapter in chapters() for row in chapter["row"]]
DONE = [row for row in ROWS if "page" in row]
FINISHED = {
    "neighbors",
    "linear",
    "networks",
    "convolution",
    "training",
    "sequences",
    "attention",
}


def test_all_statements_are_listed_once():
    ids = [row["id"] for row in ROWS]
    assert len(ids) == len(set(ids)) == 85


def test_every_row_names_single_tests():
    for row in DONE:
        for name in row["tests"]:
            assert "::test_" in name, f"{row['id']}: {name} names a file, not a test"


def test_finished_chapters_have_no_open_row():
    for chapter in chapters():
        if chapter["folder"] in FINISHED:
            assert all("page" in row for row in chapter["row"]), chapter["name"]


@pytest.mark.parametrize("row", DONE, ids=lambda row: row["id"])
def test_a_row_names_an_anchor_functions_and_tests(site, soups, row):
    page = (site / row["page"]).with_suffix(".html")
    assert soups[page].find(id=row["id"]), f"{row['page']} has no anchor {row['id']}"
    assert row["functions"]
    for name in row["functions"]:
        module, function = name.rsplit(".", 1)
        assert callable(getattr(importlib.import_module(module), function)), name
    assert row["tests"]
    for name in row["tests"]:
        file, function = name.split("::")
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        assert function in {getattr(node, "name", "") for node in tree.body}, name


def test_the_lists_say_what_is_done_and_what_is_not():
    coverage = coverage_list()
    assert all(f"**{row['id']}**" in coverage for row in ROWS)
    assert coverage.count("Not done yet") == len(ROWS) - len(DONE)
    corrected = {row["id"] for row in ROWS if "correction" in row}
    listed = {row["id"] for row in ROWS if f"**{row['id']}**" in corrections_list()}
    assert listed == corrected
