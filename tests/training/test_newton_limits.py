"""The cost and the limits that docs/training/newton.md states (tr-19)."""

import numpy as np
import pytest
import torch

from mlnotes.networks.net_torch import Net
from mlnotes.training import newton as by_hand
from mlnotes.training import newton_torch as with_torch
from mlnotes.training import sgd_problems_torch

BOTH = pytest.mark.parametrize(
    ("module", "array"), [(by_hand, np.array), (with_torch, torch.tensor)]
)


@pytest.mark.parametrize("d", [1, 2, 3, 10, 50])
def test_elimination_solves_and_its_multiplications_are_the_formula(d, rng):
    H, g = rng.normal(size=(d, d)), rng.normal(size=d)
    for module, make in ((by_hand, np.array), (with_torch, torch.tensor)):
        delta, count = module.eliminate(make(H), make(g))
        np.testing.assert_allclose(delta, np.linalg.solve(H, g), rtol=1e-7)
        assert count == (d**3 + 3 * d**2 - d) // 3
    if d == 50:
        assert count / (d**3 / 3) == pytest.approx(1, abs=0.07)


def test_count_is_that_of_an_elimination_with_single_numbers(rng):
    """Three loops and a counter, no vectors; rows need no exchange here."""
    d, count = 7, 0
    A = np.column_stack([rng.normal(size=(d, d)) + 20 * np.eye(d), rng.normal(size=d)])
    H, g = A[:, :d].copy(), A[:, d].copy()
    for k in range(d):
        for i in range(k + 1, d):
            factor = A[i, k] / A[k, k]
            count += 1
            for j in range(k + 1, d + 1):
                A[i, j] -= factor * A[k, j]
                count += 1
    for i in reversed(range(d)):
        for j in range(i + 1, d):
            A[i, d] -= A[i, j] * A[j, d]
            count += 1
        A[i, d] /= A[i, i]
        count += 1
    delta, counted = by_hand.eliminate(H, g)
    np.testing.assert_allclose(delta, A[:, d], rtol=1e-9)
    assert counted == count


@BOTH
def test_rows_are_exchanged_where_a_pivot_is_zero(module, array):
    delta, _ = module.eliminate(array([[0.0, 2.0], [3.0, 1.0]]), array([4.0, 5.0]))
    np.testing.assert_allclose(delta, [1.0, 2.0])


def test_hessian_of_the_network_of_chapter_3_would_take_96_gigabytes():
    d = sum(weights.numel() for weights in Net().parameters())
    assert d == 109_386
    assert round(d**2 * 8 / 1e9) == 96


def test_minibatch_smaller_than_d_has_a_singular_hessian(rng):
    X = rng.normal(size=(101, 7))
    g = X[:5].mean(axis=0)
    with pytest.raises(ValueError, match="expected H to have an inverse, got cond"):
        by_hand.newton_step(g, g, by_hand.logistic_hessian(X[:5], g))
    by_hand.newton_step(g, g, by_hand.logistic_hessian(X, g))


@BOTH
def test_singular_and_unusable_matrices_are_refused(module, array, rng):
    g = array([1.0, 2.0])
    x = rng.normal(size=2)
    for H in ([[1.0, 2.0], [2.0, 4.0]], [[0.0, 0.0], [0.0, 0.0]], np.outer(x, x)):
        H = array(np.array(H).tolist())
        with pytest.raises(ValueError, match="expected H to have an inverse, got cond"):
            module.newton_step(g, H @ g, H)  # g in the range of H is no excuse
    with pytest.raises(ValueError, match="expected H to have an inverse, got pivot 0"):
        module.eliminate(array([[1.0, 2.0], [2.0, 4.0]]), g)
    for bad in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="expected a finite H, got NaN or inf"):
            module.newton_step(g, g, array([[1.0, 0.0], [0.0, bad]]))
    half = array(np.eye(2, dtype=np.float16))
    with pytest.raises(ValueError, match=r"expected H in float32 or float64, got .*16"):
        module.newton_step(half[0], half[0], half)
    with pytest.raises(ValueError, match=r"expected H of shape \(d, d\)"):
        module.newton_step(g[:0], g[:0], half[:0, :0])
    for strength in (-1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="expected a finite strength >= 0, got"):
            module.damp(half, strength)
    with pytest.raises(ValueError, match=r"expected theta of shape \(..., 2\), got"):
        module.ravine_hessian(array([1.0, 2.0, 3.0]))


def test_torch_step_runs_on_the_device_of_its_inputs(device):
    theta = torch.tensor([-1.2, 1.0], dtype=torch.float64, device=device)
    H = with_torch.rosenbrock_hessian(theta)
    g = torch.func.grad(sgd_problems_torch.rosenbrock)(theta)
    new = with_torch.newton_step(theta, g, with_torch.damp(H, 1.0))
    delta, _ = with_torch.eliminate(with_torch.damp(H, 1.0), g)
    assert new.device == delta.device == theta.device
    torch.testing.assert_close(new, theta - delta)
