"""What was read can be read again without a network, and all of it from disk."""

import json
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from site_tools import offline
from site_tools.blocks import ROOT
from tests.site.browser.deployed import Deployed

FIGURES = "assets/figures/linear"
SHOWN = """() => [...document.querySelectorAll("article img")]
  .filter((image) => image.checkVisibility())
  .map((image) => {
    image.loading = "eager";
    return image.decode().then(() => image.naturalWidth > 0, () => false);
  })
  .reduce(async (all, one) => (await all) && (await one), true)"""
FONTS = "() => [...document.fonts].every(({ status }) => status === 'loaded')"


def search(page: Page, words: str) -> None:
    """Open the search, type, and see a result."""
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.locator(".md-search-result__link").first.wait_for(timeout=20_000)
    page.keyboard.press("Escape")


def read_softmax(deployed: Deployed, reader: BrowserContext) -> Page:
    """Open a page, with the worker at work from its beginning."""
    page = reader.new_page()
    page.goto(f"{deployed.url}names.html")
    deployed.wait(page)
    page.goto(f"{deployed.url}linear/softmax.html")
    deployed.wait(page, "linear/softmax.html")
    return page


def test_what_was_read_can_be_read_again_without_a_network(
    deployed: Deployed, reader: BrowserContext
):
    page = read_softmax(deployed, reader)
    search(page, "gradient")
    # A click: fetched by the theme's script and put into the page that is open.
    page.evaluate("window.same = true")
    page.get_by_role("link", name="Gradient descent", exact=True).first.click()
    expect(page).to_have_title(re.compile("^Gradient descent"))
    assert page.evaluate("window.same")
    figures = [f"{FIGURES}/{topic}/*" for topic in ("softmax", "gradient_descent")]
    deployed.wait(page, "linear/gradient-descent.html", "search/*.json", *figures)
    deployed.down = True
    page.emulate_media(color_scheme="dark")  # whose figures no page has shown yet
    for name in ("linear/gradient-descent.html", "linear/softmax.html?h=sum#softmax"):
        page.goto(deployed.url + name)
        assert page.locator("math").count()
        assert page.evaluate(SHOWN), f"{name}: a figure is missing"
        page.wait_for_function(FONTS)
    search(page, "softmax")


def test_a_page_that_is_not_kept_leads_to_those_that_are(
    deployed: Deployed, reader: BrowserContext
):
    page = read_softmax(deployed, reader)
    deployed.down = True
    missing = page.locator(".admonition")
    page.goto(f"{deployed.url}linear/scores.html#a-place")
    expect(missing).to_contain_text("Scores, weights and the bias trick")
    readable = page.locator("offline-switch li").all_inner_texts()
    assert readable == ["Names", "Sigmoid and softmax", "Read offline"]
    # Also where the theme's script asks for it, and with a fragment.
    page.get_by_role("link", name="Sigmoid and softmax").first.click()
    expect(page).to_have_title(re.compile("^Sigmoid"))
    page.evaluate("document.querySelector('article a[href*=scores]').hash = 'there'")
    page.locator("article a[href*='scores']").first.click()
    expect(missing).to_contain_text("Scores, weights and the bias trick")
    deployed.down = False
    page.wait_for_url(f"{deployed.url}linear/scores.html#there")


def test_a_first_visit_loads_nothing_twice(deployed: Deployed, reader: BrowserContext):
    page = reader.new_page()
    page.goto(f"{deployed.url}linear/softmax.html")
    search(page, "gradient")  # perhaps before there is a worker
    new = {"about/offline.html", "javascripts/offline-switch.js"}
    shown = ("assets/fonts/*", "search/*.json", f"{FIGURES}/softmax/*")
    deployed.wait(page, "linear/softmax.html", *shown, *new)
    asked = deployed.asked
    assert sorted(asked) == sorted(set(asked))
    assert new | {offline.LIST} <= set(asked[asked.index("sw.js") :])
    assert deployed.kept(page) <= set(asked)


def test_another_site_of_the_same_origin_is_left_alone(
    deployed: Deployed, reader: BrowserContext
):
    page = reader.new_page()
    page.goto(deployed.url)
    other = f"offline {deployed.url.removesuffix('ml/')}other/ 1"
    page.evaluate("(name) => caches.open(name)", other)
    deployed.deploy(lambda text: f"{text} ", "notation.html")
    page.goto(f"{deployed.url}about/offline.html?missing=https://elsewhere.example/")
    page.get_by_role("button", name="Turn off").click()
    expect(page.locator("offline-switch [role=status]")).to_contain_text("Off.")
    assert page.evaluate("caches.keys()") == [other]
    assert not page.locator(".admonition").count()


def test_a_reader_turns_it_off_and_on_by_keyboard(
    deployed: Deployed, reader: BrowserContext
):
    page = reader.new_page()
    page.goto(f"{deployed.url}about/offline.html")
    state = page.locator("offline-switch [role=status]")
    expect(state).to_contain_text("On. Kept here: 1 of ")
    registered = "async () => (await navigator.serviceWorker.getRegistrations()).length"
    page.locator(".offline-toggle").focus()
    page.keyboard.press("Enter")
    expect(state).to_have_text("Off. Nothing is kept here.")
    assert page.evaluate("caches.keys()") == []
    page.goto(deployed.url)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(registered) == 0
    assert page.evaluate("caches.keys()") == []
    page.goto(f"{deployed.url}about/offline.html")
    expect(state).to_have_text("Off. Nothing is kept here.")
    page.locator(".offline-toggle").focus()
    page.keyboard.press("Space")
    expect(state).to_contain_text("On. Kept here: 1 of ")
    # At once off and on again: the worker is the same, its cache is not.
    for _ in range(2):
        page.keyboard.press("Space")
        page.wait_for_timeout(200)
    expect(state).to_contain_text("On. Kept here: 1 of ")
    deployed.down = True
    page.goto(f"{deployed.url}names.html")
    expect(page.locator(".admonition")).to_contain_text("Names")
    assert page.evaluate(registered) == 1


def test_the_whole_site_can_be_kept(deployed: Deployed, reader: BrowserContext):
    page = reader.new_page()
    page.goto(f"{deployed.url}about/offline.html")
    page.get_by_role("button", name="Keep the whole site").click()
    files = offline.files(deployed.folder)
    count = sum(name.endswith(".html") for name in files)
    expect(page.locator("offline-switch [role=status]")).to_contain_text(
        f"Kept here: {count} of ", timeout=20_000
    )
    assert deployed.kept(page) == set(files) | {offline.LIST}
    expect(page.get_by_role("button", name="Keep the whole site")).to_be_hidden()
    deployed.down = True
    page.goto(f"{deployed.url}convolution/output-size.html")
    assert page.evaluate(SHOWN)


@pytest.mark.parametrize(
    "name",
    [
        "index",
        "linear/softmax",
        "convolution/output-size",
        "labs/lab-7-attention",
        "attention/attention-maps",
        "about/offline",
    ],
)
def test_pages_open_from_disk(site: Path, browser: Browser, name: str):
    page = browser.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: wrong.append(request.url))
    page.goto((site / f"{name}.html").as_uri())
    assert page.evaluate(SHOWN)
    if name in ("linear/softmax", "about/offline"):
        search(page, "gradient")
    if name == "about/offline":
        expect(page.locator("offline-switch")).to_contain_text("from disk")
    assert not wrong
    page.close()


def test_the_site_can_be_installed(deployed: Deployed, reader: BrowserContext):
    page = reader.new_page()
    page.goto(f"{deployed.url}linear/softmax.html")
    deployed.wait(page)
    browser = reader.new_cdp_session(page)
    manifest = browser.send("Page.getAppManifest")
    assert not manifest["errors"]
    assert manifest["manifest"]["startUrl"] == deployed.url
    for icon in json.loads(manifest["data"])["icons"]:
        with Image.open(deployed.folder / icon["src"]) as picture:
            assert icon["sizes"] == f"{picture.width}x{picture.height}"
    errors = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # The tests' windows are private ones, from which nothing is installed.
    assert [error["errorId"] for error in errors] == ["in-incognito"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_what_is_kept(
    deployed: Deployed, reader: BrowserContext, scheme
):
    page = reader.new_page()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{deployed.url}about/offline.html?missing=linear/softmax.html")
    expect(page.locator(".admonition")).to_be_visible()
    page.evaluate((ROOT / "node_modules/axe-core/axe.min.js").read_text())
    found = page.evaluate("axe.run('article').then(({ violations }) => violations)")
    assert not found
