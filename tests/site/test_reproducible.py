"""Two builds of the same sources are the same, byte for byte."""

import os
import subprocess
import sys
from pathlib import Path

from benchmarks import pages
from site_tools.blocks import ROOT
from tests.site.conftest import REPO_URL, SITE_URL


def build(project: Path, site: Path) -> dict[str, bytes]:
    """Build a project into ``site``, as it is published."""
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", site],
        cwd=project,
        env=os.environ | {"SITE_URL": SITE_URL, "REPO_URL": REPO_URL},
        check=True,
    )
    return content(site)


def content(site: Path) -> dict[str, bytes]:
    files = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> set[str]:
    return {name for name in one | other if one.get(name) != other.get(name)}


def test_the_site_built_again_is_the_same(site, tmp_path):
    assert not differences(content(site), build(ROOT, tmp_path / "again"))


def test_it_does_not_matter_what_was_rendered_before_or_where(tmp_path):
    sites = []
    for name in ("first", "second"):
        project = tmp_path / name
        pages.write(project, 3, ours=True)
        sites.append(build(project, tmp_path / f"{name}-cold"))
    sites.append(build(tmp_path / "second", tmp_path / "second-warm"))
    first, cold, warm = sites
    assert not differences(first, cold)
    assert not differences(cold, warm)
    home = first["index.html"].decode()
    source = (tmp_path / "first" / "docs" / "index.md").read_text(encoding="utf-8")
    assert home.count("<math") == source.count("$") // 2 - source.count("$$") // 2
