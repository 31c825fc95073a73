"""Draw the figures that are missing or stale: ``python -m site_tools.draw``.

Every public function of ``figures/<chapter>/<topic>.py`` returns a Matplotlib figure.
It is drawn once; the dark version has the same lines in the dark scheme's colours.
A function that returns ``figure, {element: data}`` draws an interactive figure: the
data, written as JSON, goes to the custom element, which then holds the figure.
"""

import ast
import importlib
import json
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from tqdm import tqdm

from site_tools.dark import to_dark
from site_tools.digest import ROOT, digest

FIGURES = ROOT / "figures"
STYLE = FIGURES / "matplotlibrc"
OUTPUT = ROOT / ".cache" / "figures"
STATE = OUTPUT / "drawn.json"


def topics() -> dict[str, list[str]]:
    """Map every ``<chapter>/<topic>`` to the names of its figures."""
    found = {}
    for path in sorted(FIGURES.glob("*/*.py")):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        names = [n.name for n in body if isinstance(n, ast.FunctionDef)]
        public = [name for name in names if not name.startswith("_")]
        if public:
            found[path.relative_to(FIGURES).with_suffix("").as_posix()] = public
    return found


def outputs(topic: str, names: list[str]) -> list[Path]:
    """Files that a topic's figures are drawn to."""
    return [
        OUTPUT / topic / f"{name}.{scheme}.svg"
        for name in names
        for scheme in ("light", "dark")
    ]


def draw_topic(topic: str, names: list[str]) -> str:
    """Draw all figures of one topic and return its name."""
    os.environ["MATPLOTLIBRC"] = str(STYLE)
    import matplotlib.pyplot as plt

    module = importlib.import_module("figures." + topic.replace("/", "."))
    (OUTPUT / topic).mkdir(parents=True, exist_ok=True)
    for name in names:
        drawn = getattr(module, name)()
        figure, data = drawn if isinstance(drawn, tuple) else (drawn, None)
        light = OUTPUT / topic / f"{name}.light.svg"
        figure.savefig(light, metadata={"Date": None, "Creator": None})
        plt.close(figure)
        svg = light.read_text(encoding="utf-8")
        light.with_name(f"{name}.dark.svg").write_text(to_dark(svg), encoding="utf-8")
        interactive = light.with_name(f"{name}.json")
        interactive.unlink(missing_ok=True)
        if data is not None:
            interactive.write_text(json.dumps(data), encoding="utf-8")
    return topic


def drawn_keys() -> dict[str, str]:
    """What each topic depended on when it was drawn last."""
    return json.loads(STATE.read_text()) if STATE.exists() else {}


def stale_keys() -> dict[str, str]:
    """Map the topics to be drawn to what they depend on now."""
    shared = (STYLE, Path(__file__), Path(__file__).with_name("dark.py"))
    drawn, stale = drawn_keys(), {}
    for topic, names in topics().items():
        key = digest(FIGURES / f"{topic}.py", *shared)
        files = outputs(topic, names)
        if drawn.get(topic) != key or not all(file.exists() for file in files):
            stale[topic] = key
    return stale


def main() -> None:
    """Draw what is stale, delete what no function draws any more."""
    wanted, drawn, stale = topics(), drawn_keys(), stale_keys()
    current = {f for topic, names in wanted.items() for f in outputs(topic, names)}
    for file in OUTPUT.rglob("*.svg"):
        if file not in current:
            file.unlink()
    drawn = {topic: key for topic, key in drawn.items() if topic in wanted}
    STATE.parent.mkdir(parents=True, exist_ok=True)
    STATE.write_text(json.dumps(drawn, indent=1))
    if not stale:
        return
    print(f"drawing the figures of {', '.join(stale)}", file=sys.stderr)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        drawing = pool.map(draw_topic, stale, [wanted[topic] for topic in stale])
        for topic in tqdm(drawing, "figures", total=len(stale), delay=2, disable=None):
            drawn[topic] = stale[topic]
            STATE.write_text(json.dumps(drawn, indent=1))


def draw_stale() -> None:
    """Run ``main`` in a fresh process, so that a preview draws with today's code."""
    if stale_keys().keys() or drawn_keys().keys() - topics().keys():
        subprocess.run([sys.executable, "-m", "site_tools.draw"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
