"""The statements of docs/linear/softmax.md (lin-4, lin-5, lin-6)."""

import numpy as np
import pytest
import torch

from mlnotes.linear import softmax as by_hand
from mlnotes.linear import softmax_torch as with_torch
from mlnotes.linear.scores import linear_scores


def test_scores_are_unbounded_and_rescaling_changes_no_decision(rng):
    X, W, b = rng.normal(size=(7, 5)), rng.normal(size=(3, 5)), rng.normal(size=3)
    s, scaled = linear_scores(X, W, b), linear_scores(X, 1e6 * W, 1e6 * b)
    assert np.abs(scaled).max() > 1e5
    np.testing.assert_array_equal(s.argmax(axis=1), scaled.argmax(axis=1))
    p = by_hand.softmax(scaled)
    assert p.min() >= 0
    assert p.max() <= 1


def test_sigmoid_equals_scipy_and_is_symmetric():
    import scipy.special  # here: machines with a GPU have no SciPy

    s = np.linspace(-700, 700, 1401)
    np.testing.assert_allclose(by_hand.sigmoid(s), scipy.special.expit(s), rtol=1e-12)
    np.testing.assert_allclose(by_hand.sigmoid(-s), 1 - by_hand.sigmoid(s), atol=1e-15)


def test_sigmoid_slope_is_at_most_a_quarter_and_equals_autograd(rng):
    s = np.append(rng.normal(scale=5, size=13), 0.0)
    dp = rng.normal(size=14)
    ds = by_hand.sigmoid_backward(dp, by_hand.sigmoid(s))
    s_torch = torch.tensor(s, requires_grad=True)
    with_torch.sigmoid(s_torch).backward(torch.tensor(dp))
    np.testing.assert_allclose(ds, s_torch.grad.numpy(), rtol=1e-7)
    slope = by_hand.sigmoid_backward(np.ones_like(s), by_hand.sigmoid(s))
    assert slope.max() == slope[-1] == 0.25


def test_softmax_equals_scipy(rng):
    import scipy.special

    s = rng.normal(scale=20, size=(2, 7, 3))
    np.testing.assert_allclose(
        by_hand.softmax(s), scipy.special.softmax(s, axis=-1), rtol=1e-12
    )
    np.testing.assert_allclose(
        by_hand.log_softmax(s), scipy.special.log_softmax(s, axis=-1), rtol=1e-12
    )


def test_softmax_of_two_scores_is_the_sigmoid_of_their_difference(rng):
    s = rng.normal(scale=10, size=(11, 2))
    np.testing.assert_allclose(
        by_hand.softmax(s)[:, 0], by_hand.sigmoid(s[:, 0] - s[:, 1]), rtol=1e-12
    )


def test_torch_gives_the_values_of_numpy(rng, device):
    s = rng.normal(scale=20, size=(7, 3))
    for name in ("sigmoid", "softmax", "log_softmax"):
        values = getattr(with_torch, name)(torch.tensor(s, device=device)).cpu().numpy()
        np.testing.assert_allclose(getattr(by_hand, name)(s), values, rtol=1e-7)


def test_softmax_ignores_a_common_shift(rng):
    s = rng.normal(size=(7, 3))
    np.testing.assert_allclose(by_hand.softmax(s + 1000), by_hand.softmax(s), rtol=1e-9)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_huge_scores_neither_overflow_nor_warn(dtype):
    s = np.array([[60_000, -60_000, 0], [-60_000, -60_000, -60_000]], dtype=dtype)
    for p in (by_hand.softmax(s), np.exp(by_hand.log_softmax(s))):
        assert p.dtype == dtype
        np.testing.assert_allclose(p[0], [1, 0, 0])
        np.testing.assert_allclose(p[1], 1 / 3, rtol=1e-3)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_torch_softmax_keeps_device_and_dtype(device, dtype):
    s = torch.tensor([[60_000.0, -60_000.0, 0.0]], dtype=dtype, device=device)
    p = with_torch.softmax(s)
    assert p.dtype == dtype
    assert p.device == s.device
    assert p.tolist() == [[1, 0, 0]]


def test_masked_classes_get_probability_zero_and_masked_rows_are_refused():
    s = np.array([[0.0, -np.inf, 0.0]])
    np.testing.assert_array_equal(by_hand.softmax(s), [[0.5, 0, 0.5]])
    for masked in (np.full((1, 3), -np.inf), np.array([[0, np.inf, 0]])):
        for module, scores in ((by_hand, masked), (with_torch, torch.tensor(masked))):
            with pytest.raises(ValueError, match="expected a finite largest score"):
                module.softmax(scores)
            with pytest.raises(ValueError, match="expected a finite largest score"):
                module.log_softmax(scores)


def test_log_softmax_is_finite_where_the_probability_is_zero():
    s = np.array([[0.0, 1000.0]])
    assert by_hand.softmax(s)[0, 0] == 0
    assert by_hand.log_softmax(s)[0, 0] == -1000


def test_softmax_backward_equals_autograd(rng):
    s, dp = rng.normal(scale=3, size=(2, 7, 3)), rng.normal(size=(2, 7, 3))
    s_torch = torch.tensor(s, requires_grad=True)
    with_torch.softmax(s_torch).backward(torch.tensor(dp))
    ds = by_hand.softmax_backward(dp, by_hand.softmax(s))
    np.testing.assert_allclose(ds, s_torch.grad.numpy(), rtol=1e-7, atol=1e-12)
    np.testing.assert_allclose(ds.sum(axis=-1), 0, atol=1e-12)


@pytest.mark.parametrize("s", [np.array(1.0), np.ones((2, 0))])
def test_softmax_needs_a_class(s):
    for module, scores in ((by_hand, s), (with_torch, torch.tensor(s))):
        for function in (module.softmax, module.log_softmax):
            with pytest.raises(ValueError, match=r"expected s of shape .*, got \("):
                function(scores)


@pytest.mark.parametrize(
    "backward", [by_hand.sigmoid_backward, by_hand.softmax_backward]
)
def test_backward_refuses_a_gradient_of_another_shape(backward):
    with pytest.raises(ValueError, match=r"expected dp of p's shape \(7, 3\), got"):
        backward(np.ones((1, 3)), np.ones((7, 3)))
