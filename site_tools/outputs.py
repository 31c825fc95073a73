"""Rewrite the shown outputs from real runs: ``python -m site_tools.outputs``."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tqdm import tqdm

from site_tools.blocks import EXPECTED_OUTPUT, ROOT, Fence, fences, pages
from site_tools.runner import run


def _print_of(fence: Fence) -> str:
    result = run(fence.code, f"<{fence.place}>")
    if result.error:
        sys.exit(f"{fence.place} raised\n{result.error}")
    return result.output


def rewrite(page: Path) -> bool:
    """Put what each block of a page prints under it; tell whether the page changed."""
    text = page.read_text(encoding="utf-8")
    found = list(fences(page, text))
    blocks = [fence for fence in found if fence.is_python]
    with ThreadPoolExecutor(2) as pool:
        outputs = list(pool.map(_print_of, blocks))
    lines = text.splitlines()
    shown_at = {fence.first_line: fence for fence in found}
    for fence, output in reversed(list(zip(blocks, outputs, strict=True))):
        start = stop = fence.last_line  # lines after the block, counted from 0
        following = start
        while following < len(lines) and not lines[following].strip():
            following += 1
        if lines[following : following + 1] == [fence.indent + EXPECTED_OUTPUT]:
            stop = shown_at[following + 2].last_line
        shown = []
        if output:
            shown = [EXPECTED_OUTPUT, "```text", *output.splitlines(), "```"]
        lines[start:stop] = [fence.indent + line if line else "" for line in shown]
    new = "\n".join(lines) + "\n"
    if new != text:
        page.write_text(new, encoding="utf-8")
    return new != text


def main() -> None:
    """Rewrite the pages named on the command line, or all."""
    chosen = [Path(name).resolve() for name in sys.argv[1:]] or pages()
    for page in tqdm(chosen, delay=2, disable=None):
        if rewrite(page):
            tqdm.write(f"rewrote the outputs of {page.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
