"""A copy of the site that a test may deploy anew, and what a browser keeps of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

from site_tools import offline

WORKING = """async () => {
  const { serviceWorker } = navigator;
  const registration = await serviceWorker.getRegistration();
  return registration && !registration.installing && !registration.waiting
    && serviceWorker.controller?.state === "activated";
}"""
KEPT = """async (base) => {
  const names = await caches.keys();
  const ours = names.filter((name) => name.startsWith(`offline ${base} `));
  const lists = ours.map(async (name) => (await caches.open(name)).keys());
  return (await Promise.all(lists)).flat().map(({ url }) => url.slice(base.length));
}"""


@dataclass
class Deployed:
    """Where the copy lies, its address, and which paths its server was asked for."""

    folder: Path
    url: str
    asked: list[str] = field(default_factory=list)

    def deploy(self, change: Callable[[str], str], *names: str) -> None:
        """Publish a new version of the site, with these files changed."""
        self.alter(change, *names)
        pages = json.loads((self.folder / offline.LIST).read_text())["pages"]
        offline.write(self.folder, pages)

    def alter(self, change: Callable[[str], str], *names: str) -> None:
        """Change files behind the back of the list of files."""
        for name in names:
            path = self.folder / name
            text = path.read_text(encoding="utf-8")
            assert change(text) != text, f"{name} stays as it is"
            path.write_text(change(text), encoding="utf-8")

    def kept(self, page: Page) -> list[str]:
        """Names of the files that the browser keeps."""
        return page.evaluate(KEPT, self.url)

    def wait(self, page: Page, *names: str) -> None:
        """Wait until the newest worker is at work and keeps these files (patterns)."""
        names = tuple(
            path.relative_to(self.folder).as_posix()
            for name in names
            for path in self.folder.glob(name)
        )
        page.wait_for_function(WORKING)
        holds = f"([base, names]) => ({KEPT})(base).then((kept) => names.every((name) => kept.includes(name)))"
        page.wait_for_function(holds, arg=[self.url, list(names)])
