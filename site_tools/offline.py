"""What makes the served site readable without a network: list, worker, manifest."""

import hashlib
import json
import math
from base64 import b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path

from site_tools import icon

HERE = Path(__file__).parent
WORKER = HERE / "offline_worker.js"
STOP = HERE / "offline_stop.js"
LIST = "offline.json"
# What a page shows or links to; no source maps, feeds, or sources.
KEPT = {".css", ".html", ".ipynb", ".js", ".json", ".png", ".svg", ".webmanifest"}
KEPT |= {".woff2"}
NOT_KEPT = {"404.html", LIST, "sw.js"}
NOT_KEPT |= {"iframe-worker.js", "search.js", "search_index.js"}  # search from disk
# Pictures for other sites, search in other languages.
FOLDERS_NOT_KEPT = ("assets/cards/", "assets/javascripts/lunr/")


def manifest(name: str, description: str) -> str:
    """Return the web app manifest: what an installed site is called and looks like."""
    icons = [
        ("icon-192.png", "192x192", "any"),
        ("icon-512.png", "512x512", "any"),
        ("icon-512.png", "512x512", "maskable"),
    ]
    content = {
        "name": name,
        "short_name": name,
        "description": description,
        "start_url": ".",
        "scope": ".",
        "display": "standalone",
        "theme_color": icon.BACKGROUND,
        "background_color": "#ffffff",
        "icons": [
            {"src": f"assets/icons/{src}", "sizes": size, "purpose": purpose}
            | {"type": "image/png"}
            for src, size, purpose in icons
        ],
    }
    return json.dumps(content, indent=1)


def made(name: str, description: str) -> Iterator[tuple[str, bytes]]:
    """Give what a browser needs to install the site, each with its place in it."""
    yield "manifest.webmanifest", manifest(name, description).encode()
    for file, content in icon.pictures().items():
        yield f"assets/icons/{file}", content


def files(site: Path) -> dict[str, tuple[str, int]]:
    """Map each file that can be kept to its digest, shortened, and its size in kB."""
    found = {}
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        listed = path.suffix in KEPT and path.name not in NOT_KEPT
        if listed and not name.startswith(FOLDERS_NOT_KEPT):
            content = path.read_bytes()
            start = hashlib.sha256(content).digest()[:6]
            found[name] = b64encode(start).decode(), math.ceil(len(content) / 1000)
    return found


def write(site: Path, pages: Iterable[tuple[str, str]]) -> None:
    """Write the list of files and the worker, whose version is the list's digest.

    Parameters
    ----------
    site : Path
        The built site; whatever changes it must be done.
    pages : iterable of (str, str)
        Addresses and titles, in the order of the navigation.
    """
    content: dict[str, object] = {"pages": list(pages), "files": files(site)}
    worker = WORKER.read_text(encoding="utf-8")
    both = json.dumps(content, ensure_ascii=False) + worker
    content = {"version": hashlib.sha256(both.encode()).hexdigest()[:16]} | content
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    (site / LIST).write_text(text, encoding="utf-8")
    filled = worker.replace("{version}", str(content["version"]))
    (site / "sw.js").write_text(filled, encoding="utf-8")


def stop(site: Path) -> None:
    """Write a worker that ends an earlier one and deletes what it kept."""
    (site / "sw.js").write_bytes(STOP.read_bytes())
