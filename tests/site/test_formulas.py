"""TeX becomes MathML in the build; wrong TeX stops it."""

import re
from base64 import b64decode
from io import BytesIO

import markdown
import pytest
from fontTools.ttLib import TTFont

from site_tools import font
from site_tools.tex import TexError, render


def convert(text: str) -> str:
    return markdown.markdown(
        text,
        extensions=["attr_list", "pymdownx.arithmatex", "site_tools.tex"],
        extension_configs={"pymdownx.arithmatex": {"generic": True}},
    )


def test_inline_and_display_formulas_become_mathml_with_their_tex():
    page = convert("Let $x_1 < 2$.\n\n$$\na & b\n$$\n".replace("a & b", r"\frac{1}{2}"))
    assert page.count("<math") == 2
    assert '<annotation encoding="application/x-tex">x_1 &lt; 2</annotation>' in page
    assert 'display="block"' in page
    assert page.count("data-search-exclude") == 2


def test_labelled_formulas_are_numbered_and_referred_to():
    page = convert("See [](#eq-b).\n\n$$a \\label{eq-a}$$\n\n$$b\n\\label{eq-b}$$\n")
    assert 'See <a href="#eq-b">(2)</a>' in page
    assert 'id="eq-a"' in page
    assert "label" not in page


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (r"Wrong: $\frac{1$", r"wrong TeX: (.|\n)*\\frac\{1"),
        (r"Unknown: $\nosuch$", r"wrong TeX: (.|\n)*nosuch"),
        ("# Heading $x$", "a heading cannot hold a formula"),
        ("text\n$$\nx\n$$ text", "needs an empty line"),
        ("text\n$$\nx\n$$", "needs an empty line"),
        ("a formula $$x$$ in a sentence", "needs an empty line"),
        ("it costs 5 $ or so", "a dollar belongs to no formula"),
        ("See [](#eq-none).", "labelled eq-none"),
        ("$$a\\label{eq-a}$$\n\n$$b\\label{eq-a}$$", "two formulas"),
    ],
)
def test_wrong_tex_stops_the_build_and_names_the_formula(text, message):
    with pytest.raises(TexError, match=message):
        convert(text)


def test_a_formula_comes_from_the_cache_the_second_time(monkeypatch):
    first = render("x^{41}", display=False, macros={})
    monkeypatch.setattr("site_tools.tex._node", lambda: pytest.fail("not cached"))
    assert render("x^{41}", display=False, macros={}) == first


def test_formulas_get_the_spaces_and_primes_of_tex():
    def rendered(tex: str) -> str:
        return render(tex, display=True, macros={})

    assert '<mo lspace="0em" rspace="0em">=</mo>' in rendered(r"\sum_{i=1}^n x")
    assert "<mo lspace" not in rendered("i=1")
    assert "tml-prime" not in rendered("W'")
    assert '<mspace width="0.1667em"></mspace><mrow><mi>log' in rendered(r"(i)\log x")
    assert '<msqrt class="low-root">' in rendered(r"\sqrt{d_k}")
    assert "low-root" not in rendered(r"\sqrt{\frac{1}{2}}")


def test_macros_are_the_site_s_notation():
    macros = {r"\R": r"\mathbb{R}"}
    assert "ℝ" in render(r"\R", display=False, macros=macros)


def test_the_font_knows_which_letters_a_browser_draws():
    page = "<math><mi>h</mi><mi>x</mi><mi>σ</mi><mi>∂</mi><mi>ℝ</mi><mo>+</mo></math>"
    assert {"ℎ", "𝑥", "𝜎", "𝜕", "ℝ", "+"} <= font.characters(page)
    assert "√" not in font.characters(page)
    assert "√" in font.characters("<math><msqrt><mi>x</mi></msqrt></math>")


def test_the_site_s_font_holds_every_character_of_its_formulas(site):
    (sheet,) = (site / "assets" / "fonts").glob("*.css")
    data = re.search(r"base64,([^)]+)", sheet.read_text(encoding="utf-8"))
    assert data
    content = b64decode(data[1])
    cut = TTFont(BytesIO(content))
    used = set[str]()
    for page in site.rglob("*.html"):
        used |= font.characters(page.read_text(encoding="utf-8"))
    whole = TTFont(font.FONT).getBestCmap()
    missing = {c for c in used if ord(c) in whole and ord(c) not in cut.getBestCmap()}
    assert not missing
    assert "MATH" in cut
    unknown = {c for c in used if ord(c) not in whole and not c.isspace()}
    # Invisible operators; a browser does not draw them.
    assert unknown <= set("\u2061\u2062\u2063\u2064\u200b"), unknown
    assert len(content) < 80_000


def test_a_sheet_that_does_not_ask_for_the_font_stops_the_build(tmp_path):
    for name, content in ((font.TARGET, b"font"), (font.SHEET, b"math {}")):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(content)
    with pytest.raises(
        ValueError, match=r"expected \.\./assets/fonts/.* in stylesheets"
    ):
        font.inline(tmp_path)
