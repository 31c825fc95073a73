"""The site as `make build` makes it, built once for all tests of this folder."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from filelock import FileLock
from playwright.sync_api import Browser

from site_tools import chromium
from site_tools.blocks import ROOT
from site_tools.server import served

# As a publisher sets them: what only a published site has is tested too.
SITE_URL = "https://notes.example/ml/"
BASE = "/ml/"  # with which the addresses of the 404 page start
REPO_URL = "https://code.example/team/mlnotes"


def shared(factory: pytest.TempPathFactory, name: str) -> Path:
    """Place a folder where all workers find it."""
    base = factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = shared(tmp_path_factory, "site")
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            built = subprocess.run(
                [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", folder],
                cwd=ROOT,
                env=os.environ | {"SITE_URL": SITE_URL, "REPO_URL": REPO_URL},
                capture_output=True,
                text=True,
            )
            assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Serve the site, compressed; yields its address, ending in a slash."""
    with served(site) as url:
        yield url


@pytest.fixture(scope="session")
def soups(site: Path) -> dict[Path, BeautifulSoup]:
    """Every page of the site, parsed."""
    return {
        page: BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        for page in sorted(site.rglob("*.html"))
    }


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Drive the system's Chromium; without one, skip, but never in CI."""
    if chromium.COMMAND is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs Chromium: .ci/run installs it")
        pytest.skip("no Chromium on this machine")
    with chromium.launched() as browser:
        yield browser
