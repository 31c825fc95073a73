"""The statements of docs/attention/multi-head-attention.md (att-6)."""

import math

import numpy as np
import pytest
import torch

from mlnotes.attention import multi_head_attention as by_hand
from mlnotes.attention import multi_head_attention_torch as with_torch

N, T, S, HEADS, D_K = 5, 3, 7, 2, 11
D = HEADS * D_K


@pytest.fixture
def problem(rng):
    """X, Z, mask, W_in, b_in, W_out, b_out, h; one query may look nowhere."""
    mask = rng.random((N, T, S)) < 0.6
    mask[1, 2] = False
    X, Z = rng.normal(size=(N, T, D)), rng.normal(size=(N, S, D))
    W_in, W_out = rng.normal(size=(3 * D, D)) / 4, rng.normal(size=(D, D)) / 4
    return X, Z, mask, W_in, rng.normal(size=3 * D), W_out, rng.normal(size=D), HEADS


def finite_difference(loss, array, step=1e-6):
    """Central differences of a scalar loss by every entry of one array."""
    gradient = np.empty_like(array)
    for place in np.ndindex(array.shape):
        ends = []
        for sign in (1, -1):
            moved = array.copy()
            moved[place] += sign * step
            ends.append(loss(moved))
        gradient[place] = (ends[0] - ends[1]) / (2 * step)
    return gradient


def test_a_head_is_softmax_of_qk_over_root_dk_times_v_and_heads_are_concatenated(
    problem,
):
    """One head after the other, one query after the other, from their own rows of W."""
    X, Z, mask, W_in, b_in, W_out, b_out, h = problem
    Y = by_hand.multi_head_attention(*problem)
    for sample, query in np.ndindex(N, T):
        heads = []
        for i in range(h):
            W_q, W_k, W_v = W_in.reshape(3, h, D_K, D)[:, i]
            b_q, b_k, b_v = b_in.reshape(3, h, D_K)[:, i]
            q = W_q @ X[sample, query] + b_q
            value, total = np.zeros(D_K), 0.0
            for key in np.flatnonzero(mask[sample, query]):
                k = W_k @ Z[sample, key] + b_k
                weight = math.exp(q @ k / math.sqrt(D_K))
                value += weight * (W_v @ Z[sample, key] + b_v)
                total += weight
            heads.append(value / total if total else value)
        np.testing.assert_allclose(Y[sample, query], W_out @ np.hstack(heads) + b_out)


def test_heads_are_blocks_of_columns_and_merging_undoes_splitting(rng):
    X = rng.normal(size=(N, T, D))
    heads = by_hand.split_heads(X, HEADS)
    for i in range(HEADS):
        np.testing.assert_array_equal(heads[:, i], X[..., i * D_K : (i + 1) * D_K])
    np.testing.assert_array_equal(by_hand.merge_heads(heads), X)


@pytest.mark.parametrize("position", [0, 1, 3, 4, 5, 6])
def test_gradients_by_hand_equal_finite_differences(problem, rng, position):
    problem = list(problem)
    X, Z, mask, W_in, b_in, W_out, b_out, h = problem
    dY = rng.normal(size=X.shape)
    narrow = [a[:2] if a.ndim == 3 else a for a in (X, Z, mask)]  # fewer samples
    arguments = [*narrow, W_in, b_in, W_out, b_out, h]
    # Every 13th row of a large matrix is enough.
    rows = slice(None, None, 13 if position in (3, 5) else None)

    def loss(moved):
        whole = arguments[position].copy()
        whole[rows] = moved
        changed = [*arguments[:position], whole, *arguments[position + 1 :]]
        return (dY[:2] * by_hand.multi_head_attention(*changed)).sum()

    gradients = by_hand.multi_head_attention_backward(
        dY[:2], *narrow, W_in, b_in, W_out, h
    )
    ours = gradients[{0: 0, 1: 1, 3: 2, 4: 3, 5: 4, 6: 5}[position]][rows]
    wanted = finite_difference(loss, arguments[position][rows])
    np.testing.assert_allclose(ours, wanted, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("masked", [True, False])
def test_gradients_equal_autograd_and_in_self_attention_two_parts_are_added(
    problem, rng, masked
):
    X, _, _, *weights, h = problem
    mask = np.tril(np.ones((N, T, T), bool)) if masked else None
    dY = rng.normal(size=X.shape)
    x, *w = (torch.tensor(a, requires_grad=True) for a in (X, *weights))
    Y = with_torch.multi_head_attention(
        x, x, None if mask is None else torch.tensor(mask), *w, h
    )
    Y.backward(torch.tensor(dY))
    W_in, b_in, W_out, _ = weights
    dX, dZ, *grads = by_hand.multi_head_attention_backward(
        dY, X, X, mask, W_in, b_in, W_out, h
    )
    for ours, tensor in zip((dX + dZ, *grads), (x, *w), strict=True):
        np.testing.assert_allclose(ours, tensor.grad.numpy(), rtol=1e-7, atol=1e-12)


def test_a_query_that_may_look_nowhere_gets_the_output_bias_and_no_gradient(
    problem, rng
):
    X, Z, mask, W_in, b_in, W_out, b_out, h = problem
    Y = by_hand.multi_head_attention(*problem)
    np.testing.assert_array_equal(Y[1, 2], b_out)
    dX = by_hand.multi_head_attention_backward(
        rng.normal(size=X.shape), X, Z, mask, W_in, b_in, W_out, h
    )[0]
    assert not dX[1, 2].any()
    assert dX[1, 1].any()
    A = by_hand.multi_head_weights(X, Z, mask, W_in, b_in, h)
    np.testing.assert_allclose(A.sum(axis=3), mask.any(axis=2)[:, None].repeat(h, 1))
    assert not A[~np.broadcast_to(mask[:, None], A.shape)].any()


def test_self_attention_is_permutation_equivariant(problem, rng):
    """And cross-attention does not care in which order keys and mask come."""
    X, Z, mask, *weights = problem
    order = rng.permutation(S)
    Y = by_hand.multi_head_attention(Z, Z, None, *weights)
    moved = Z[:, order]
    shuffled = by_hand.multi_head_attention(moved, moved, None, *weights)
    np.testing.assert_allclose(shuffled, Y[:, order], atol=1e-12)
    assert np.abs(shuffled - Y).max() > 0.1
    cross = by_hand.multi_head_attention(X, moved, mask[..., order], *weights)
    np.testing.assert_allclose(
        cross, by_hand.multi_head_attention(X, Z, mask, *weights), atol=1e-12
    )


def test_the_bias_of_the_keys_changes_nothing_and_that_of_the_values_acts_as_b_out(
    problem, rng
):
    X, Z, _, W_in, b_in, W_out, b_out, h = problem
    Y = by_hand.multi_head_attention(X, Z, None, W_in, b_in, W_out, b_out, h)
    dY, shift = rng.normal(size=X.shape), rng.normal(size=D)
    other = b_in + np.hstack([np.zeros(D), shift, np.zeros(D)])
    same = by_hand.multi_head_attention(X, Z, None, W_in, other, W_out, b_out, h)
    np.testing.assert_allclose(same, Y, atol=1e-12)
    db_in = by_hand.multi_head_attention_backward(dY, X, Z, None, W_in, b_in, W_out, h)[
        3
    ]
    np.testing.assert_allclose(db_in[D : 2 * D], 0, atol=1e-12)
    assert np.abs(db_in[:D]).min() > 1e-6
    other = b_in + np.hstack([np.zeros(2 * D), shift])
    moved = by_hand.multi_head_attention(X, Z, None, W_in, other, W_out, b_out, h)
    np.testing.assert_allclose(moved - Y, np.broadcast_to(W_out @ shift, Y.shape))


def test_without_output_projection_a_head_changes_its_own_columns_only(problem, rng):
    X, Z, mask, W_in, b_in, W_out, b_out, h = problem
    other = W_in.copy()
    other[2 * D + D_K :] += rng.normal(size=(D_K, D))  # values of the second head
    for W, columns in ((np.eye(D), slice(D_K, D)), (W_out, slice(0, D))):
        change = np.abs(
            by_hand.multi_head_attention(X, Z, mask, other, b_in, W, b_out, h)
            - by_hand.multi_head_attention(X, Z, mask, W_in, b_in, W, b_out, h)
        )
        changed = np.flatnonzero(change.max(axis=(0, 1)) > 0)
        np.testing.assert_array_equal(changed, np.arange(D)[columns])


def test_the_layer_is_a_sum_over_heads_of_maps_of_rank_d_k(problem):
    X, Z, mask, W_in, b_in, W_out, b_out, h = problem
    A = by_hand.multi_head_weights(X, Z, mask, W_in, b_in, h)
    total = np.broadcast_to(b_out, X.shape).copy()
    for i in range(h):
        rows = slice(i * D_K, (i + 1) * D_K)
        W_v, b_v = W_in[2 * D :][rows], b_in[2 * D :][rows]
        assert np.linalg.matrix_rank(W_out[:, rows] @ W_v) == D_K
        total += A[:, i] @ (Z @ W_v.T + b_v) @ W_out[:, rows].T
    np.testing.assert_allclose(total, by_hand.multi_head_attention(*problem))


def test_the_scores_of_a_head_have_at_most_rank_d_k(rng):
    X = rng.normal(size=(1, 13, 6))
    W = rng.normal(size=(2, 6, 6))
    for h in (1, 2, 3, 6):
        Q, K = (by_hand.split_heads(X @ w.T, h)[0] for w in W)
        ranks = [np.linalg.matrix_rank(q @ k.T) for q, k in zip(Q, K, strict=True)]
        assert ranks == [6 // h] * h


def two_words(rng, n, k):
    """Sentences of two words with k numbers and their place; d = 2k."""
    contents = rng.normal(size=(n, 2, k))
    places = np.broadcast_to(np.eye(2), (n, 2, 2))
    rest = np.zeros((n, 2, k - 2))
    return np.concatenate([contents, places, rest], axis=2), contents.reshape(n, 2 * k)


def test_one_head_reaches_k_plus_1_dimensions_whatever_its_weights(rng):
    """Its output is a linear function of one mean; two heads have two means."""
    k = 5
    X, _ = two_words(rng, 200, k)
    for h, dimensions in ((1, k + 1), (2, 2 * k)):
        W_in, W_out = rng.normal(size=(6 * k, 2 * k)), rng.normal(size=(2 * k, 2 * k))
        b_in, b_out = rng.normal(size=6 * k), rng.normal(size=2 * k)
        Y = by_hand.multi_head_attention(X, X, None, W_in, b_in, W_out, b_out, h)[:, 0]
        spread = np.linalg.matrix_rank(Y - Y.mean(axis=0), tol=1e-8)
        assert spread == dimensions


def test_two_heads_read_both_words_exactly(rng):
    k = 5
    X, both = two_words(rng, 50, k)
    W_in, b_in = np.zeros((3, 2, k, 2 * k)), np.zeros((3, 2, k))
    b_in[0, :, 0] = 100  # the same query everywhere; keys tell the places apart
    W_in[1, 0, 0, k] = W_in[1, 1, 0, k + 1] = 1
    W_in[2, :, :, :k] = np.eye(k)
    identity = np.eye(2 * k), np.zeros(2 * k)
    arguments = W_in.reshape(6 * k, 2 * k), b_in.reshape(6 * k), *identity, 2
    Y = by_hand.multi_head_attention(X, X, None, *arguments)
    np.testing.assert_allclose(Y, np.stack([both, both], axis=1), atol=1e-12)


@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_masks_and_weights_of_another_shape_are_refused(module, problem):
    X, Z, mask, *weights, h = problem
    wrong = [mask.swapaxes(1, 2), mask[0], mask.astype(float)]
    asked = [(X, Z, other, *weights, h) for other in wrong]
    asked += [(X, Z, mask, *weights, 3), (X, Z, mask, *[w.T for w in weights], h)]
    for arguments in asked:
        if module is with_torch:
            arguments = [
                torch.tensor(a) if isinstance(a, np.ndarray) else a for a in arguments
            ]
        with pytest.raises(ValueError, match=r"expected (.|\n)* got"):
            module.multi_head_attention(*arguments)
