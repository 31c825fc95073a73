"""Limits of docs/sequences/decoding.md: ties, −inf, NaN, no <EOS>, nested states."""

import functools
import math

import numpy as np
import pytest
import torch

from mlnotes.linear.softmax import log_softmax
from mlnotes.sequences import decoding_torch as with_torch
from tests.sequences.toy_models import (
    BOTH,
    EOS,
    HAND,
    SOS,
    bigram,
    random_decoder,
)


def as_lists(result):
    return [np.asarray(part).tolist() for part in result]


@BOTH
def test_max_len_ends_a_sequence_without_eos_and_puts_it_last(library):
    P = np.array([[1.0, 0, 0], [0.1, 0, 0.9], [0.1, 0, 0.9]])
    step = bigram(P, library)
    tokens, log_p = library.greedy_decode(step, None, SOS, EOS, 3)
    assert tokens.tolist() == [[2, 2, 2]]
    assert math.exp(log_p[0]) == pytest.approx(0.9**3)
    found = library.beam_search(step, None, SOS, EOS, 3, 3)
    assert [y for y, _ in found] == [[EOS], [2, EOS], [2, 2, 2]]
    assert found[2][1] > found[0][1]  # a beginning is no whole sequence: last anyway
    tokens, _ = library.greedy_decode(step, None, SOS, EOS, 1)
    assert tokens.tolist() == [[2]]
    assert [y for y, _ in library.beam_search(step, None, SOS, EOS, 1, 1)] == [[2]]


@BOTH
def test_ties_go_to_the_smaller_id_and_to_what_finished_earlier(library):
    step = bigram(np.full((3, 3), 1 / 3), library)
    tokens, _ = library.greedy_decode(step, None, SOS, 2, 3)
    assert tokens.tolist() == [[0, 0, 0]]
    found = library.beam_search(step, None, SOS, 2, 2, 9)
    ends = [[2], [0, 2], [1, 2], [0, 0], [0, 1], [1, 0], [1, 1]]
    assert [tokens for tokens, _ in found] == ends
    many = library.beam_search(
        bigram(np.tile([1, 0.5] * 50, (100, 1)), library), None, 1, 0, 1, 100
    )  # long enough for an unstable sort to show
    assert [y for y, _ in many] == [[i] for i in [*range(0, 100, 2), *range(1, 100, 2)]]
    P = np.array([[1, 0, 0], [0.5, 0, 0.5], [1, 0, 0]])  # <EOS> at once or after one
    found = library.beam_search(bigram(P, library), None, SOS, EOS, 3, 2)
    assert [tokens for tokens, _ in found] == [[EOS], [2, EOS]]


@BOTH
def test_impossible_tokens_are_never_written_and_huge_costs_are_summed(library):
    log_p = np.array([[-np.inf, -np.inf, -1e200], [-np.inf, -np.inf, -1e200]])
    log_p = np.vstack([log_p, [[-1e30, -np.inf, -3e4]]])
    log_p = torch.tensor(log_p) if library is with_torch else log_p

    def step(tokens, state):
        return log_p[tokens], state

    found = library.beam_search(step, None, SOS, EOS, 2, 9)
    assert found == [([2, EOS], -1e200 - 1e30), ([2, 2], -1e200 - 3e4)]
    tokens, total = library.greedy_decode(step, None, SOS, EOS, 2)
    assert as_lists((tokens, total)) == [[[2, 2]], [-1e200 - 3e4]]


@BOTH
def test_half_precision_is_summed_in_float64(library):
    """400 times −1000 leaves the range of float16, and 400 times −0.1 its digits."""
    for value in (-1000.0, -0.1):
        log_p = np.array([[-2000.0, value]], dtype=np.float16)
        log_p = torch.tensor(log_p) if library is with_torch else log_p

        def step(tokens, state, log_p=log_p):
            return log_p, state

        total = 400 * float(log_p[0, 1])
        _, greedy = library.greedy_decode(step, None, 1, EOS, 400)
        found = library.beam_search(step, None, 1, EOS, 400, 1)
        assert float(greedy[0]) == pytest.approx(total, rel=1e-12)
        assert found[0][1] == pytest.approx(total, rel=1e-12)


@BOTH
@pytest.mark.parametrize(
    "row",
    [[np.nan, -1.0], [-1.0, np.nan], [0.002, -1.0], [-np.inf, -np.inf], [-1.0, np.inf]],
)
def test_what_is_no_log_probability_is_refused(library, row):
    log_p = torch.tensor([row]) if library is with_torch else np.array([row])

    def step(tokens, state):
        return log_p, state

    for search in (library.greedy_decode, library.beam_search):
        width = [2] if search is library.beam_search else []
        with pytest.raises(ValueError, match=r"expected log-probabilities.*got"):
            search(step, None, SOS, EOS, 3, *width)


@BOTH
def test_bad_arguments_are_refused(library):
    step, array = bigram(HAND, library), np.zeros
    array = torch.zeros if library is with_torch else np.zeros
    with pytest.raises(ValueError, match="expected max_len >= 1, got 0"):
        library.greedy_decode(step, None, SOS, EOS, 0)
    for bad in ((0, 1, 0.0), (3, 0, 0.0), (3, 1, -1.0), (3, 1, math.inf)):
        with pytest.raises(ValueError, match=r"expected max_len, width >= 1.*got"):
            library.beam_search(step, None, SOS, EOS, *bad)
    with pytest.raises(ValueError, match=r"expected the state of one .* got n = 2"):
        library.beam_search(step, array((2, 3)), SOS, EOS, 3, 1)
    with pytest.raises(
        ValueError, match=r"expected \w+s of one length n, got \[2, 3\]"
    ):
        library.greedy_decode(step, (array((2, 3)), array(3)), SOS, EOS, 3)
    for eos in (4, -1):
        with pytest.raises(ValueError, match=r"expected log_p of shape \(1, c\).*got"):
            library.greedy_decode(step, None, SOS, eos, 3)
    with pytest.raises(ValueError, match=r"expected log_p of shape \(3, c\).*got"):
        library.greedy_decode(lambda *_: (array((2, 4)), None), array(3), 1, 0, 3)
    for bad in (1, "state", array(()), {"h": 1.5}, [array(2), object()]):
        with pytest.raises(ValueError, match=r"expected a state of .*got"):
            library.greedy_decode(step, bad, SOS, EOS, 3)


@BOTH
def test_no_sequence_gives_no_tokens(library):
    empty = torch.zeros(0, 5) if library is with_torch else np.zeros((0, 5))
    tokens, log_p = library.greedy_decode(bigram(HAND, library), empty, SOS, EOS, 3)
    assert tuple(tokens.shape) == (0, 0)
    assert tuple(log_p.shape) == (0,)


@BOTH
def test_select_takes_rows_of_every_array_in_a_nested_state(library):
    array = torch.tensor if library is with_torch else np.array
    state = {
        "cache": [(array([[1, 2], [3, 4], [5, 6]]), None)],
        "length": array([7, 8, 9]),
    }
    taken = library.select(state, array([2, 0, 2, 2]))
    assert taken["cache"][0][0].tolist() == [[5, 6], [1, 2], [5, 6], [5, 6]]
    assert taken["cache"][0][1] is None
    assert isinstance(taken["cache"], list)
    assert isinstance(taken["cache"][0], tuple)
    assert taken["length"].tolist() == [9, 7, 9, 9]
    taken["length"][0] = 0
    assert state["length"].tolist() == [7, 8, 9]  # new arrays


@BOTH
def test_a_cache_that_grows_from_nothing_is_as_good_as_all_tokens_again(library):
    """A state as in chapter 7: K and V (n, 2, t, 3), empty at first, and a memory."""
    rng = np.random.default_rng(4)  # sequences of several lengths
    arrays = [rng.normal(size=s) for s in ((2, 5, 3), (2, 5, 3), (3, 5), (7, 3))]
    cat, softmax, past = np.concatenate, log_softmax, np.zeros((7, 0), dtype=int)
    if library is with_torch:
        arrays, past = [torch.tensor(array) for array in arrays], torch.tensor(past)
        cat, softmax = torch.cat, functools.partial(torch.log_softmax, dim=1)
    key, value, scores, memory = arrays

    def attend(K, V, memory):
        weights = (K * memory[:, None, None]).sum(-1)[..., None]
        return softmax((weights * V).sum((1, 2)) @ scores)

    def with_cache(tokens, state):
        (K, V), none = state["layers"]
        K = cat([K, key[:, tokens].swapaxes(0, 1)[:, :, None]], 2)
        V = cat([V, value[:, tokens].swapaxes(0, 1)[:, :, None]], 2)
        new = {"layers": [(K, V), none], "memory": state["memory"]}
        return attend(K, V, state["memory"]), new

    def again(tokens, state):
        past = cat([state[0], tokens[:, None]], 1)
        K, V = key[:, past].swapaxes(0, 1), value[:, past].swapaxes(0, 1)
        return attend(K, V, state[1]), (past, state[1])

    nothing = cat([memory[:, None, None]] * 2, 1)[:, :, :0]
    cache = {"layers": [(nothing, nothing), None], "memory": memory}
    one, other = (
        library.greedy_decode(step, state, SOS, EOS, 6)
        for step, state in ((with_cache, cache), (again, (past, memory)))
    )
    assert one[0].tolist() == other[0].tolist()
    assert len({row.index(EOS) for row in one[0].tolist() if EOS in row}) > 1
    np.testing.assert_allclose(one[1], other[1], rtol=1e-9)
    for first in (np.array([i]) for i in range(7)):
        rows = torch.tensor(first) if library is with_torch else first
        one, other = (
            library.beam_search(step, library.select(state, rows), SOS, EOS, 6, 4)
            for step, state in ((with_cache, cache), (again, (past, memory)))
        )
        assert [tokens for tokens, _ in one] == [tokens for tokens, _ in other]


def test_torch_keeps_no_graph(rng):
    weights = [torch.tensor(w, requires_grad=True) for w in random_decoder(rng)]

    def step(tokens, state):
        return with_torch.decode_step(tokens, state, *weights)

    _, log_p = with_torch.greedy_decode(step, torch.zeros(2, 5).double(), 1, 0, 3)
    assert not log_p.requires_grad
