"""Dates written by people, the task of labs 6 and 7: sources, targets and batches."""

import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

SOURCES = [  # language, and Babel's name of a format or a pattern
    ("en", "short"),
    ("en", "medium"),
    ("en", "long"),
    ("en", "full"),
    ("en", "d MMMM y"),
    ("en", "EEE d MMM y"),
    ("ko", "short"),
    ("ko", "medium"),
    ("ko", "long"),
    ("ko", "full"),
    ("ko", "yy년 M월 d일"),
    ("ko", "y/M/d"),
    ("en", "y-MM-dd"),
]
TARGETS = {"<iso>": ("en", "y-MM-dd"), "<ko>": ("ko", "long"), "<en>": ("en", "long")}
WORDS = {
    "en": ["on", "meet", "lunch", "the train", "until", "call me", "at noon", "party"],
    "ko": ["회의", "점심", "기차", "까지", "전화", "오전에", "생일", "약속은"],
}
# The days of a hundred years, so that a year of two digits means one year only.
DAYS = [date(1970, 1, 1) + timedelta(days=i) for i in range(36525)]
random.Random(0).shuffle(DAYS)
TEST_DAYS, TRAINING_DAYS = DAYS[:5000], DAYS[5000:]


@cache
def write_date(day: date, form: tuple[str, str]) -> str:
    """Write a day in a language, in Babel's format or pattern of that name.

    Parameters
    ----------
    day : datetime.date
        Day to write.
    form : (str, str)
        Language, and name of a format or a pattern: one of ``SOURCES``, or a value of
        ``TARGETS``.

    Returns
    -------
    text : str
        The day as people write it.
    """
    from babel.dates import format_date

    language, pattern = form
    return format_date(day, pattern, locale=language)


def draw_pair(
    days: Sequence[date],
    dates: int,
    words: int,
    rng: random.Random,
    targets: Iterable[str] = TARGETS,
) -> tuple[list[str], list[str]]:
    """Draw a source and a target as lists of tokens, with so many dates and words.

    Parameters
    ----------
    days : sequence of datetime.date
        Where the days are drawn from: ``TRAINING_DAYS`` or ``TEST_DAYS``.
    dates : int
        Number of dates of the pair, each in a form of its own.
    words : int
        Number of words before and behind the dates, together.
    rng : random.Random
        Source of chance.
    targets : iterable of str
        Names of the targets to choose from, keys of ``TARGETS``; by default all.

    Returns
    -------
    source, target : list of str
        Characters of the source, then the target's name; and
        characters of the answer, then <eos>.
    """
    target = rng.choice([*targets])
    drawn = [(rng.choice(days), rng.choice(SOURCES)) for _ in range(dates)]
    around = rng.choices(WORDS[rng.choice([*WORDS])], k=words)
    before = rng.randint(0, words)  # the other words stand behind the dates
    written = "; ".join(write_date(day, form) for day, form in drawn)
    source = " ".join([*around[:before], written, *around[before:]])
    answer = "; ".join(write_date(day, TARGETS[target]) for day, _ in drawn)
    return [*source, target], [*answer, "<eos>"]


def pad(sequences: Sequence[list[int]]) -> tuple["torch.Tensor", "torch.Tensor"]:
    """Pad lists of ids behind, to the longest of them.

    Parameters
    ----------
    sequences : sequence of list of int
        n lists, none of them empty.

    Returns
    -------
    X : int tensor, shape (n, t)
        One list a row, padded with 0.
    lengths : int tensor, shape (n,)
        Number of ids of each list.
    """
    from mlnotes.sequences.batching_torch import collate_batch

    batch = [(0, ids) for ids in sequences]  # there are no labels
    _, X, lengths = collate_batch(batch, max(len(ids) for ids in sequences))
    return X, lengths
