"""The statements of docs/attention/additive-attention.md."""

import numpy as np
import pytest
import torch

from mlnotes.attention import additive_attention as by_hand
from mlnotes.attention import additive_attention_torch as with_torch
from mlnotes.attention.dot_product import dot_product_scores
from mlnotes.attention.masks import masked_softmax

N, T, S, D_Q, D_K, D_V, UNITS = 2, 3, 7, 5, 11, 13, 17


@pytest.fixture
def weights(rng):
    shapes = (UNITS, D_Q), (UNITS, D_K), (UNITS,)
    return [rng.normal(size=shape) / 3 for shape in shapes]


@pytest.fixture
def problem(rng):
    Q, K = rng.normal(size=(N, T, D_Q)), rng.normal(size=(N, S, D_K))
    mask = rng.random((N, T, S)) < 0.6
    mask[..., 0] = True
    return Q, K, rng.normal(size=(N, S, D_V)), mask


def test_one_score_is_a_small_network_of_one_query_and_one_key(problem, weights):
    Q, K, *_ = problem
    W_q, W_k, v = weights
    e = by_hand.additive_scores(Q, K, *weights)
    for n, t, s in np.ndindex(N, T, S):
        hidden = np.tanh(W_q @ Q[n, t] + W_k @ K[n, s])
        np.testing.assert_allclose(e[n, t, s], v @ hidden)


def test_one_matrix_over_the_concatenation_is_the_same(problem, weights, device):
    Q, K = (torch.tensor(a, device=device) for a in problem[:2])
    W_q, W_k, v = (torch.tensor(w, device=device) for w in weights)
    first = torch.nn.Linear(D_Q + D_K, UNITS, bias=False, device=device).double()
    last = torch.nn.Linear(UNITS, 1, bias=False, device=device).double()
    first.weight.data, last.weight.data = torch.cat([W_q, W_k], dim=1), v[None]
    pairs = [[torch.cat([q, k]) for q in Q[0] for k in K[0]]]
    pairs.append([torch.cat([q, k]) for q in Q[1] for k in K[1]])
    stacked = torch.stack([torch.stack(p) for p in pairs])
    wanted = last(first(stacked).tanh()).reshape(N, T, S)
    torch.testing.assert_close(with_torch.additive_scores(Q, K, W_q, W_k, v), wanted)


def test_attention_is_the_mean_by_the_softmax_of_the_scores(problem, weights):
    Q, K, V, mask = problem
    mask[1, 2] = False
    Y = by_hand.additive_attention(Q, K, V, *weights, mask)
    e = by_hand.additive_scores(Q, K, *weights)
    for n, t in np.ndindex(N, T):
        keys = np.flatnonzero(mask[n, t])
        alpha = np.exp(e[n, t, keys])
        wanted = alpha @ V[n, keys] / alpha.sum() if len(keys) else np.zeros(D_V)
        np.testing.assert_allclose(Y[n, t], wanted)


def numeric(loss, array, step=1e-6):
    """Central differences."""
    gradient = np.empty_like(array)
    for place in np.ndindex(array.shape):
        moved = [array.copy(), array.copy()]
        moved[0][place] += step
        moved[1][place] -= step
        gradient[place] = (loss(moved[0]) - loss(moved[1])) / (2 * step)
    return gradient


@pytest.mark.parametrize("which", range(6))
def test_gradients_are_those_of_finite_differences(problem, weights, rng, which):
    *arrays, mask = problem
    arrays, dY = [*arrays, *weights], rng.normal(size=(N, T, D_V))

    def loss(moved):
        replaced = [*arrays[:which], moved, *arrays[which + 1 :]]
        return (dY * by_hand.additive_attention(*replaced, mask)).sum()

    ours = by_hand.additive_attention_backward(dY, *arrays, mask)[which]
    np.testing.assert_allclose(ours, numeric(loss, arrays[which]), atol=1e-8)


@pytest.mark.parametrize("which", range(3))
def test_gradients_of_the_bilinear_score_are_those_of_finite_differences(
    problem, rng, which
):
    arrays = [*problem[:2], rng.normal(size=(D_Q, D_K))]
    de = rng.normal(size=(N, T, S))

    def loss(moved):
        replaced = [*arrays[:which], moved, *arrays[which + 1 :]]
        return (de * by_hand.bilinear_scores(*replaced)).sum()

    ours = by_hand.bilinear_scores_backward(de, *arrays)[which]
    np.testing.assert_allclose(ours, numeric(loss, arrays[which]), atol=1e-7)


def test_the_bilinear_score_is_a_dot_product_after_two_maps(problem, rng):
    Q, K, *_ = problem
    A, B = rng.normal(size=(2, D_Q)), rng.normal(size=(2, D_K))
    e = by_hand.bilinear_scores(Q, K, A.T @ B)
    np.testing.assert_allclose(e, dot_product_scores(Q @ A.T, K @ B.T), atol=1e-12)
    same = by_hand.bilinear_scores(Q, K[..., :D_Q], np.eye(D_Q))
    np.testing.assert_allclose(same, dot_product_scores(Q, K[..., :D_Q]))


class Counted:
    """A number that counts the multiplications and tanh of all of them."""

    multiplications = tanhs = 0

    def __mul__(self, other):
        Counted.multiplications += 1
        return self

    def __add__(self, other):
        return self

    def tanh(self):
        Counted.tanhs += 1
        return self


def count(function, *shapes):
    Counted.multiplications = Counted.tanhs = 0
    function(*(np.full(shape, Counted(), dtype=object) for shape in shapes))
    return Counted.multiplications, Counted.tanhs


def test_each_query_and_each_key_is_multiplied_once_and_each_pair_by_v():
    additive = count(
        by_hand.additive_scores, (T, D_Q), (S, D_K), (UNITS, D_Q), (UNITS, D_K), UNITS
    )
    assert additive == (UNITS * (T * D_Q + S * D_K + T * S), T * S * UNITS)
    assert count(dot_product_scores, (T, D_K), (S, D_K)) == (T * S * D_K, 0)
    bilinear = count(by_hand.bilinear_scores, (T, D_Q), (S, D_K), (D_Q, D_K))
    assert bilinear == (T * D_Q * D_K + T * S * D_K, 0)


def test_the_largest_array_has_one_number_for_each_query_key_and_unit(
    problem, weights, device
):
    def kept(function, *arguments):
        sizes = []
        leaves = [torch.tensor(a, device=device, requires_grad=True) for a in arguments]

        def pack(tensor):
            sizes.append(tensor.numel())
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
            function(*leaves)
        return max(sizes)

    Q, K, *_ = problem
    assert kept(with_torch.additive_scores, Q, K, *weights) == N * T * S * UNITS
    assert by_hand.additive_scores(Q, K, *weights).size == N * T * S


@pytest.mark.parametrize("size", [1, 30, 1e4])
def test_scores_stay_within_the_sum_of_absolute_weights(problem, weights, size):
    Q, K, *_ = problem
    bound = np.abs(weights[2]).sum()
    e = by_hand.additive_scores(size * Q, size * K, *weights)
    assert np.abs(e).max() <= bound * (1 + 1e-12)
    A = masked_softmax(e, None)
    assert A.max() / A.min() <= np.exp(2 * bound) * (1 + 1e-9)
    dot = np.abs(by_hand.bilinear_scores(size * Q, size * K, np.ones((D_Q, D_K))))
    assert size == 1 or dot.max() > 10 * bound


@pytest.mark.parametrize("seed", range(3))
def test_a_wide_key_does_not_saturate_the_softmax(seed):
    """Largest of 32 weights: 0.05 to 0.14 at 10 seeds, with dot products above 0.92."""
    rng = np.random.default_rng(seed)
    for d in (4, 64, 1024):
        Q, K = rng.normal(size=(50, d)), rng.normal(size=(32, d))
        W_q, W_k = (rng.normal(size=(64, d)) / np.sqrt(2 * d) for _ in range(2))
        e = by_hand.additive_scores(Q, K, W_q, W_k, rng.normal(size=64) / 8)
        assert masked_softmax(e, None).max(axis=1).mean() < 0.2
    largest = masked_softmax(dot_product_scores(Q, K), None).max(axis=1).mean()
    assert largest > 0.85


def test_where_tanh_saturates_only_v_learns(problem, weights, rng):
    """Pre-activations of the size 1e6; single units may be near zero by chance."""
    Q, K, *_ = problem
    de = rng.normal(size=(N, T, S))
    usual = by_hand.additive_scores_backward(de, Q, K, *weights)
    large = by_hand.additive_scores_backward(de, 1e6 * Q, 1e6 * K, *weights)
    for before, after in zip(usual[:2], large[:2], strict=True):
        assert np.median(np.abs(after)) < 1e-9 < 1e-3 < np.median(np.abs(before))
    assert np.median(np.abs(large[4])) > 0.5


def test_small_weights_make_all_queries_look_alike(problem, weights):
    """tanh(u) is nearly u: the query adds the same to all keys of its row."""
    Q, K, *_ = problem
    W_q, W_k, v = weights
    A = masked_softmax(
        by_hand.additive_scores(Q, K, W_q / 1e4, W_k / 1e4, 1e4 * v), None
    )
    assert np.ptp(A, axis=1).max() < 1e-6
    assert np.ptp(A, axis=2).min() > 0.1  # keys do differ
    A = masked_softmax(by_hand.additive_scores(Q, K, W_q, W_k, v), None)
    assert np.ptp(A, axis=1).max() > 0.05


def test_with_v_zero_all_weights_are_equal_and_only_v_learns(problem, weights, rng):
    Q, K, V, _ = problem
    W_q, W_k, v = weights
    arguments = Q, K, V, W_q, W_k, np.zeros_like(v), None
    Y = by_hand.additive_attention(*arguments)
    np.testing.assert_allclose(Y, np.broadcast_to(V.mean(1)[:, None], Y.shape))
    dY = rng.normal(size=Y.shape)
    dQ, dK, _, dW_q, dW_k, dv = by_hand.additive_attention_backward(dY, *arguments)
    assert not any(gradient.any() for gradient in (dQ, dK, dW_q, dW_k))
    assert np.abs(dv).min() > 0
    second = Q, K, V, W_q, W_k, -0.1 * dv, None
    later = by_hand.additive_attention_backward(dY, *second)
    assert all(gradient.any() for gradient in later)
