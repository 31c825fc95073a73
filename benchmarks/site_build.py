"""Time the site's build against plain Material: ``python benchmarks/site_build.py``.

The pages of ``benchmarks/pages.py`` are built as this site is built and as plain
Material for MkDocs builds them, which leaves the formulas to the reader's browser. Cold
renders every formula anew, warm has them on disk. Memory is the peak of the largest
process, then of all together, while building cold. The preview's time runs from saving
a page to having its new version.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

import psutil
from tqdm import tqdm

from benchmarks import pages

MKDOCS = (sys.executable, "-m", "mkdocs")
ENVIRONMENT = os.environ | {"NO_MKDOCS_2_WARNING": "1", "OMP_NUM_THREADS": "1"}
REPEATS = {20: 5, 100: 3, 400: 2}


def build(project: Path) -> tuple[float, int]:
    """Build once; return the seconds and the peak of its largest process in kB."""
    start = time.perf_counter()
    process = subprocess.Popen([*MKDOCS, "build", "-q"], cwd=project, env=ENVIRONMENT)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"expected a build, got status {status}")
    return seconds, usage.ru_maxrss


def memory(project: Path) -> int:
    """Build once; return the peak of all its processes together in bytes."""
    process = psutil.Popen([*MKDOCS, "build", "-q"], cwd=project, env=ENVIRONMENT)
    peak = 0
    while process.poll() is None:
        held = 0
        with suppress(psutil.Error):
            for one in (process, *process.children(recursive=True)):
                with suppress(psutil.Error):
                    held += one.memory_full_info().pss  # shared pages count once
        peak = max(peak, held)
        time.sleep(0.02)
    return peak


def _get(address: str) -> str:
    with urlopen(address, timeout=120) as answer:
        return answer.read().decode()


def _wait_for(address: str) -> None:
    while True:
        with suppress(URLError, ConnectionError):
            _get(address)
            return
        time.sleep(0.2)


def _epoch(page: str) -> str:
    found = re.search(r"livereload\((\d+), \d+\)", page)
    if found is None:
        raise SystemExit("expected a page with live reload, got one without")
    return found[1]


def preview(project: Path, saves: int = 7) -> float:
    """Median seconds from saving a page to receiving its new version."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = f"127.0.0.1:{port}"
    server = subprocess.Popen(
        [*MKDOCS, "serve", "-q", "-a", place], cwd=project, env=ENVIRONMENT
    )
    source, times = project / "docs" / "chapter-00" / "topic-07.md", []
    address = f"http://{place}/chapter-00/topic-07.html"
    try:
        _wait_for(address)
        for save in range(saves):
            epoch = _epoch(_get(address))
            start = time.perf_counter()
            with source.open("a", encoding="utf-8") as page:
                page.write(f"\nSaved {save} times.\n")
            _get(f"http://{place}/livereload/{epoch}/0")
            new = _get(address)
            times.append(time.perf_counter() - start)
            if f"Saved {save} times." not in new:
                raise SystemExit("expected the saved page, got an older one")
            time.sleep(0.35 + 0.1 * save)  # not in step with the watcher
    finally:
        server.terminate()
        server.wait()
    return statistics.median(times)


def _same_files(first: Path, second: Path) -> bool:
    trees = [
        {p.relative_to(tree): p.read_bytes() for p in tree.rglob("*") if p.is_file()}
        for tree in (first, second)
    ]
    return trees[0] == trees[1]


def measure(folder: Path, size: int) -> dict[str, float]:
    """Build both projects in turn; return seconds, bytes and ratios to plain."""
    plain, ours = folder / f"plain-{size}", folder / f"ours-{size}"
    pages.write(plain, size, ours=False)
    pages.write(ours, size, ours=True)

    def cold() -> tuple[float, int]:
        shutil.rmtree(ours / ".cache", ignore_errors=True)
        return build(ours)

    runs: dict[str, Callable[[], tuple[float, int]]] = {
        "plain": lambda: build(plain),
        "cold": cold,
        "warm": lambda: build(ours),
    }
    results: dict[str, list[tuple[float, int]]] = {name: [] for name in runs}
    for _ in range(REPEATS[size]):
        for name, run in runs.items():
            results[name].append(run())
    seconds = {name: min(r[0] for r in found) for name, found in results.items()}
    peaks = {name: max(r[1] for r in found) for name, found in results.items()}
    shutil.copytree(ours / "site", folder / "before")
    shutil.rmtree(ours / ".cache")
    together = memory(ours)
    if not _same_files(ours / "site", folder / "before"):
        raise SystemExit(f"two builds of {size} pages differ")
    shutil.rmtree(folder / "before")
    return {
        "plain": seconds["plain"],
        "cold": seconds["cold"] / seconds["plain"],
        "warm": seconds["warm"] / seconds["plain"],
        "memory": max(peaks["cold"], peaks["warm"]) / peaks["plain"],
        "together": together / memory(plain),
        "preview": preview(ours),
    }


if __name__ == "__main__":
    print("pages   plain s   cold ×   warm ×   memory ×   together ×   preview s")
    with TemporaryDirectory() as temporary:
        for size in tqdm(REPEATS, delay=2, disable=None, leave=False):
            found = measure(Path(temporary), size)
            tqdm.write(
                f"{size:5} {found['plain']:9.1f} {found['cold']:8.2f}"
                f" {found['warm']:8.2f} {found['memory']:10.2f}"
                f" {found['together']:12.2f} {found['preview']:11.2f}"
            )
    print("Wanted: cold 1.25, warm 1.05, memory 1.6, preview 1.0 s at 100 pages and")
    print("1.3 times that of 20.")
