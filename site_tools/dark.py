"""Turn a figure of the light scheme into one of the dark scheme."""

import re

# Colours of figures/matplotlibrc, light to dark. Contrast against the page is at least
# 4.5 to 1 for text and 3 to 1 for lines in both schemes (tests/site/test_figures.py).
DARK = {
    "#24292f": "#e6e8eb",
    "#57606a": "#a9b0ba",
    "#c9cdd2": "#4b515c",
    "#0b64a0": "#6cb8f0",
    "#c2410c": "#ff9a62",
    "#00795c": "#3fd0a3",
    "#8e3b8a": "#e39be0",
    "#8a6d00": "#e2c044",
    "#3f6f7d": "#9cc5d1",
}
_LIGHT = re.compile("|".join(DARK), re.IGNORECASE)


def to_dark(svg: str) -> str:
    """Replace every colour of the light scheme by its dark counterpart."""
    return _LIGHT.sub(lambda colour: DARK[colour[0].lower()], svg)
