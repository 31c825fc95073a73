"""The mark of the site: a sigmoid between two classes, as SVG and as pictures."""

import math
from functools import cache
from io import BytesIO

from PIL import Image, ImageColor, ImageDraw

BACKGROUND = "#4051b5"  # the theme's indigo
# In a square of side 1: the curve, a dot of one class above, a ring of the other below.
CURVE = [(0.5 + x / 200, 0.5 - 0.3 * math.tanh(x / 22)) for x in range(-72, 73)]
STROKE = 0.07
DOT = (0.29, 0.3)
RING = (0.71, 0.7)
RADIUS = 0.09
SAFE = 0.75  # of the side: a phone cuts icons to a circle
LARGEST = 512
SHADES = 16  # from background to white, along the edges


def svg() -> str:
    """Draw the mark with round corners."""
    points = " ".join(f"{100 * x:.4g},{100 * y:.4g}" for x, y in CURVE[::8])
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
        f'<rect width="100" height="100" rx="20" fill="{BACKGROUND}"/>'
        f'<g stroke="#fff" stroke-width="{100 * STROKE:g}" stroke-linecap="round" '
        f'stroke-linejoin="round" fill="none"><polyline points="{points}"/>'
        f'<circle cx="{100 * RING[0]:g}" cy="{100 * RING[1]:g}" r="{100 * RADIUS:g}"/>'
        f'</g><circle cx="{100 * DOT[0]:g}" cy="{100 * DOT[1]:g}" '
        f'r="{100 * (RADIUS + STROKE / 2):g}" fill="#fff"/></svg>'
    )


def _mask() -> Image.Image:
    """Draw the mark in white on black, twice as large as the largest picture."""
    side = 2 * LARGEST
    picture = Image.new("L", (side, side))
    draw = ImageDraw.Draw(picture)

    def disc(centre: tuple[float, float], radius: float, fill: int = 255) -> None:
        x, y = (side * (0.5 + SAFE * (value - 0.5)) for value in centre)
        draw.circle((x, y), side * SAFE * radius, fill)

    for point in CURVE:
        disc(point, STROKE / 2)
    disc(DOT, RADIUS + STROKE / 2)
    disc(RING, RADIUS + STROKE / 2)
    disc(RING, RADIUS - STROKE / 2, 0)
    return picture


def _png(mask: Image.Image, side: int) -> bytes:
    """Shrink the mask and colour it."""
    small = mask.resize((side, side), Image.Resampling.BOX)
    picture = small.point([value * SHADES // 256 for value in range(256)])
    background = ImageColor.getrgb(BACKGROUND)[:3]
    shares = [shade / (SHADES - 1) for shade in range(SHADES)]
    picture.putpalette(
        [round(b + share * (255 - b)) for share in shares for b in background]
    )
    content = BytesIO()
    picture.save(content, "PNG", bits=4)
    return content.getvalue()


@cache
def pictures() -> dict[str, bytes]:
    """Draw every form of the mark that browsers and phones ask for."""
    mask = _mask()
    sides = {"icon-192.png": 192, "icon-512.png": LARGEST, "apple-touch-icon.png": 180}
    drawn = {name: _png(mask, side) for name, side in sides.items()}
    return {"icon.svg": svg().encode()} | drawn
