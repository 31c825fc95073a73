"""The dates of labs 6 and 7: what ``figures/dates.py`` draws, writes and pads."""

import random
from datetime import date

import pytest
import torch

from figures import dates


def test_the_test_has_no_day_of_training_and_a_year_of_two_digits_is_one_year():
    training, test = set(dates.TRAINING_DAYS), set(dates.TEST_DAYS)
    assert not training & test
    assert len(training) + len(test) == 36525
    assert len(test) == 5000
    years = {day.year for day in training | test}
    assert len({year % 100 for year in years}) == len(years) == 100


def test_thirteen_ways_of_writing_differ_and_three_targets_name_the_year():
    day = date(2022, 12, 7)
    assert len({dates.write_date(day, form) for form in dates.SOURCES}) == 13
    assert dates.write_date(day, ("en", "EEE d MMM y")) == "Wed 7 Dec 2022"
    assert dates.write_date(day, ("ko", "full")) == "2022년 12월 7일 수요일"
    written = {
        name: dates.write_date(day, dates.TARGETS[name]) for name in dates.TARGETS
    }
    assert written["<iso>"] == day.isoformat()
    assert all("2022" in text for text in written.values())


@pytest.mark.parametrize("words", [0, 1, 5])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_pair_has_so_many_dates_and_words_and_its_answer_is_right(count, words):
    rng = random.Random(0)
    known = {
        dates.write_date(day, form): day
        for day in dates.TEST_DAYS[:50]
        for form in dates.SOURCES
    }
    for _ in range(50):
        pair = dates.draw_pair(dates.TEST_DAYS[:50], count, words, rng, ["<iso>"])
        source, target = pair
        assert (source[-1], target[-1]) == ("<iso>", "<eos>")
        text, answers = "".join(source[:-1]), "".join(target[:-1]).split("; ")
        first, *middle, last = text.split("; ") if count > 1 else (text, text)
        ends = max((d for d in known if first.endswith(d)), key=len, default=None)
        starts = max((d for d in known if last.startswith(d)), key=len, default=None)
        if count > 1:
            assert ends is not None
            assert starts is not None
            found = [known[written].isoformat() for written in (ends, *middle, starts)]
            assert found == answers
            around = first[: len(first) - len(ends)] + last[len(starts) :]
        else:
            inside = max((d for d in known if d in text), key=len)
            assert [known[inside].isoformat()] == answers
            around = "".join(text.split(inside, 1))
        for word in sorted([*dates.WORDS["en"], *dates.WORDS["ko"]], key=len)[::-1]:
            around = around.replace(word, "#")
        assert around.count("#") == words
        assert not around.replace("#", "").strip()


def test_the_same_seed_draws_the_pairs_that_lab_6_prints():
    rng = random.Random(1)
    drawn = [
        dates.draw_pair(dates.TRAINING_DAYS, rng.randint(1, 1), rng.randint(0, 2), rng)
        for _ in range(3)
    ]
    assert ["".join(source + target) for source, target in drawn] == [
        "생일 Jun 3, 2067 까지<iso>2067-06-03<eos>",
        "96. 3. 6.<ko>1996년 3월 6일<eos>",
        "Saturday, April 10, 1971 party<en>April 10, 1971<eos>",
    ]


def test_a_target_that_is_added_is_drawn(monkeypatch):
    monkeypatch.setitem(dates.TARGETS, "<de>", ("de", "long"))
    rng = random.Random(0)
    drawn = [dates.draw_pair(dates.TEST_DAYS, 1, 0, rng)[0][-1] for _ in range(100)]
    assert set(drawn) == {"<iso>", "<ko>", "<en>", "<de>"}


def test_padding_stands_behind_and_is_zero():
    X, lengths = dates.pad([[5, 6], [7], [8, 9, 10]])
    assert X.tolist() == [[5, 6, 0], [7, 0, 0], [8, 9, 10]]
    assert lengths.tolist() == [2, 1, 3]
    assert X.dtype == lengths.dtype == torch.int64
