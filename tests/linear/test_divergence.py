"""The statements of docs/linear/divergence.md (lin-11)."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch.distributions import Categorical

from mlnotes.linear import divergence as by_hand
from mlnotes.linear import divergence_torch as with_torch
from mlnotes.linear.cross_entropy import cross_entropy_backward, cross_entropy_one_hot
from mlnotes.linear.softmax import softmax


@pytest.fixture
def p(rng):
    return rng.dirichlet(np.ones(5), size=7)


@pytest.fixture
def q(rng):
    return np.roll(rng.dirichlet(np.ones(5), size=7), 1, axis=0)


def test_entropy_equals_scipy_and_lies_between_zero_and_log_c(p):
    stats = pytest.importorskip("scipy.stats")
    H = by_hand.entropy(p)
    np.testing.assert_allclose(H, stats.entropy(p, axis=1), rtol=1e-7)
    assert H.min() > 0
    assert H.max() < np.log(5)
    assert by_hand.entropy(np.eye(5)).tolist() == [0] * 5
    assert by_hand.entropy(np.full(5, 0.2)) == pytest.approx(np.log(5), rel=1e-12)


def test_kl_divergence_equals_scipy_and_torch(p, q):
    special = pytest.importorskip("scipy.special")
    stats = pytest.importorskip("scipy.stats")
    D = by_hand.kl_divergence(p, q)
    np.testing.assert_allclose(D, stats.entropy(p, q, axis=1), rtol=1e-7)
    np.testing.assert_allclose(D, special.rel_entr(p, q).sum(axis=1), rtol=1e-7)
    P, Q = torch.tensor(p), torch.tensor(q)
    wanted = torch.distributions.kl_divergence(Categorical(P), Categorical(Q))
    np.testing.assert_allclose(D, wanted.numpy(), rtol=1e-7)


def test_torch_kl_div_takes_log_q_first_and_p_second(p, q):
    P, Q = torch.tensor(p), torch.tensor(q)
    D = by_hand.kl_divergence(p, q)
    right = F.kl_div(Q.log(), P, reduction="batchmean").item()
    assert right == pytest.approx(D.mean(), rel=1e-7)
    swapped = F.kl_div(P.log(), Q, reduction="batchmean").item()
    assert swapped == pytest.approx(by_hand.kl_divergence(q, p).mean(), rel=1e-7)
    over_everything = F.kl_div(Q.log(), P, reduction="none").mean().item()
    assert over_everything == pytest.approx(D.mean() / 5, rel=1e-7)
    P = torch.tensor([0.0, 1.0])
    assert F.kl_div(P.log(), P, reduction="sum").isnan()
    assert with_torch.kl_divergence(P, P) == 0


def test_cross_entropy_is_entropy_plus_divergence(p, q):
    for P, Q in zip(p, q, strict=True):
        cross = cross_entropy_one_hot(Q[None], P[None])
        parts = by_hand.entropy(P) + by_hand.kl_divergence(P, Q)
        assert cross == pytest.approx(parts, rel=1e-12)


def test_one_hot_targets_have_no_entropy_so_both_losses_are_equal(q):
    T = np.eye(5)[[0, 3, 1, 4, 4, 2, 0]]
    D = by_hand.kl_divergence(T, q).mean()
    assert cross_entropy_one_hot(q, T) == pytest.approx(D, rel=1e-12)


def test_divergence_is_never_negative_and_zero_only_between_equals(rng, p):
    P, Q = rng.dirichlet(np.ones(5), size=(2, 10_000))
    D = by_hand.kl_divergence(P, Q)
    assert D.min() > 0
    assert by_hand.kl_divergence(p, p).tolist() == [0] * 7
    # Pinsker's inequality: the distance between P and Q bounds D from below.
    assert (D - abs(P - Q).sum(axis=1) ** 2 / 2).min() >= 0


def test_log_x_is_at_most_x_minus_one_with_equality_at_one_only():
    x = np.linspace(0.01, 10, 1000)
    gap = x - 1 - np.log(x)
    assert x[gap.argmin()] == 1
    assert gap.min() == 0
    assert (np.delete(gap, gap.argmin()) > 0).all()


def test_divergence_is_not_symmetric():
    p, q = np.array([0.5, 0.4, 0.1]), np.array([0.1, 0.2, 0.7])
    forward, backward = by_hand.kl_divergence(p, q), by_hand.kl_divergence(q, p)
    assert forward == pytest.approx(
        0.5 * np.log(5) + 0.4 * np.log(2) - 0.1 * np.log(7), rel=1e-12
    )
    assert backward == pytest.approx(
        -0.1 * np.log(5) - 0.2 * np.log(2) + 0.7 * np.log(7), rel=1e-12
    )
    assert backward - forward > 0.1


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_zero_probabilities_give_zero_or_infinity_without_a_warning(dtype):
    p = np.array([[0.5, 0.5, 0.0], [0.5, 0.0, 0.5]], dtype=dtype)
    q = np.array([[0.25, 0.75, 0.0], [0.5, 0.5, 0.0]], dtype=dtype)
    wanted = [0.5 * np.log(2) + 0.5 * np.log(2 / 3), np.inf]
    D = by_hand.kl_divergence(p, q)
    assert D.dtype == dtype
    np.testing.assert_allclose(D, wanted, rtol=2e-3)
    D_torch = with_torch.kl_divergence(torch.tensor(p), torch.tensor(q))
    np.testing.assert_allclose(D_torch.numpy(), wanted, rtol=2e-3)
    for H in (by_hand.entropy(p), with_torch.entropy(torch.tensor(p)).numpy()):
        np.testing.assert_allclose(H, np.log(2), rtol=1e-3)


def test_divergence_from_scores_equals_divergence_from_probabilities(rng, p):
    s = rng.normal(scale=3, size=(7, 5))
    np.testing.assert_allclose(
        by_hand.kl_divergence_scores(p, s),
        by_hand.kl_divergence(p, softmax(s)),
        rtol=1e-9,
    )


def test_divergence_from_scores_is_finite_where_probabilities_round_to_zero():
    p, s = np.array([[0.5, 0.5]]), np.array([[0.0, 2000.0]])
    assert by_hand.kl_divergence(p, softmax(s)) == np.inf
    found = by_hand.kl_divergence_scores(p, s)
    np.testing.assert_allclose(found, 1000 - np.log(2), rtol=1e-12)
    masked = np.array([[3.0, -np.inf]])  # p is 0 there too: 0 · log 0 = 0
    certain = np.array([[1.0, 0.0]])
    assert by_hand.kl_divergence_scores(certain, masked) == 0
    torch_masked = torch.tensor(masked)
    assert with_torch.kl_divergence_scores(torch.tensor(certain), torch_masked) == 0


def test_gradient_with_respect_to_scores_is_q_minus_p_and_equals_autograd(rng, p):
    s, dD = rng.normal(size=(7, 5)), rng.normal(size=7)
    s_torch = torch.tensor(s, requires_grad=True)
    with_torch.kl_divergence_scores(torch.tensor(p), s_torch).backward(torch.tensor(dD))
    ds = by_hand.kl_divergence_scores_backward(dD, p, s)
    np.testing.assert_allclose(ds, s_torch.grad.numpy(), rtol=1e-7, atol=1e-15)
    ones = by_hand.kl_divergence_scores_backward(np.ones(7), p, s)
    np.testing.assert_allclose(ones, softmax(s) - p, rtol=1e-12)


def test_gradient_for_one_hot_targets_is_that_of_the_cross_entropy(rng):
    s, y = rng.normal(size=(7, 5)), rng.integers(0, 5, 7)
    of_mean = by_hand.kl_divergence_scores_backward(np.full(7, 1 / 7), np.eye(5)[y], s)
    np.testing.assert_allclose(
        of_mean, cross_entropy_backward(1.0, s, y), rtol=1e-12, atol=1e-15
    )


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_torch_functions_keep_device_and_dtype_and_equal_numpy(device, dtype):
    s = torch.tensor([[0.0, 1.0, -1.0]], device=device)
    p = torch.tensor([[0.5, 0.25, 0.25]], device=device)
    q = torch.softmax(s, dim=1)
    numpy = [value.cpu().numpy().astype(float) for value in (p, q, s)]
    wanted = [
        by_hand.entropy(numpy[0]),
        by_hand.kl_divergence(numpy[0], softmax(numpy[2])),
        by_hand.kl_divergence_scores(numpy[0], numpy[2]),
    ]
    p, q, s = p.to(dtype), q.to(dtype), s.to(dtype)
    found = [
        with_torch.entropy(p),
        with_torch.kl_divergence(p, q),
        with_torch.kl_divergence_scores(p, s),
    ]
    tolerance = {torch.float32: 1.3e-6, torch.float16: 2e-3, torch.bfloat16: 1.6e-2}
    for value, expected in zip(found, wanted, strict=True):
        assert value.dtype == dtype
        assert value.device == p.device
        np.testing.assert_allclose(
            value.double().cpu().numpy(), expected, atol=tolerance[dtype]
        )


def test_shapes_that_differ_are_refused(p):
    wrong = np.full((7, 4), 0.25)
    calls = [
        lambda: by_hand.kl_divergence(p, wrong),
        lambda: by_hand.kl_divergence_scores(p, wrong),
        lambda: by_hand.kl_divergence_scores_backward(np.ones(7), p, wrong),
        lambda: by_hand.kl_divergence_scores_backward(np.ones(6), p, p),
        lambda: with_torch.kl_divergence(torch.tensor(p), torch.tensor(wrong)),
        lambda: with_torch.kl_divergence_scores(torch.tensor(p), torch.tensor(wrong)),
    ]
    for call in calls:
        with pytest.raises(ValueError, match=r"expected .* got .*\((7, 4|6,)\)"):
            call()
