"""The statements of docs/sequences/decoding.md (seq-16: own output at inference)."""

import itertools
import math

import numpy as np
import pytest
import torch

from mlnotes.linear.softmax import log_softmax
from mlnotes.sequences import decoding as by_hand
from mlnotes.sequences import decoding_torch as with_torch
from mlnotes.sequences.encoder_decoder import decode
from tests.sequences.toy_models import (
    BOTH,
    EOS,
    HAND,
    SOS,
    bigram,
    log,
    make_step,
    random_decoder,
)


def all_sequences(c, max_len):
    """List every sequence that ends with its first <EOS>, or has max_len tokens."""
    for length in range(1, max_len + 1):
        for tokens in itertools.product(range(c), repeat=length):
            if EOS not in tokens[:-1] and (tokens[-1] == EOS or length == max_len):
                yield list(tokens)


def log_probability(tokens, h0, weights):
    """Score one sequence with teacher forcing."""
    s = decode(np.array([[SOS, *tokens[:-1]]]), h0, *weights)
    return log_softmax(s)[0, np.arange(len(tokens)), tokens].sum()


@BOTH
def test_greedy_misses_the_most_probable_sequence_and_width_two_finds_it(library):
    step = bigram(HAND, library)
    tokens, log_p = library.greedy_decode(step, None, SOS, EOS, 5)
    assert tokens.tolist() == [[2, EOS]]
    assert math.exp(log_p[0]) == pytest.approx(0.24)
    (best, total), *_ = library.beam_search(step, None, SOS, EOS, 5, 2)
    assert best == [3, EOS]
    assert math.exp(total) == pytest.approx(0.36)
    every = {tuple(y): 1.0 for y in all_sequences(4, 5)}
    for y in every:
        for last, token in zip((SOS, *y), y, strict=False):
            every[y] *= HAND[last, token]
    assert max(every, key=lambda y: every[y]) == (3, EOS)
    assert sum(every.values()) == pytest.approx(1)


@BOTH
def test_a_beam_of_one_is_greedy(library, rng):
    for _ in range(20):
        step, h0 = make_step(random_decoder(rng), library), rng.normal(size=(1, 5))
        h0 = torch.tensor(h0) if library is with_torch else h0
        tokens, log_p = library.greedy_decode(step, h0, SOS, EOS, 7)
        ((best, total),) = library.beam_search(step, h0, SOS, EOS, 7, 1)
        assert best == tokens[0].tolist()
        assert total == pytest.approx(float(log_p[0]), rel=1e-12)


@BOTH
def test_a_beam_that_is_wide_enough_is_brute_force_over_all_sequences(library, rng):
    c, max_len = 3, 4
    for _ in range(5):
        weights, h0 = random_decoder(rng, c), rng.normal(size=(1, 5))
        scored = [(y, log_probability(y, h0, weights)) for y in all_sequences(c, 4)]
        assert sum(math.exp(total) for _, total in scored) == pytest.approx(1)
        scored.sort(key=lambda pair: (pair[0][-1] != EOS, -pair[1]))
        state = torch.tensor(h0) if library is with_torch else h0
        found = library.beam_search(
            make_step(weights, library), state, SOS, EOS, max_len, len(scored)
        )
        assert len(scored) == 1 + 2 + 4 + 8 + 2**4
        assert [y for y, _ in found] == [y for y, _ in scored]
        np.testing.assert_allclose(
            [total for _, total in found], [total for _, total in scored], rtol=1e-9
        )


def test_the_reported_log_probability_is_that_of_teacher_forcing(rng):
    weights, h0 = random_decoder(rng, scale=1.0), rng.normal(size=(1, 5))
    found = by_hand.beam_search(make_step(weights), h0, SOS, EOS, 9, 3)
    assert len(found) == 3
    for tokens, total in found:
        assert total == pytest.approx(log_probability(tokens, h0, weights), rel=1e-9)


@BOTH
def test_each_sequence_of_a_batch_stops_at_its_own_eos(library):
    rng = np.random.default_rng(1)
    weights, h0 = random_decoder(rng, scale=1.0), 3 * rng.normal(size=(13, 5))
    state = torch.tensor(h0) if library is with_torch else h0
    inner, sizes = make_step(weights, library), []

    def step(tokens, state):
        assert EOS not in tokens.tolist()  # a finished sequence has left the batch
        sizes.append(len(tokens))
        return inner(tokens, state)

    tokens, log_p = library.greedy_decode(step, state, SOS, EOS, 8)
    assert sizes[0] == 13
    assert len(set(sizes)) > 2
    assert tokens.shape[1] == len(sizes)
    for i in range(13):
        alone, total = library.greedy_decode(inner, state[i : i + 1], SOS, EOS, 8)
        row, short = tokens[i].tolist(), alone[0].tolist()
        assert row == short + [EOS] * (len(row) - len(short))
        assert float(log_p[i]) == pytest.approx(float(total[0]), rel=1e-9)


@BOTH
def test_a_wider_beam_may_return_a_less_probable_sequence(library):
    P = np.zeros((7, 7))  # <EOS> <SOS> A B C D E
    P[0, 0] = P[4, 0] = 1
    P[1, [2, 3]] = 0.6, 0.4
    P[2, [4, 2, 3, 5, 6]] = 0.3, 0.2, 0.2, 0.15, 0.15
    P[3, [5, 6]] = 0.5
    P[5] = P[6] = [0.4, 0, 0.12, 0.12, 0.12, 0.12, 0.12]
    step = bigram(P, library)
    best = [library.beam_search(step, None, SOS, EOS, 3, k)[0] for k in (1, 2, 4)]
    assert [tokens for tokens, _ in best] == [[2, 4, 0], [3, 5, 0], [2, 4, 0]]
    np.testing.assert_allclose([math.exp(t) for _, t in best], [0.18, 0.08, 0.18])


def right_but_unsure(library, length=20):
    """Give 0.8 to the next right token, 0.1 to <EOS>, 0.1 to a wrong token."""
    P = np.array([[0.1, 0, 0.8, 0.1]] * length + [[0.8, 0, 0.1, 0.1]])
    log_p, zeros = log(P), np.zeros((1,), dtype=np.int64)
    if library is with_torch:
        log_p, zeros = torch.tensor(log_p), torch.tensor(zeros)
    return lambda tokens, place: (log_p[place], place + 1), zeros


@BOTH
def test_the_empty_sequence_beats_the_right_one_unless_length_is_paid_for(library):
    step, start = right_but_unsure(library)
    right = [2] * 20 + [EOS]
    tokens, log_p = library.greedy_decode(step, start, SOS, EOS, 21)
    assert tokens.tolist() == [right]
    assert math.exp(log_p[0]) == pytest.approx(0.8**21)
    wide = library.beam_search(step, start, SOS, EOS, 21, 2)
    assert [tokens for tokens, _ in wide] == [[EOS], right]
    paid = library.beam_search(step, start, SOS, EOS, 21, 2, length_penalty=1.0)
    assert [tokens for tokens, _ in paid] == [right, [EOS]]
    # The border: log 0.1 = 21 log 0.8 / 21^α.
    border = math.log(21 * math.log(0.8) / math.log(0.1)) / math.log(21)
    for alpha, best in ((border - 0.01, [EOS]), (border + 0.01, right)):
        found = library.beam_search(step, start, SOS, EOS, 21, 2, alpha)
        assert found[0][0] == best
    assert border == pytest.approx(0.233, abs=1e-3)


@BOTH
def test_the_length_penalty_changes_the_order_and_nothing_else(library, rng):
    weights, h0 = random_decoder(rng, scale=1.0), rng.normal(size=(1, 5))
    state = torch.tensor(h0) if library is with_torch else h0
    found = [
        library.beam_search(make_step(weights, library), state, SOS, EOS, 6, 9, alpha)
        for alpha in (0.0, 0.6, 1.0, 3.0)
    ]
    as_sets = [{(tuple(tokens), total) for tokens, total in f} for f in found]
    assert all(s == as_sets[0] for s in as_sets)
    assert found[0] != found[3]
    done = [(tokens, total) for tokens, total in found[2] if tokens[-1] == EOS]
    means = [total / len(tokens) for tokens, total in done]
    assert means == sorted(means, reverse=True)


@BOTH
def test_a_nested_state_follows_its_hypothesis(library, rng):
    """The state is all tokens so far: every hypothesis must find its own behind it."""
    weights, h0 = random_decoder(rng, scale=1.0), rng.normal(size=(1, 5))
    start = torch.tensor(h0) if library is with_torch else h0
    concatenate = torch.cat if library is with_torch else np.concatenate
    inner = make_step(weights, library)

    def step(tokens, state):
        past = concatenate([state["past"], tokens[:, None]], 1)
        log_p, h = inner(tokens, state["h"][0])
        for row, hidden in zip(past.tolist(), h, strict=True):
            _, wanted = 0, start
            for token in row:
                _, wanted = inner(
                    past.new_tensor([token])
                    if library is with_torch
                    else np.array([token]),
                    wanted,
                )
            np.testing.assert_allclose(hidden, wanted[0], rtol=1e-9)
        return log_p, {"past": past, "h": (h, None)}

    past = np.zeros((1, 0), dtype=np.int64)
    past = torch.tensor(past) if library is with_torch else past
    state = {"past": past, "h": (start, None)}
    found = library.beam_search(step, state, SOS, EOS, 5, 4)
    assert found == library.beam_search(inner, start, SOS, EOS, 5, 4)


def test_numpy_and_torch_find_the_same(rng, device):
    weights, h0 = random_decoder(rng, scale=1.0), rng.normal(size=(11, 5))
    on_device = [torch.tensor(w, device=device) for w in weights]
    state = torch.tensor(h0, device=device)

    def step(tokens, state):
        assert tokens.device == state.device
        return with_torch.decode_step(tokens, state, *on_device)

    ours = by_hand.greedy_decode(make_step(weights), h0, SOS, EOS, 6)
    theirs = with_torch.greedy_decode(step, state, SOS, EOS, 6)
    assert theirs[0].device == theirs[1].device == state.device
    np.testing.assert_array_equal(ours[0], theirs[0].cpu())
    np.testing.assert_allclose(ours[1], theirs[1].cpu(), rtol=1e-9)
    ours = by_hand.beam_search(make_step(weights), h0[:1], SOS, EOS, 6, 5)
    theirs = with_torch.beam_search(step, state[:1], SOS, EOS, 6, 5)
    assert [y for y, _ in ours] == [y for y, _ in theirs]


def test_a_beam_of_two_gives_at_most_seven_rows_in_four_steps():
    rows = []

    def step(tokens, state):
        rows.append(len(tokens))
        return log([[0.2, 0.3, 0.5]] * len(tokens)), state

    by_hand.beam_search(step, None, SOS, EOS, 4, 2)
    assert rows == [1, 2, 2, 2]
