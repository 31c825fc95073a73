"""A page on paper, and a page without scripts."""

from tests.site.browser.pages.visit import Visit


def test_paper_shows_all_tabs_and_answers_and_no_buttons(visited: Visit):
    assert not visited.printed


def test_so_it_does_without_scripts(plain: Visit):
    assert not plain.printed


def test_everything_can_be_read_without_scripts(plain: Visit):
    assert not plain.hidden


def test_no_control_that_needs_scripts_is_seen_without_them(plain: Visit):
    assert not plain.dead


def test_pictures_load_without_scripts(plain: Visit):
    assert not plain.pictures


def test_nothing_is_wider_than_the_screen_without_scripts(plain: Visit):
    assert not plain.wide
