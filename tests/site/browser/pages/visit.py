"""One visit of a page with everything that the tests of this folder ask about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize

from site_tools.blocks import ROOT, pages

DOCS = ROOT / "docs"
LABS = sorted((DOCS / "labs").glob("*.py"))
PAGES = [
    *(
        page.relative_to(DOCS).with_suffix(".html").as_posix()
        for page in [*pages()[1:], *LABS]
    ),
    "404.html",
]
SCRIPT = Path(__file__).with_name("visit.js").read_text(encoding="utf-8")
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
SCHEMES = {"light": "default", "dark": "slate"}
WIDE = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=360, height=800)
# What a scheme changes is checked in both, the rest once.
OF_THE_SCHEME = ["color-contrast", "link-in-text-block"]
COLOURS = {"runOnly": OF_THE_SCHEME}
STRUCTURE = {"rules": {rule: {"enabled": False} for rule in OF_THE_SCHEME}}


@dataclass
class Tab:
    """A browser's tab, and what it reported and asked for since the last visit."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@dataclass
class Visit:
    """What a page showed; all lists but ``copied`` and ``asked`` name what is wrong."""

    name: str
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    copied: list[str] = field(default_factory=list)
    accessible: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)


@contextmanager
def tab(browser: Browser, *, scripts: bool) -> Iterator[Tab]:
    """Open a tab; a service worker would answer in place of the server."""
    context = browser.new_context(reduced_motion="reduce", java_script_enabled=scripts)
    context.add_init_script("delete Navigator.prototype.serviceWorker")
    opened = Tab(context.new_page())
    page = opened.page
    page.on("pageerror", lambda error: opened.said.append(str(error)))
    page.on("request", lambda request: opened.asked.append(request.url))
    page.on(
        "console",
        lambda message: (
            message.type in {"error", "warning"} and opened.said.append(message.text)
        ),
    )
    yield opened
    context.close()


def _open(opened: Tab, address: str, name: str, size: ViewportSize) -> Visit:
    seen = Visit(name)
    opened.said, opened.asked = seen.said, seen.asked
    opened.page.set_viewport_size(size)
    opened.page.emulate_media(media="screen", color_scheme="light")
    opened.page.goto(address + name)
    return seen


def visit(opened: Tab, address: str, name: str) -> Visit:
    """Look at a page in both schemes and both widths, on paper, and with axe."""
    page, seen = opened.page, _open(opened, address, name, WIDE)
    page.evaluate(AXE + SCRIPT)
    page.evaluate("visit.load()")
    seen.raw = page.evaluate("visit.raw()")
    page.emulate_media(media="print")
    seen.printed = page.evaluate("visit.printed()")
    page.emulate_media(media="screen")
    page.evaluate("visit.reveal()")
    _look(page, seen, "light, wide")
    page.evaluate("visit.alike()")
    _check(page, seen, "light", COLOURS)
    page.set_viewport_size(PHONE)
    _look(page, seen, "light, phone")
    _scheme(page, "dark")
    _look(page, seen, "dark, phone")
    page.set_viewport_size(WIDE)
    _look(page, seen, "dark, wide")
    _check(page, seen, "dark", COLOURS)
    page.evaluate("visit.showAll()")
    _check(page, seen, "structure", STRUCTURE)
    seen.copied = page.evaluate("visit.copies()")
    return seen


def visit_plainly(opened: Tab, address: str, name: str) -> Visit:
    """Look at a page as it is before any script has run."""
    page, seen = opened.page, _open(opened, address, name, PHONE)
    page.evaluate(SCRIPT)
    page.evaluate("visit.load()")
    seen.dead = page.evaluate("visit.dead()")
    seen.hidden = page.evaluate("visit.hidden()")
    page.emulate_media(media="print")
    seen.printed = page.evaluate("visit.printed()")
    page.emulate_media(media="screen")
    _look(page, seen, "light, phone")
    return seen


def _scheme(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(
        "scheme => document.body.dataset.mdColorScheme === scheme", arg=SCHEMES[scheme]
    )


def _look(page: Page, seen: Visit, how: str) -> None:
    scheme = how.split(",")[0]
    seen.wide += [f"{how}: {wrong}" for wrong in page.evaluate("visit.wide()")]
    wrong = page.evaluate("scheme => visit.pictures(scheme)", scheme)
    seen.pictures += [f"{how}: {picture}" for picture in wrong]


def _check(page: Page, seen: Visit, scheme: str, options: dict) -> None:
    found = page.evaluate("options => visit.check(options)", options)
    seen.accessible += [f"{scheme}: {violation}" for violation in found]
