"""A copy of the site that a test may deploy anew, and a browser that is new to it."""

import shutil
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from site_tools.server import served
from tests.site.browser.deployed import Deployed

# Folders whose pages these tests do not read: the rest is copied faster.
LEFT_OUT = ("attention", "labs", "sequences", "training")


@pytest.fixture
def deployed(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Deployed]:
    """Serve a copy of the site below a path, as many hosts do."""
    folder = tmp_path / "ml"
    shutil.copytree(site, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    shutil.copy(site / "404.html", tmp_path)
    with served(tmp_path) as url:
        copy = Deployed(folder, f"{url}ml/")
        copy.deploy(str.swapcase, "robots.txt")  # lists what was copied
        parse = BaseHTTPRequestHandler.parse_request

        def parse_request(handler: BaseHTTPRequestHandler) -> bool:
            copy.quick.wait()
            handler.close_connection = copy.down
            return not copy.down and parse(handler)

        def log_request(handler: BaseHTTPRequestHandler, *_: object) -> None:
            copy.asked.append(handler.path.removeprefix("/ml/"))

        monkeypatch.setattr(BaseHTTPRequestHandler, "parse_request", parse_request)
        monkeypatch.setattr(BaseHTTPRequestHandler, "log_request", log_request)
        yield copy
        copy.quick.set()


@pytest.fixture
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """Give a browser that has never seen the site."""
    context = browser.new_context()
    yield context
    context.close()
