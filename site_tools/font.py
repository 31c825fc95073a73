"""Cut the math font to the glyphs that the built site uses."""

import hashlib
import html
import re
import shutil
import unicodedata
from base64 import b64encode
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "node_modules" / "@fontsource" / "stix-two-math"
FONT = PACKAGE / "files" / "stix-two-math-latin-400-normal.woff2"
TO_CUT = FONT.with_suffix(".woff")  # the same font, three times as fast to open
CACHE = ROOT / ".cache" / "font"
TARGET = Path("assets") / "fonts" / "stix-two-math.woff2"
SHEET = Path("stylesheets") / "math.css"

MATH = re.compile(r"<math.*?</math>", re.DOTALL)
ANNOTATION = re.compile(r"<annotation.*?</annotation>", re.DOTALL)
ONE_LETTER = re.compile(r"<mi>([^<])</mi>")
# A browser shows a one-letter <mi> in italics: Latin, dotless i and j, Greek, and signs
# such as ∂. Unicode's tables name the upright letter behind each italic one; the italic
# h is the one that stands elsewhere (U+210E).
ITALICS = (range(0x1D434, 0x1D468), range(0x1D6A4, 0x1D6A6), range(0x1D6E2, 0x1D71C))
ITALIC = {"h": "\u210e"}
for _code in (code for block in ITALICS for code in block):
    if _upright := unicodedata.decomposition(chr(_code)).removeprefix("<font> "):
        ITALIC[chr(int(_upright, 16))] = chr(_code)


def characters(page: str) -> set[str]:
    """Collect the characters that the formulas of one HTML page are drawn with."""
    shown = ANNOTATION.sub("", "".join(MATH.findall(page)))
    # The upright letter itself is not drawn.
    shown = ONE_LETTER.sub(lambda found: ITALIC.get(found[1], found[1]), shown)
    found = set(html.unescape(re.sub(r"<[^>]*>", "", shown)))
    if "<msqrt" in shown or "<mroot" in shown:
        found.add("√")  # drawn by the browser, written nowhere
    return found


def cut(used: set[str]) -> bytes:
    """Return the font with these characters, their variants and the MATH table."""
    source = TO_CUT.read_bytes()
    inputs = source + Path(__file__).read_bytes() + "".join(sorted(used)).encode()
    key = hashlib.sha256(inputs).hexdigest()
    cached = CACHE / f"{key}.woff2"
    if not cached.exists():
        from fontTools import subset
        from fontTools.ttLib import TTFont

        options = subset.Options(
            flavor="woff2",
            layout_features=["*"],
            hinting=False,
            notdef_outline=True,
        )
        font = TTFont(BytesIO(source), recalcTimestamp=False)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[ord(character) for character in used])
        cutter.subset(font)
        if "MATH" not in font:
            raise ValueError("expected a font with a MATH table, got one without")
        font.flavor = "woff2"
        CACHE.mkdir(parents=True, exist_ok=True)
        font.save(cached)
    return cached.read_bytes()


def write_whole(site: Path) -> None:
    """Put the whole font there: a preview does not know what will be written next."""
    shutil.copy(FONT, site / TARGET)


def write(site: Path) -> None:
    """Put the cut font where the style sheet of a built site expects it."""
    used: set[str] = set()
    for page in site.rglob("*.html"):
        used |= characters(page.read_text(encoding="utf-8"))
    target = site / TARGET
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(cut(used))


def inline(site: Path) -> None:
    """Move the font into its style sheet, for which browsers wait before they paint.

    A font that comes later changes the formulas' sizes: the text around them moves.
    """
    font, sheet = site / TARGET, site / SHEET
    address = f"../{TARGET.as_posix()}"
    rule = sheet.read_text(encoding="utf-8")
    data = b64encode(font.read_bytes()).decode()
    filled = rule.replace(address, f"data:font/woff2;base64,{data}")
    if filled == rule:
        raise ValueError(f"expected {address} in {SHEET}, got {rule}")
    sheet.write_text(filled, encoding="utf-8")
    font.unlink()
