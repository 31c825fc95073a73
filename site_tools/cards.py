"""Social cards: the picture that a link to a page is shown with elsewhere."""

import hashlib
import math
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from site_tools.blocks import ROOT

CACHE = ROOT / ".cache" / "cards"
WIDTH, HEIGHT = 1200, 630
MARGIN = 80
GROUND = (64, 81, 181)  # the theme's indigo
DRAWN = (121, 134, 203)
WRITTEN = (255, 255, 255)
SHADES = 8  # between two colours: enough for smooth letters


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    """Return the font that comes with Matplotlib."""
    package = find_spec("matplotlib")
    assert package is not None
    assert package.origin is not None
    folder = Path(package.origin).parent / "mpl-data" / "fonts" / "ttf"
    return ImageFont.truetype(folder / f"DejaVuSans{weight}.ttf", size)


@cache
def _ground() -> Image.Image:
    """Draw what all cards share: a sigmoid over samples of two classes."""
    scale = 4  # drawn large and reduced: ImageDraw's lines have no soft edges
    image = Image.new("RGB", (WIDTH * scale, HEIGHT * scale), GROUND)
    draw = ImageDraw.Draw(image)

    def place(x: float, y: float) -> tuple[float, float]:
        return (60 + x) * 10 * scale, (51 - 13 * y) * 10 * scale

    curve = [place(x, 1 / (1 + math.exp(-x / 4))) for x in range(-61, 62)]
    draw.line(curve, fill=DRAWN, width=5 * scale, joint="curve")
    for number in range(-9, 10):
        x = 6 * number + 2 * math.sin(7 * number)
        above = number in (-2, 1) or number > 2
        draw.circle(place(x, above), 9 * scale, fill=DRAWN)
    return image.reduce(scale)


@cache
def _palette() -> Image.Image:
    """Few colours make small files: from the ground to each of the others."""
    colours = [
        round(a + (b - a) * shade / (SHADES - 1))
        for end in (DRAWN, WRITTEN)
        for shade in range(SHADES)
        for a, b in zip(GROUND, end, strict=True)
    ]
    palette = Image.new("P", (1, 1))
    palette.putpalette(colours)
    return palette


def lines(title: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Break a title between words where it does not fit in one line."""
    broken = [""]
    for word in title.split():
        longer = f"{broken[-1]} {word}".strip()
        if broken[-1] and font.getlength(longer) > WIDTH - 2 * MARGIN:
            broken.append(word)
        else:
            broken[-1] = longer
    return broken


def fitting(title: str) -> ImageFont.FreeTypeFont:
    """Return the largest font in which a title takes three lines at most."""
    fonts = [_font("-Bold", size) for size in (72, 60, 48)]
    return next((font for font in fonts if len(lines(title, font)) <= 3), fonts[-1])


def draw(title: str, chapter: str, site: str) -> bytes:
    """Draw a card and return it as PNG."""
    image = _ground().copy()
    on = ImageDraw.Draw(image)
    on.text((MARGIN, 90), chapter, WRITTEN, _font("", 34), anchor="ls")
    font = fitting(title)
    for number, line in enumerate(lines(title, font)):
        base = 175 + number * font.size * 1.2
        on.text((MARGIN, base), line, WRITTEN, font, anchor="ls")
    on.text((MARGIN, HEIGHT - 40), site, WRITTEN, _font("-Bold", 34), anchor="ls")
    small = image.quantize(palette=_palette(), dither=Image.Dither.NONE)
    written = BytesIO()
    small.save(written, "PNG", bits=4)
    return written.getvalue()


def card(title: str, chapter: str, site: str) -> Path:
    """Return the file of a card, drawn if there is none yet."""
    inputs = repr((title, chapter, site, version("pillow"), version("matplotlib")))
    code = Path(__file__).read_bytes()
    file = CACHE / f"{hashlib.sha256(inputs.encode() + code).hexdigest()}.png"
    if not file.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        file.write_bytes(draw(title, chapter, site))
    return file
