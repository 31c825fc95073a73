"""The statements of docs/sequences/variable-length.md (seq-3, seq-4)."""

import numpy as np
import pytest
import torch

from mlnotes.convolution.output_size import output_size
from mlnotes.linear.scores import linear_scores
from mlnotes.sequences import variable_length as by_hand
from mlnotes.sequences import variable_length_torch as with_torch
from mlnotes.sequences.batching import last_state_backward
from mlnotes.sequences.rnn import rnn, rnn_backward

N, T, D, K, F, H = 7, 11, 5, 3, 2, 13
BOTH = [(by_hand, np.zeros), (with_torch, torch.zeros)]


@pytest.fixture
def problem(rng):
    """X, W, b: sentences and filters."""
    arrays = [rng.normal(size=shape) for shape in ((N, T, D), (F, K, D), (F,))]
    for array in arrays:
        array.flags.writeable = False
    return arrays


@pytest.fixture
def cell(rng):
    """W_xh, W_hh, b of an RNN."""
    return [rng.normal(scale=0.3, size=shape) for shape in ((H, D), (H, H), (H,))]


@pytest.fixture
def lengths(rng):
    return np.append(rng.integers(K, T, N - 1), T)


def swapped_sentences():
    """Two orders of the same words with the same pairs of neighbours."""
    return np.array([[0, 1, 2, 3, 4, 0, 5, 2, 6], [0, 5, 2, 3, 4, 0, 1, 2, 6]])


def test_word_convolution_is_a_dot_product_at_every_place(problem):
    X, W, b = problem
    A = by_hand.word_convolution(X, W, b)
    assert A.shape == (N, T - K + 1, F)
    for p in range(T - K + 1):
        wanted = [(X[:, p : p + K] * w).sum(axis=(1, 2)) for w in W]
        np.testing.assert_allclose(A[:, p], np.stack(wanted, axis=1) + b, rtol=1e-10)


def test_word_convolution_equals_torch_conv1d_with_words_as_channels(problem):
    X, W, b = (torch.tensor(array) for array in problem)
    wanted = torch.nn.functional.conv1d(X.mT, W.mT, b).mT
    np.testing.assert_allclose(by_hand.word_convolution(*problem), wanted, rtol=1e-10)


@pytest.mark.parametrize("t", [3, 4, 11, 29])
def test_places_are_those_of_chapter_4_and_grow_with_the_sentence(problem, t):
    _, W, b = problem
    A = by_hand.word_convolution(np.zeros((1, t, D)), W, b)
    assert A.shape[1] == output_size(t, K) == t - K + 1


def test_convolution_has_parameters_that_fit_every_length_and_the_linear_layer_not(
    problem, rng
):
    X, W, b = problem
    V, a = rng.normal(size=(3, (T - K + 1) * F)), np.zeros(3)
    scores = linear_scores(by_hand.word_convolution(X, W, b).reshape(N, -1), V, a)
    assert scores.shape == (N, 3)
    for t in (T - 1, T + 1):
        A = by_hand.word_convolution(rng.normal(size=(N, t, D)), W, b)
        with pytest.raises(ValueError, match="expected shapes"):
            linear_scores(A.reshape(N, -1), V, a)
        with pytest.raises(RuntimeError):
            torch.nn.Linear(V.shape[1], 3).double()(torch.tensor(A.reshape(N, -1)))


def test_gradients_of_the_convolution_equal_autograd(problem, rng):
    tensors = [torch.tensor(array, requires_grad=True) for array in problem]
    A = with_torch.word_convolution(*tensors)
    dA = rng.normal(size=tuple(A.shape))
    A.backward(torch.tensor(dA))
    gradients = by_hand.word_convolution_backward(dA, *problem[:2])
    for ours, tensor in zip(gradients, tensors, strict=True):
        np.testing.assert_allclose(ours, tensor.grad, rtol=1e-7, atol=1e-12)


def test_max_over_time_looks_at_real_places_only(problem, lengths):
    A = by_hand.word_convolution(*problem)
    places = lengths - K + 1
    M = by_hand.max_over_time(A, places)
    for row, scores, real in zip(M, A, places, strict=True):
        np.testing.assert_array_equal(row, scores[:real].max(axis=0))


def test_gradient_of_the_maximum_goes_to_one_place(problem, lengths, rng):
    A = torch.tensor(by_hand.word_convolution(*problem), requires_grad=True)
    places, dM = lengths - K + 1, rng.normal(size=(N, F))
    with_torch.max_over_time(A, torch.tensor(places)).backward(torch.tensor(dM))
    dA = by_hand.max_over_time_backward(dM, A.detach().numpy(), places)
    np.testing.assert_allclose(dA, A.grad, rtol=1e-12)
    assert (dA != 0).sum() == N * F
    tied = by_hand.max_over_time_backward(dM, np.zeros((N, 5, F)), np.full(N, 4))
    np.testing.assert_array_equal(tied[:, 0], dM)
    assert not tied[:, 1:].any()


@pytest.mark.parametrize("filler", [0.0, 1e6, -1e6, np.nan])
def test_padding_changes_no_code_whatever_stands_there(problem, cell, lengths, filler):
    X, W, b = problem
    padded = X.copy()
    padded[np.arange(T) >= lengths[:, None]] = filler
    A = by_hand.word_convolution(padded, W, b)
    codes = (
        by_hand.max_over_time(A, lengths - K + 1),
        by_hand.mean_over_time(padded, lengths),
        by_hand.rnn_encoder(padded, lengths, *cell),
    )
    for i, length in enumerate(lengths):
        real, whole = X[i : i + 1, :length], np.array([length])
        alone = by_hand.word_convolution(real, W, b)
        for many, one in zip(
            codes,
            (
                by_hand.max_over_time(alone, whole - K + 1),
                by_hand.mean_over_time(real, whole),
                by_hand.rnn_encoder(real, whole, *cell),
            ),
            strict=True,
        ):
            np.testing.assert_allclose(many[i], one[0], rtol=1e-9)


def test_forgetting_the_lengths_makes_the_code_depend_on_the_padding(cell, lengths):
    """The state at the end of the row has read the padding."""
    ends = []
    for t in (T, T + 4):
        X = np.zeros((N, t, D))
        X[:, :3] = 1
        ends.append(rnn(X, np.zeros((N, H)), *cell)[:, -1])
    assert np.abs(ends[0] - ends[1]).max() > 1e-3


def test_mean_of_the_word_vectors_is_the_same_for_every_order(problem, lengths, rng):
    X = problem[0]
    mean = by_hand.mean_over_time(X, np.full(N, T))
    np.testing.assert_allclose(mean, X.mean(axis=1), rtol=1e-10)
    for _ in range(5):
        shuffled = X[:, rng.permutation(T)]
        again = by_hand.mean_over_time(shuffled, np.full(N, T))
        np.testing.assert_allclose(again, mean, rtol=1e-9)


def test_pooled_filters_of_two_words_cannot_tell_who_likes_whom(cell, rng):
    X = rng.normal(size=(7, D))[swapped_sentences()]
    for k, same in ((1, True), (2, True), (3, False)):
        W = rng.normal(size=(100, k, D))
        A = by_hand.word_convolution(X, W, np.zeros(100))
        M = by_hand.max_over_time(A, np.full(2, A.shape[1]))
        assert np.allclose(M[0], M[1]) == same
    code = by_hand.rnn_encoder(X, np.array([9, 9]), *cell)
    assert np.abs(code[0] - code[1]).max() > 0.01


@pytest.mark.parametrize("k", [2, 3, 5])
def test_pooled_filters_tell_an_order_up_to_their_width_and_not_beyond(k, rng):
    """A and B with g words between them lie in one window if g + 2 <= k.

    With k - 1 words on either side every window of one order is one of the other.
    """
    W, b = rng.normal(size=(50, k, 2)), np.zeros(50)
    for gap in range(k + 2):
        X = np.zeros((2, gap + 2 * k, 2))
        X[0, k - 1, 0] = X[0, k + gap, 1] = X[1, k - 1, 1] = X[1, k + gap, 0] = 1
        A = by_hand.word_convolution(X, W, b)
        M = by_hand.max_over_time(A, np.full(2, k + gap + 1))
        assert np.allclose(M[0], M[1]) == (gap + 2 > k)
    A = by_hand.word_convolution(X[:, k - 1 : k + gap + 1], W, b)  # nothing around
    M = by_hand.max_over_time(A, np.full(2, A.shape[1]))
    assert not np.allclose(M[0], M[1])


def test_the_largest_scores_do_not_say_where_they_stand(problem):
    """Filler around a phrase moves it; nothing else changes."""
    _, W, b = problem
    phrase = np.ones((1, K, D))
    codes = []
    for before in (4, 9):
        X = np.concatenate(
            [np.zeros((1, before, D)), phrase, np.zeros((1, 13 - before, D))], 1
        )
        codes.append(
            by_hand.max_over_time(by_hand.word_convolution(X, W, b), np.array([14]))
        )
    np.testing.assert_allclose(*codes, rtol=1e-12)


@pytest.mark.parametrize("gap", [0, 5, 3000])
def test_one_hidden_unit_tells_which_of_two_words_came_first_at_any_distance(gap):
    weights = np.array([[5.0, -5.0]]), np.array([[10.0]]), np.zeros(1)
    X = np.zeros((2, gap + 7, 2))
    X[0, 2, 0] = X[0, 3 + gap, 1] = X[1, 2, 1] = X[1, 3 + gap, 0] = 1
    code = by_hand.rnn_encoder(X, np.full(2, gap + 7), *weights)
    np.testing.assert_allclose(code[:, 0], [1, -1], atol=1e-3)


def test_the_encoder_is_torch_rnn_on_packed_sentences(problem, cell, lengths):
    X, layer = torch.tensor(problem[0]), torch.nn.RNN(D, H, batch_first=True).double()
    names = "weight_ih_l0", "weight_hh_l0", "bias_ih_l0"
    state = dict(zip(names, map(torch.tensor, cell), strict=True))
    layer.load_state_dict(state | {"bias_hh_l0": torch.zeros(H).double()})
    packed = torch.nn.utils.rnn.pack_padded_sequence(
        X, torch.tensor(lengths), batch_first=True, enforce_sorted=False
    )
    code = by_hand.rnn_encoder(problem[0], lengths, *cell)
    assert code.shape == (N, H)
    np.testing.assert_allclose(code, layer(packed)[1][0].detach(), rtol=1e-9)


def test_gradient_of_the_code_enters_at_the_last_word(problem, cell, lengths, rng):
    X = problem[0]
    tensors = [torch.tensor(array, requires_grad=True) for array in (X, *cell)]
    code = with_torch.rnn_encoder(tensors[0], torch.tensor(lengths), *tensors[1:])
    dlast, h0 = rng.normal(size=(N, H)), np.zeros((N, H))
    code.backward(torch.tensor(dlast))
    dH = last_state_backward(dlast, rnn(X, h0, *cell), lengths)
    dX, _, *weights = rnn_backward(dH, X, h0, *cell)
    for ours, tensor in zip((dX, *weights), tensors, strict=True):
        np.testing.assert_allclose(ours, tensor.grad, rtol=1e-7, atol=1e-12)
    assert not dX[np.arange(T) >= lengths[:, None]].any()
