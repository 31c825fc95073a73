"""docs/sequences/decoding.md: what becomes of a finished hypothesis, and its cost."""

import numpy as np
import pytest

from mlnotes.sequences.decoding import beam_search
from tests.sequences.toy_models import EOS, SOS, bigram, make_step, random_decoder

WIDTHS = 1, 2, 4, 8


def search(step, state, width, max_len, habit):
    """Search again, one hypothesis at a time; return hypotheses and rows."""
    alive, done, rows = [([], 0.0, state)], [], 0
    for _ in range(max_len):
        candidates = []
        for tokens, total, hidden in alive:
            log_p, hidden = step(np.array([tokens[-1] if tokens else SOS]), hidden)
            rows += 1
            for token in range(log_p.shape[1]):
                new = total + float(log_p[0, token])
                candidates.append(([*tokens, token], new, hidden))
        places = width
        if habit == "stays":
            places -= len(done)
        if habit == "competes":
            candidates, done = candidates + done, []
        candidates.sort(key=lambda candidate: -candidate[1])
        best = candidates[:places]
        done += [one for one in best if one[0][-1] == EOS]
        alive = [one for one in best if one[0][-1] != EOS]
        if not alive:
            break
    done.sort(key=lambda candidate: -candidate[1])
    return [(tokens, total) for tokens, total, _ in done + alive], rows


@pytest.fixture(scope="module")
def measured():
    """Shares of 100 random decoders, rows and unfinished ones, by habit and width."""
    rng, habits = np.random.default_rng(0), ("stays", "leaves", "competes")
    share = {habit: np.zeros(len(WIDTHS)) for habit in habits}
    rows, unfinished = {habit: np.zeros(len(WIDTHS)) for habit in habits}, np.zeros(4)
    for _ in range(100):
        weights, h0 = random_decoder(rng, d=5), rng.normal(size=(1, 5))
        step = make_step(weights)
        best = beam_search(step, h0, SOS, EOS, 5, 364)[0][0]
        for i, width in enumerate(WIDTHS):
            ours = beam_search(step, h0, SOS, EOS, 5, width)
            unfinished[i] += ours[0][0][-1] != EOS
            for habit in habits:
                found, number = search(step, h0, width, 5, habit)
                share[habit][i] += (found[0][0] == best) / 100
                rows[habit][i] += number / 100
                if habit == "stays":
                    assert [y for y, _ in ours] == [y for y, _ in found]
                    totals = [[total for _, total in some] for some in (ours, found)]
                    np.testing.assert_allclose(*totals, rtol=1e-9)
    return share, rows, unfinished


def test_a_wider_beam_finds_the_best_sequence_of_more_models(measured):
    share, _, unfinished = measured
    assert share["stays"] == pytest.approx([0.36, 0.52, 0.76, 0.87], abs=0.011)
    np.testing.assert_allclose(unfinished, [61, 36, 0, 0], atol=1)
    assert sum(3**j for j in range(5)) + 3**5 == 364


def test_filling_the_places_of_finished_ones_finds_more_at_a_higher_cost(measured):
    share, rows, _ = measured
    assert share["leaves"] == pytest.approx([0.36, 0.61, 0.85, 0.95], abs=0.011)
    assert share["competes"] == pytest.approx([0.36, 0.59, 0.69, 0.82], abs=0.011)
    wanted = {"stays": 16.7, "leaves": 22.3, "competes": 18.5}
    assert {habit: r[-1] for habit, r in rows.items()} == pytest.approx(wanted, abs=0.1)


def log_model(**behind):
    """Make a bigram step of a table with rows EOS, SOS, x, y, z."""
    P = np.eye(5)
    for row, values in zip((SOS, 2, 3, 4), behind.values(), strict=True):
        P[row] = values
    return bigram(P)


def tokens_of(found):
    return [tokens for tokens, _ in found]


def test_an_improbable_sequence_that_ends_early_takes_a_place_away():
    """x z <EOS> has 0.8 · 0.4 = 0.32, but one place of two is left: x y has 0.48."""
    step = log_model(
        sos=[0.2, 0, 0.8, 0, 0],
        x=[0, 0, 0, 0.6, 0.4],
        y=[0.4, 0, 0, 0.6, 0],
        z=[1, 0, 0, 0, 0],
    )
    ours = beam_search(step, None, SOS, EOS, 3, 2)
    assert tokens_of(ours) == [[EOS], [2, 3, 3]]
    found, _ = search(step, None, 2, 3, "leaves")
    assert tokens_of(found) == [[2, 4, EOS], [EOS], [2, 3, 3]]


def test_unfinished_beginnings_push_a_finished_one_out_where_they_compete():
    """<EOS> has 0.3; x y and x z have 0.35 each, and end with 0.5: 0.175."""
    half = [0.5, 0, 0.5, 0, 0]
    step = log_model(sos=[0.3, 0, 0.7, 0, 0], x=[0, 0, 0, 0.5, 0.5], y=half, z=half)
    ours = beam_search(step, None, SOS, EOS, 3, 2)
    assert tokens_of(ours)[0] == [EOS]
    found, _ = search(step, None, 2, 3, "competes")
    assert [EOS] not in tokens_of(found)
