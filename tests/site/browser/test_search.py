"""Words of every chapter lead to its pages, and results show words alone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.site.browser.pages.visit import WIDE, tab

# One topic a line: what a reader types, and a page that must be among the first three.
WORDS = {
    "nearest neighbour classifier": "neighbors/knn.html",
    "curse of dimensionality": "neighbors/dimensionality.html",
    "bias trick": "linear/scores.html",
    "softmax gradient": "linear/softmax.html",
    "hinge loss": "linear/margin-losses.html",
    "cross entropy": "linear/cross-entropy.html",
    "perceptron": "networks/perceptron.html",
    "backpropagation": "networks/backpropagation.html",
    "receptive field": "convolution/receptive-field.html",
    "max pooling": "convolution/pooling.html",
    "batch normalization": "training/batch-normalization.html",
    "dropout": "training/dropout.html",
    "momentum": "training/momentum.html",
    "forget gate": "sequences/lstm.html",
    "teacher forcing": "sequences/encoder-decoder.html",
    "beam search": "sequences/decoding.html",
    "positional encoding": "attention/positional-encoding.html",
    "multi-head attention": "attention/multi-head-attention.html",
    "masked language model": "attention/masked-language-model.html",
    "handwritten digits": "labs/lab-1-digits.html",
}
DEBRIS = re.compile(
    r"\\[a-z]|\$|\{|[\U0001d400-\U0001d7ff∂∑√]|--8<--|</?(math|span|pre)"
)
AMONG_FIRST = """(address) =>
  [...document.querySelectorAll(".md-search-result__item > .md-search-result__link")]
    .slice(0, 3).some((link) => link.href.split(/[?#]/)[0] === address)
"""


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    with tab(browser, scripts=True) as opened:
        opened.page.set_viewport_size(WIDE)
        opened.page.goto(f"{address}index.html")
        opened.page.keyboard.press("/")
        yield opened.page
        assert not opened.said


@pytest.mark.parametrize(("words", "expected"), WORDS.items())
def test_words_find_the_page(page: Page, address: str, words, expected):
    page.fill(".md-search__input", words)
    page.keyboard.press("End")  # the theme listens to keys
    results = page.locator(".md-search-result__item")
    # The results of the words before are still there for a moment.
    page.wait_for_function(AMONG_FIRST, arg=address + expected)
    shown = results.evaluate_all(
        "items => items.map((item) => item.innerText).join(' ')"
    )
    assert not DEBRIS.search(shown), DEBRIS.findall(shown)
