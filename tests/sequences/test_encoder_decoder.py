"""The statements of docs/sequences/encoder-decoder.md (seq-14, seq-15, seq-16)."""

import datetime
import itertools

import numpy as np
import pytest
import torch

from mlnotes.sequences import encoder_decoder as by_hand
from mlnotes.sequences import encoder_decoder_torch as with_torch
from mlnotes.sequences.gru import gru
from mlnotes.sequences.language_model import masked_cross_entropy
from mlnotes.sequences.rnn import rnn
from mlnotes.sequences.word_embeddings import embedding
from tests.sequences.toy_translation import (
    EOS,
    PAD,
    SOS,
    TARGET,
    D,
    H,
    loss_and_gradients,
    make_batch,
    make_weights,
)


@pytest.fixture
def weights(rng):
    return make_weights(rng)


@pytest.fixture
def batch(rng):
    return make_batch(rng)


def test_two_inputs_with_one_beginning_get_one_first_output_from_any_rnn(rng):
    """Reversed they are "ba" and "ca": no RNN that answers in step writes both."""
    E = rng.normal(size=(3, D))
    X = np.array([[0, 1], [0, 2]])
    for _ in range(10):
        shapes = (H, D), (H, H), (H,)
        W_xh, W_hh, b = (rng.normal(size=shape) for shape in shapes)
        states = rnn(embedding(X, E), np.zeros((2, H)), W_xh, W_hh, b)
        np.testing.assert_array_equal(states[0, 0], states[1, 0])
    np.testing.assert_array_equal(by_hand.causal_bound(X, X[:, ::-1]), [0.5, 1])


@pytest.mark.parametrize(("k", "t"), [(2, 4), (3, 4), (3, 5), (5, 2)])
def test_bound_of_reversal_is_one_over_k_until_the_middle(k, t):
    X = np.array(list(itertools.product(range(k), repeat=t)))
    step = np.arange(1, t + 1)
    wanted = np.where(t + 1 - step > step, 1 / k, 1)
    for library, array in ((by_hand, X), (with_torch, torch.tensor(X))):
        Y = np.flip(X, 1).copy() if library is by_hand else array.flip(1)
        np.testing.assert_allclose(library.causal_bound(array, Y), wanted, rtol=1e-12)


def test_bound_is_the_best_of_all_functions_of_the_beginning(rng):
    """List all 2^2 · 2^4 functions that write y_1(x_1) and y_2(x_1, x_2)."""
    X, Y = rng.integers(0, 2, (2, 13, 2))
    first = [
        np.mean(np.array(f)[X[:, 0]] == Y[:, 0])
        for f in itertools.product((0, 1), repeat=2)
    ]
    second = [
        np.mean(np.array(f)[2 * X[:, 0] + X[:, 1]] == Y[:, 1])
        for f in itertools.product((0, 1), repeat=4)
    ]
    wanted = [max(first), max(second)]
    np.testing.assert_allclose(by_hand.causal_bound(X, Y), wanted, rtol=1e-12)
    with_tensors = with_torch.causal_bound(torch.tensor(X), torch.tensor(Y))
    np.testing.assert_allclose(with_tensors, wanted, rtol=1e-12)


@pytest.mark.parametrize("k", [2, 3])
def test_in_step_at_most_one_in_k_squared_strings_of_four_is_reversed_whole(k):
    """List what can be written at steps 1 and 2; 3 and 4 are taken as right.

    Strings with one first letter share y_1; y_2 is chosen for every first two.
    """
    X = np.array(list(itertools.product(range(k), repeat=4)))
    second = np.array(list(itertools.product(range(k), repeat=k * k)))
    second = second[:, k * X[:, 0] + X[:, 1]] == X[:, 2]
    shares = [
        ((np.array(f)[X[:, 0]] == X[:, 3]) & second).mean(axis=1).max()
        for f in itertools.product(range(k), repeat=k)
    ]
    assert max(shares) == pytest.approx(1 / k**2, rel=1e-12)


def test_in_step_no_model_turns_day_month_year_into_year_month_day():
    first = datetime.date(1980, 1, 1)
    days = [first + datetime.timedelta(days=i) for i in range(14610)]
    X = np.array([[int(digit) for digit in f"{day:%d%m%Y}"] for day in days])
    Y = np.array([[int(digit) for digit in f"{day:%Y%m%d}"] for day in days])
    bound = by_hand.causal_bound(X, Y)
    np.testing.assert_array_equal(bound[4:], 1)
    assert bound[0] == pytest.approx(0.5, abs=0.01)  # 1 or 2, not known before step 5
    assert bound[2] < 0.26
    assert bound[3] < 0.11


def test_one_network_that_reads_and_then_writes_is_the_same_with_shared_weights(
    weights, rng
):
    _, (E, W, U, b, V, a) = weights
    X, Y_in = rng.integers(0, TARGET, (2, 3, 4))
    h = by_hand.encode(X, np.full(3, 4), E, W, U, b)
    s = by_hand.decode(Y_in, h, E, W, U, b, V, a)
    states = gru(embedding(np.hstack([X, Y_in]), E), np.zeros((3, H)), W, U, b)
    np.testing.assert_allclose(s, states[:, 4:] @ V.T + a, rtol=1e-9)


def test_padding_changes_nothing(weights, batch):
    encoder, _ = weights
    X, lengths, _, _ = batch
    h = by_hand.encode(X, lengths, *encoder)
    other = np.hstack([np.where(X == PAD, 9, X), np.full((3, 2), 7)])
    np.testing.assert_allclose(
        by_hand.encode(other, lengths, *encoder), h, rtol=0, atol=1e-12
    )
    for i, length in enumerate(lengths):
        alone = by_hand.encode(X[i : i + 1, :length], lengths[i : i + 1], *encoder)
        np.testing.assert_allclose(alone[0], h[i], rtol=1e-9)
    gradients = by_hand.encode_backward(np.ones((3, H)), X, lengths, *encoder)
    alone = [
        by_hand.encode_backward(
            np.ones((1, H)), X[i : i + 1, :length], lengths[i : i + 1], *encoder
        )
        for i, length in enumerate(lengths)
    ]
    for together, *parts in zip(gradients, *alone, strict=True):
        np.testing.assert_allclose(together, sum(parts), rtol=0, atol=1e-12)
    dE = gradients[0]
    np.testing.assert_array_equal(dE[PAD], 0)
    seen = np.unique(X[X != PAD])
    assert np.all(np.abs(dE[seen]).max(axis=1) > 0)


def test_targets_move_right_by_one_behind_sos(batch):
    _, _, Y, _ = batch
    Y_in = by_hand.shift_right(Y, SOS)
    np.testing.assert_array_equal(Y_in[:, 0], SOS)
    np.testing.assert_array_equal(Y_in[:, 1:], Y[:, :-1])
    hand = np.array([[5, 6, EOS], [4, EOS, PAD]])
    wanted = [[SOS, 5, 6], [SOS, 4, EOS]]
    assert by_hand.shift_right(hand, SOS).tolist() == wanted
    assert with_torch.shift_right(torch.tensor(hand), SOS).tolist() == wanted
    for library, array in ((by_hand, hand), (with_torch, torch.tensor(hand))):
        assert (library.shift_right(array, 0)[:, 0] == 0).all()


def test_a_score_depends_on_the_inputs_up_to_its_step_only(weights, rng):
    _, decoder = weights
    Y_in, h0 = rng.integers(0, TARGET, (2, 5)), rng.normal(size=(2, H))
    s = by_hand.decode(Y_in, h0, *decoder)
    changed = Y_in.copy()
    changed[:, 3] = (changed[:, 3] + 1) % TARGET
    moved = np.abs(by_hand.decode(changed, h0, *decoder) - s).max(axis=(0, 2))
    np.testing.assert_array_equal(moved[:3], 0)
    assert np.all(moved[3:] > 0)


def test_loss_of_a_batch_counted_by_hand_is_a_mean_over_real_tokens():
    """Three real tokens and one of padding; p of the right tokens 1/2, 1/4, 1/2."""
    P = np.array([[[0.5, 0.25, 0.25]] * 2, [[0.25, 0.5, 0.25]] * 2])
    y, mask = np.array([[0, 1], [1, 0]]), np.array([[True, True], [True, False]])
    by_count = (np.log(2) + np.log(4) + np.log(2)) / 3
    L = masked_cross_entropy(np.log(P), y, mask)
    assert pytest.approx(by_count, rel=1e-12) == L
    wrong = -np.log(np.take_along_axis(P, y[..., None], 2)).mean()
    assert wrong == pytest.approx((by_count * 3 + np.log(4)) / 4, rel=1e-12)
    of_means = ((np.log(2) + np.log(4)) / 2 + np.log(2)) / 2
    assert abs(L - of_means) > 0.05


def test_what_stands_behind_eos_in_the_inputs_changes_no_gradient(weights, batch):
    X, lengths, Y, mask = batch
    behind = np.where(mask, Y, 3)
    results = []
    for target in (Y, behind):
        loss, gradients = loss_and_gradients(weights, X, lengths, target, mask)
        results.append((loss, *gradients))
    for one, other in zip(*results, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=1e-12)
