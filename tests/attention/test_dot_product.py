"""The statements of docs/attention/dot-product.md (att-5)."""

import numpy as np
import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention

from mlnotes.attention import dot_product as by_hand
from mlnotes.attention import dot_product_torch as with_torch
from mlnotes.attention.masks import masked_softmax

N, T, S, D_K, D_V = 2, 3, 7, 5, 11


@pytest.fixture
def problem(rng):
    Q, K = rng.normal(size=(N, T, D_K)), rng.normal(size=(N, S, D_K))
    mask = rng.random((N, T, S)) < 0.6
    mask[..., 0] = True
    return Q, K, rng.normal(size=(N, S, D_V)), mask


def test_att_5_one_step_is_scores_softmax_mean_and_concatenation(rng):
    H, s_t = rng.normal(size=(S, D_K)), rng.normal(size=D_K)
    e_t = np.array([s_t @ h_i for h_i in H])
    alpha_t = np.exp(e_t) / np.exp(e_t).sum()
    a_t = sum(alpha * h_i for alpha, h_i in zip(alpha_t, H, strict=True))
    np.testing.assert_allclose(by_hand.dot_product_scores(s_t[None], H)[0], e_t)
    C = by_hand.attentional_states(s_t[None], H, None)
    assert C.shape == (1, 2 * D_K)
    np.testing.assert_allclose(C[0, :D_K], s_t)
    np.testing.assert_allclose(C[0, D_K:], a_t)


def test_att_5_all_steps_at_once_are_the_single_steps(problem):
    Q, K, V, mask = problem
    Y = by_hand.dot_product_attention(Q, K, V, mask)
    for n in range(N):
        for t in range(T):
            keys = np.flatnonzero(mask[n, t])
            e = np.array([Q[n, t] @ K[n, s] for s in keys])
            alpha = np.exp(e) / np.exp(e).sum()
            np.testing.assert_allclose(Y[n, t], alpha @ V[n, keys])


def test_it_is_pytorchs_with_the_scale_one(problem, device):
    Q, K, V, mask = (torch.tensor(a, device=device) for a in problem)
    for allowed in (mask, None):
        wanted = scaled_dot_product_attention(Q, K, V, attn_mask=allowed, scale=1.0)
        result = with_torch.dot_product_attention(Q, K, V, allowed)
        torch.testing.assert_close(result, wanted)


def test_a_step_that_may_look_nowhere_finds_zero_and_learns_nothing(problem, device):
    Q, K, V, mask = (torch.tensor(a, device=device) for a in problem)
    mask[1, 2] = False
    leaves = [a.requires_grad_() for a in (Q, K, V)]
    Y = with_torch.dot_product_attention(*leaves, mask)
    assert (Y[1, 2] == 0).all()
    for gradient in torch.autograd.grad(Y.sum(), leaves):
        assert gradient.isfinite().all()
        if gradient.shape == Q.shape:
            assert (gradient[1, 2] == 0).all()


def numeric(loss, array, step=1e-6):
    """Central differences."""
    gradient = np.empty_like(array)
    for place in np.ndindex(array.shape):
        moved = [array.copy(), array.copy()]
        moved[0][place] += step
        moved[1][place] -= step
        gradient[place] = (loss(moved[0]) - loss(moved[1])) / (2 * step)
    return gradient


@pytest.mark.parametrize("which", range(3))
def test_gradients_are_those_of_finite_differences(problem, rng, which):
    *arrays, mask = problem
    dY = rng.normal(size=(N, T, D_V))

    def loss(moved):
        replaced = [*arrays[:which], moved, *arrays[which + 1 :]]
        return (dY * by_hand.dot_product_attention(*replaced, mask)).sum()

    ours = by_hand.dot_product_attention_backward(dY, *arrays, mask)[which]
    np.testing.assert_allclose(ours, numeric(loss, arrays[which]), atol=1e-8)


def test_what_is_used_twice_gets_two_gradients_that_add_up(problem, rng):
    S_dec, H, _, mask = problem
    dC = rng.normal(size=(N, T, 2 * D_K))
    dS, dH = by_hand.attentional_states_backward(dC, S_dec, H, mask)
    parts = by_hand.dot_product_attention_backward(dC[..., D_K:], S_dec, H, H, mask)
    np.testing.assert_allclose(dH, parts[1] + parts[2])
    np.testing.assert_allclose(dS, dC[..., :D_K] + parts[0])
    leaves = [torch.tensor(a, requires_grad=True) for a in (S_dec, H)]
    for allowed in (mask, None):
        pairs = None if allowed is None else torch.tensor(allowed)
        C = with_torch.attentional_states(*leaves, pairs)
        wanted = torch.autograd.grad(C, leaves, torch.tensor(dC))
        got = by_hand.attentional_states_backward(dC, S_dec, H, allowed)
        for ours, autograd in zip(got, wanted, strict=True):
            np.testing.assert_allclose(ours, autograd.numpy(), atol=1e-12)
    assert min(np.abs(part).max() for part in parts) > 0.1


def test_a_vector_added_to_all_keys_changes_no_weight_and_no_gradient_of_queries(
    problem, rng
):
    Q, K, V, mask = problem
    dY, shift = rng.normal(size=(N, T, D_V)), rng.normal(size=D_K)
    for before, after in zip(
        by_hand.dot_product_attention_backward(dY, Q, K, V, mask),
        by_hand.dot_product_attention_backward(dY, Q, K + shift, V, mask),
        strict=True,
    ):
        np.testing.assert_allclose(after, before, atol=1e-12)
    moved = by_hand.dot_product_attention(Q, K + shift, V, mask)
    np.testing.assert_allclose(moved, by_hand.dot_product_attention(Q, K, V, mask))


def test_a_query_of_zeros_finds_the_mean(problem):
    _, K, V, _ = problem
    Y = by_hand.dot_product_attention(np.zeros((N, T, D_K)), K, V, None)
    wanted = np.broadcast_to(V.mean(axis=1)[:, None], Y.shape)
    np.testing.assert_allclose(Y, wanted)


def test_the_length_of_a_query_multiplies_its_row_and_that_of_a_key_its_column(problem):
    Q, K, *_ = problem
    e = by_hand.dot_product_scores(Q, K)
    long_query, long_key = Q.copy(), K.copy()
    long_query[:, 1] *= 3
    long_key[:, 4] *= 3
    factors = np.ones((T, S))
    factors[1] = 3
    np.testing.assert_allclose(by_hand.dot_product_scores(long_query, K), e * factors)
    factors = np.ones((T, S))
    factors[:, 4] = 3
    np.testing.assert_allclose(by_hand.dot_product_scores(Q, long_key), e * factors)


def test_the_score_is_lengths_times_cosine_and_one_rotation_of_both_keeps_it(
    problem, rng
):
    Q, K, *_ = problem
    e = by_hand.dot_product_scores(Q, K)
    pairwise = pytest.importorskip("sklearn.metrics.pairwise")
    cosine = pairwise.cosine_similarity(Q[0], K[0])
    lengths = np.linalg.norm(Q[0], axis=1)[:, None] * np.linalg.norm(K[0], axis=1)
    np.testing.assert_allclose(e[0], lengths * cosine)
    R, _ = np.linalg.qr(rng.normal(size=(D_K, D_K)))
    np.testing.assert_allclose(by_hand.dot_product_scores(Q @ R.T, K @ R.T), e)
    assert np.abs(by_hand.dot_product_scores(Q, K @ R.T) - e).max() > 0.1


def test_a_long_key_aside_beats_a_short_one_ahead_until_both_have_length_one():
    q, K = np.array([[1.0, 0.0]]), np.array([[1.0, 0.0], [2.0, 3.0]])
    first, second = masked_softmax(by_hand.dot_product_scores(q, K), None)[0]
    assert second > first
    unit = K / np.linalg.norm(K, axis=1, keepdims=True)
    first, second = masked_softmax(by_hand.dot_product_scores(q, unit), None)[0]
    assert second < first


@pytest.mark.parametrize(("degrees", "wanted"), [(0, 1), (60, 1), (89, 1), (120, 0)])
def test_a_key_that_grows_takes_all_the_weight_below_90_degrees_or_loses_it(
    degrees, wanted
):
    angle = np.radians(degrees)
    K = np.array([[np.cos(angle), np.sin(angle)], [1.0, 0.0], [0.0, 1.0]])
    K[0] *= 1e4
    A = masked_softmax(by_hand.dot_product_scores(np.array([[2.0, 0.0]]), K), None)
    assert A[0, 0] == pytest.approx(wanted, abs=1e-12)


def test_queries_and_keys_of_two_widths_or_batches_are_refused(problem):
    Q, K, V, mask = problem
    wrong = [(Q[..., 1:], K), (Q[:1], K), (Q[0, 0], K), (Q[..., :0], K[..., :0])]
    for queries, keys in wrong:
        with pytest.raises(ValueError, match=r"expected Q \(\.\.\., t, d_k\)"):
            by_hand.dot_product_scores(queries, keys)
        with pytest.raises(ValueError, match=r"expected Q \(\.\.\., t, d_k\)"):
            with_torch.dot_product_scores(torch.tensor(queries), torch.tensor(keys))
    with pytest.raises(ValueError, match="expected Q and K of one dtype"):
        by_hand.dot_product_scores(Q, K.astype(np.float32))
    with pytest.raises(ValueError, match=r"expected de of shape \(2, 3, 7\)"):
        by_hand.dot_product_scores_backward(np.ones((N, T, T)), Q, K)
    with pytest.raises(ValueError, match="expected dC"):
        by_hand.attentional_states_backward(np.ones((N, T, D_K)), Q, K, mask)
    with pytest.raises(ValueError, match="expected dY"):
        by_hand.dot_product_attention_backward(V, Q, K, V, mask)
