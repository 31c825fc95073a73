"""A copy of the site that a test may deploy anew, and what a browser keeps of it."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

from site_tools import offline

STATE = """async (base) => {
  const registration = await navigator.serviceWorker.getRegistration(base);
  const names = await caches.keys();
  const ours = names.filter((name) => name.startsWith(`offline ${base} `));
  const lists = ours.map(async (name) => (await caches.open(name)).keys());
  const requests = (await Promise.all(lists)).flat();
  return {
    version: ours.map((name) => name.split(" ").at(-1)).join(),
    files: requests.map(({ url }) => url.slice(base.length)),
    busy: Boolean(registration?.installing ?? registration?.waiting),
    worker: navigator.serviceWorker.controller?.state,
  };
}"""


@dataclass
class Deployed:
    """Where the copy lies, its address, and which paths its server was asked for."""

    folder: Path
    url: str
    asked: list[str] = field(default_factory=list)
    down: bool = False
    quick: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Answer at once; a test may clear the event."""
        self.quick.set()

    def listed(self) -> dict:
        """Read the list of the site's files."""
        return json.loads((self.folder / offline.LIST).read_text(encoding="utf-8"))

    def deploy(self, change: Callable[[str], str], *names: str) -> None:
        """Publish a new version of the site, with these files changed."""
        self.alter(change, *names)
        offline.write(self.folder, self.listed()["pages"])

    def alter(self, change: Callable[[str], str], *names: str) -> None:
        """Change files behind the back of the list of files."""
        for path in (path for name in names for path in self.folder.glob(name)):
            text = path.read_text(encoding="utf-8")
            assert change(text) != text, f"{path} stays as it is"
            path.write_text(change(text), encoding="utf-8")

    def kept(self, page: Page) -> set[str]:
        """Names of the files that the browser keeps."""
        return set(page.evaluate(STATE, self.url)["files"])

    def wait(self, page: Page, *patterns: str) -> None:
        """Wait until the newest version is at work and keeps these files."""
        page.keyboard.press("Shift")  # a sign of a reader: it starts the worker
        found = [path for pattern in patterns for path in self.folder.glob(pattern)]
        names = {path.relative_to(self.folder).as_posix() for path in found}
        goal = {"version": self.listed()["version"], "worker": "activated"}

        def done() -> bool:
            state = page.evaluate(STATE, self.url)
            return names <= set(state["files"]) and goal.items() <= state.items()

        self._until(done, page)

    def wait_for_failure(self, page: Page) -> None:
        """Wait until the browser has tried a new version and given up."""
        self._until(lambda: offline.LIST in self.asked, page)
        self._until(lambda: not page.evaluate(STATE, self.url)["busy"], page)

    def wait_for_end(self, page: Page) -> None:
        """Wait until the worker is gone, and all that it kept."""
        workers = "() => navigator.serviceWorker.getRegistrations()"
        self._until(lambda: page.evaluate(workers) == [], page)
        self._until(lambda: page.evaluate("caches.keys()") == [], page)

    def _until(self, done: Callable[[], bool], page: Page) -> None:
        end = time.monotonic() + 20
        while not done():
            assert time.monotonic() < end
            page.wait_for_timeout(50)
