"""What a page is to those who do not see it, or see it differently."""

from tests.site.browser.pages.visit import Visit


def test_axe_finds_nothing(visited: Visit):
    assert not visited.accessible
