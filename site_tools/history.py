"""When a page last changed: the date of the last commit that touched what it shows."""

import re
import subprocess
from datetime import date
from functools import cache

from site_tools.blocks import INCLUDE, ROOT

FIGURE = re.compile(r"\]\(figure:(?P<topic>[\w/-]+)/\w+")


def _git(*arguments: str) -> str:
    """Return what git prints; nothing outside a repository and without git."""
    try:
        command = ["git", "-c", "core.quotePath=false", *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    except FileNotFoundError:
        return ""
    return done.stdout


@cache
def commits() -> dict[str, date]:
    """Map every file to the date of its last commit; a shallow clone knows none."""
    if _git("rev-parse", "--is-shallow-repository").strip() != "false":
        return {}
    dates: dict[str, date] = {}
    for commit in _git("log", "--format=%x00%cs", "--name-only").split("\0")[1:]:
        day, *files = commit.split("\n")
        for file in filter(None, files):
            dates.setdefault(file, date.fromisoformat(day))
    return dates


def last_changed(path: str) -> date | None:
    """Date of a page below docs/, of the code that it includes and of its figures."""
    text = (ROOT / "docs" / path).read_text(encoding="utf-8")
    included = [name.split(":")[0] for name in INCLUDE.findall(text)]
    figures = [f"figures/{topic}.py" for topic in FIGURE.findall(text)]
    known = commits()
    shown = (f"docs/{path}", *included, *figures)
    return max((known[file] for file in shown if file in known), default=None)
