"""The statements of docs/attention/scaled-dot-product.md."""

import math

import numpy as np
import pytest
import torch
from torch.nn import functional

from mlnotes.attention import scaled_dot_product as by_hand
from mlnotes.attention import scaled_dot_product_torch as with_torch
from mlnotes.attention.dot_product import dot_product_attention, dot_product_scores
from mlnotes.attention.masks import masked_softmax

N, H, T, S, D_K, D_V = 2, 3, 5, 7, 11, 13


@pytest.fixture
def problem(rng):
    Q, K = rng.normal(size=(N, H, T, D_K)), rng.normal(size=(N, H, S, D_K))
    mask = rng.random((N, H, T, S)) < 0.5
    mask[1, 2, 3] = False
    return Q, K, rng.normal(size=(N, H, S, D_V)), mask


@pytest.mark.parametrize("d_k", [4, 64, 512])
def test_the_variance_of_a_dot_product_is_the_width_and_scaled_it_is_one(rng, d_k):
    """20 000 independent pairs: the estimate has a standard error of 1 to 2 %."""
    Q, K = rng.normal(size=(20_000, 1, d_k)), rng.normal(size=(20_000, 1, d_k))
    e = dot_product_scores(Q, K)
    assert e.mean() == pytest.approx(0, abs=4 * math.sqrt(d_k / 20_000))
    assert e.var() == pytest.approx(d_k, rel=0.08)
    scaled = dot_product_scores(Q / math.sqrt(d_k), K)
    assert scaled.var() == pytest.approx(1, rel=0.08)


def test_only_the_variances_of_the_components_count(rng):
    """Uniform components of variance 4 and 9: the divisor is 6 √d_k."""
    shape = (20_000, 1, 16)
    Q = rng.uniform(-math.sqrt(12), math.sqrt(12), shape)
    K = rng.uniform(-math.sqrt(27), math.sqrt(27), shape)
    e = dot_product_scores(Q, K) / (6 * math.sqrt(16))
    assert e.var() == pytest.approx(1, rel=0.08)


def weights(rng, d_k, divisor):
    Q, K = rng.normal(size=(300, 1, d_k)), rng.normal(size=(300, 32, d_k))
    return masked_softmax(dot_product_scores(Q, K) / divisor, None)[:, 0]


def test_without_the_scale_wide_keys_saturate_the_softmax_with_it_they_do_not(rng):
    """Measured 0.96 and 0.06 at width 1 024; scaled 0.17 and 0.93 at any width."""
    plain, scaled = weights(rng, 1024, 1), weights(rng, 1024, 32)
    assert plain.max(axis=-1).mean() > 0.9
    assert (plain * (1 - plain)).sum(axis=-1).mean() < 0.15
    assert scaled.max(axis=-1).mean() < 0.25
    assert (scaled * (1 - scaled)).sum(axis=-1).mean() > 0.9
    by_width = weights(rng, 1024, 1024)
    assert by_width.max(axis=-1).max() < 0.05  # 1/32 is 0.03
    assert weights(rng, 64, 1).max(axis=-1).mean() == pytest.approx(0.82, abs=0.06)
    assert weights(rng, 64, 64).max(axis=-1).mean() == pytest.approx(0.04, abs=0.005)


def test_no_slope_is_larger_than_the_sum_of_the_diagonal_at_most_1_minus_1_over_s(rng):
    for spread in (0.0, 1.0, 8.0):
        alpha = masked_softmax(spread * rng.normal(size=S), None)
        jacobian = np.diag(alpha) - np.outer(alpha, alpha)
        diagonal = np.trace(jacobian)
        assert diagonal == pytest.approx(1 - (alpha**2).sum())
        assert np.abs(jacobian).max() <= diagonal + 1e-15
        assert diagonal <= 1 - 1 / S + 1e-12
    assert np.trace(np.eye(S) / S - 1 / S**2) == pytest.approx(1 - 1 / S)


def test_the_gradient_of_queries_vanishes_without_the_scale(rng):
    """Ratio of the medians at width 1 024, 12 seeds: 620 to 680 000."""
    d_k = 1024
    Q, K = rng.normal(size=(50, 1, d_k)), rng.normal(size=(50, 32, d_k))
    V, dY = rng.normal(size=(50, 32, D_V)), rng.normal(size=(50, 1, D_V))
    scaled = by_hand.scaled_dot_product_attention_backward(dY, Q, K, V, None)[0]
    large = math.sqrt(d_k) * Q  # undoes the scale
    plain = by_hand.scaled_dot_product_attention_backward(dY, large, K, V, None)[0]
    ratio = np.median(np.linalg.norm(scaled, axis=-1))
    ratio /= np.median(np.linalg.norm(plain, axis=-1))
    assert ratio > 50


def test_values_are_pytorchs(problem, device):
    Q, K, V, mask = (torch.tensor(a, device=device) for a in problem)
    for allowed in (mask, None):
        wanted = functional.scaled_dot_product_attention(Q, K, V, attn_mask=allowed)
        arrays = [a.cpu().numpy() for a in (Q, K, V)]
        by_numpy = by_hand.scaled_dot_product_attention(
            *arrays, None if allowed is None else allowed.cpu().numpy()
        )
        np.testing.assert_allclose(by_numpy, wanted.cpu().numpy(), atol=1e-12)
        for attention in (
            with_torch.scaled_dot_product_attention,
            with_torch.fused_attention,
        ):
            torch.testing.assert_close(attention(Q, K, V, allowed), wanted)


def test_the_kernel_has_the_gradients_of_the_formula_also_where_all_is_masked(
    problem, device, rng
):
    *arrays, mask = problem
    dY = rng.normal(size=(N, H, T, D_V))
    wanted = by_hand.scaled_dot_product_attention_backward(dY, *arrays, mask)
    assert (wanted[0][1, 2, 3] == 0).all()
    leaves = [torch.tensor(a, device=device, requires_grad=True) for a in arrays]
    allowed, upstream = (torch.tensor(a, device=device) for a in (mask, dY))
    Y = with_torch.fused_attention(*leaves, allowed)
    assert (Y[1, 2, 3] == 0).all()
    everywhere = with_torch.fused_attention(*leaves, None)
    for Y_fused, ours in (
        (Y, wanted),
        (everywhere, by_hand.scaled_dot_product_attention_backward(dY, *arrays, None)),
    ):
        theirs = torch.autograd.grad(Y_fused, leaves, upstream)
        for gradient, by_numpy in zip(theirs, ours, strict=True):
            np.testing.assert_allclose(gradient.cpu().numpy(), by_numpy, atol=1e-12)


def test_without_a_mask_a_sequence_sees_all_of_itself(rng):
    X = rng.normal(size=(N, T, D_K))
    e = X @ X.swapaxes(-1, -2) / math.sqrt(D_K)
    wanted = np.exp(e) / np.exp(e).sum(axis=-1, keepdims=True) @ X
    fused = with_torch.fused_attention(*[torch.tensor(X)] * 3, None)
    np.testing.assert_allclose(fused, wanted, atol=1e-12)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_the_kernel_agrees_in_every_dtype(problem, device, dtype):
    *arrays, mask = problem
    Q, K, V = (torch.tensor(a, device=device, dtype=dtype) for a in arrays)
    allowed = torch.tensor(mask, device=device)
    fused = with_torch.fused_attention(Q, K, V, allowed)
    assert fused.dtype == dtype
    exact = with_torch.fused_attention(Q.double(), K.double(), V.double(), allowed)
    eps = torch.finfo(dtype).eps
    torch.testing.assert_close(fused.double(), exact, rtol=8 * eps, atol=8 * eps)


def test_scaling_is_attention_with_smaller_queries_and_its_backward_divides_again(
    problem, rng
):
    Q, K, V, mask = problem
    small = Q / math.sqrt(D_K)
    np.testing.assert_allclose(
        by_hand.scaled_dot_product_attention(Q, K, V, mask),
        dot_product_attention(small, K, V, mask),
    )
    other = dot_product_attention(Q / D_K, K, V, mask)
    assert np.abs(other - dot_product_attention(small, K, V, mask)).max() > 0.01


def test_scaling_first_does_not_overflow_in_float16(device):
    Q = torch.full((1, 64), 40.0, dtype=torch.float16, device=device)
    K = torch.cat([Q, -Q])
    V = torch.tensor([[1.0], [2.0]], dtype=torch.float16, device=device)
    assert (Q @ K.T / 8).isinf().all()
    assert with_torch.scaled_dot_product_attention(Q, K, V, None).item() == 1
    arrays = [a.cpu().numpy() for a in (Q, K, V)]
    assert by_hand.scaled_dot_product_attention(*arrays, None).item() == 1


def test_the_kernel_refuses_what_it_would_broadcast(problem):
    Q, K, V, mask = (torch.tensor(a) for a in problem)
    for wrong in (mask[:1], mask[:, :, :1], mask.double(), mask[..., :1]):
        with pytest.raises(ValueError, match="expected a bool mask of shape"):
            with_torch.fused_attention(Q, K, V, wrong)
    for wrong in (V[:1], V[..., :3, :], V.float()):
        with pytest.raises(ValueError, match=r"expected V \(\.\.\., s, d_v\)"):
            with_torch.fused_attention(Q, K, wrong, mask)
    for attention in (
        with_torch.fused_attention,
        with_torch.scaled_dot_product_attention,
    ):
        with pytest.raises(ValueError, match="expected Q"):
            attention(Q[:1], K, V, mask)
        with pytest.raises(ValueError, match="one dtype"):
            attention(Q.float(), K, V, mask)


def test_a_vector_that_is_its_own_key_stands_out_the_more_the_wider_it_is(rng):
    for d_k in (16, 256):
        Q = rng.normal(size=(4000, 1, d_k))
        e = dot_product_scores(Q, Q)
        assert e.mean() / d_k == pytest.approx(1, rel=0.03)
        assert e.mean() / math.sqrt(d_k) == pytest.approx(math.sqrt(d_k), rel=0.03)
