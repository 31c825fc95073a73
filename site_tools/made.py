"""Files of the site that are made, not written: worker shim, icons, figures, labs."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tqdm import tqdm

from site_tools import draw, labs, offline

WORKER_SHIM = draw.ROOT / "node_modules" / "iframe-worker" / "shim" / "index.js"


def files(site_name: str, description: str) -> Iterator[tuple[str, bytes | Path]]:
    """Give each file's place below docs/, and its content or where it lies."""
    yield "assets/javascripts/iframe-worker.js", WORKER_SHIM
    yield from offline.made(site_name, description)
    for drawing in sorted(draw.OUTPUT.rglob("*.svg")):
        yield f"assets/figures/{drawing.relative_to(draw.OUTPUT).as_posix()}", drawing
    found = sorted(labs.SOURCES.glob("*.py"))
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # each waits for its own kernel
        running = zip(found, pool.map(labs.lay_out, found), strict=True)
        for lab, made in tqdm(running, "labs", len(found), delay=2, disable=None):
            yield f"labs/{lab.stem}.md", made.markdown.encode()
            for name, content in made.files.items():
                yield f"labs/{name}", content
