"""The statements of docs/linear/gradient-descent.md (lin-12, lin-13)."""

import itertools

import numpy as np
import pytest
import torch

from mlnotes.linear import gradient_descent as by_hand
from mlnotes.linear import gradient_descent_torch as with_torch
from mlnotes.linear.margin_losses import (
    hinge_loss,
    hinge_loss_backward,
    log_loss,
    log_loss_backward,
)


class Problem:
    """A margin loss of a linear score, averaged over samples."""

    def __init__(self, X, y, loss, loss_backward):
        self.X, self.y, self.loss, self.loss_backward = X, y, loss, loss_backward

    def cost(self, theta):
        return self.loss(self.X @ theta, self.y).mean()

    def gradient(self, theta):
        share = np.full(len(self.y), 1 / len(self.y))
        return self.X.T @ self.loss_backward(share, self.X @ theta, self.y)

    def costs(self, path):
        return np.array([self.cost(theta) for theta in path])


@pytest.fixture
def digits():
    """Two pixels of the real digits 4 and 9, standardised."""
    datasets = pytest.importorskip("sklearn.datasets")
    data = datasets.load_digits()
    chosen = np.isin(data.target, (4, 9))
    X = data.images[chosen][:, [1, 5], [2, 3]]
    y = np.where(data.target[chosen] == 9, 1.0, -1.0)
    return Problem((X - X.mean(0)) / X.std(0), y, log_loss, log_loss_backward)


@pytest.fixture
def H(rng):
    """Hessian of a convex quadratic in five parameters."""
    A = rng.normal(size=(11, 5))
    return A.T @ A / 11 + 0.05 * np.eye(5)


def test_every_step_is_theta_minus_alpha_times_the_gradient(digits):
    path = by_hand.gradient_descent(digits.gradient, np.array([-3.0, -8.0]), 0.7, 11)
    assert path.shape == (12, 2)
    for old, new in itertools.pairwise(path):
        np.testing.assert_array_equal(new, old - 0.7 * digits.gradient(old))


def test_path_equals_torch_optim_sgd(H):
    start = np.arange(1.0, 6.0)
    path = by_hand.gradient_descent(lambda theta: H @ theta, start, 0.1, 13)
    theta, H_torch = torch.tensor(start, requires_grad=True), torch.tensor(H)
    optimizer = torch.optim.SGD([theta], lr=0.1)
    for _ in range(13):
        optimizer.zero_grad()
        (theta @ H_torch @ theta / 2).backward()
        optimizer.step()
    np.testing.assert_allclose(path[-1], theta.detach().numpy(), rtol=1e-7)


def test_no_direction_descends_more_steeply_than_the_negative_gradient(digits, rng):
    theta, step = np.array([-3.0, -8.0]), 1e-5
    gradient = digits.gradient(theta)
    directions = rng.normal(size=(500, 2))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    drops = digits.cost(theta) - digits.costs(theta + step * directions)
    steepest = -gradient / np.linalg.norm(gradient)
    best = digits.cost(theta) - digits.cost(theta + step * steepest)
    assert best == pytest.approx(step * np.linalg.norm(gradient), rel=1e-4)
    assert drops.max() <= best * (1 + 1e-4)
    assert drops.min() < 0


def test_on_a_quadratic_the_path_has_a_closed_form(H):
    start = np.ones(5)
    path = by_hand.gradient_descent(lambda theta: H @ theta, start, 0.3, 7)
    shrink = np.eye(5) - 0.3 * H
    for t, theta in enumerate(path):
        wanted = np.linalg.matrix_power(shrink, t) @ start
        np.testing.assert_allclose(theta, wanted, rtol=1e-9, atol=1e-12)


def test_on_a_quadratic_it_converges_exactly_below_two_over_the_largest_eigenvalue(H):
    limit = 2 / np.linalg.eigvalsh(H)[-1]
    ends = {}
    for factor in (0.99, 1.0, 1.01):
        path = by_hand.gradient_descent(
            lambda t: H @ t, np.ones(5), factor * limit, 3000
        )
        ends[factor] = np.linalg.norm(path[-1])
    assert ends[0.99] < 1e-6
    assert ends[1.01] > 1e6
    top = abs(np.linalg.eigh(H)[1][:, -1] @ np.ones(5))
    assert ends[1.0] == pytest.approx(top, rel=1e-6)  # it bounces for ever


def test_best_rate_shrinks_the_distance_by_kappa_minus_one_over_kappa_plus_one():
    curvatures = np.array([1.0, 3.0, 10.0])
    best = 2 / (curvatures[0] + curvatures[-1])
    path = by_hand.gradient_descent(lambda t: curvatures * t, np.ones(3), best, 20)
    slowest = abs(path[-1] / path[-2]).max()
    assert slowest == pytest.approx((10 - 1) / (10 + 1), rel=1e-9)
    for other in (0.9 * best, 1.1 * best):
        worse = by_hand.gradient_descent(
            lambda t: curvatures * t, np.ones(3), other, 20
        )
        assert abs(worse[-1] / worse[-2]).max() > slowest


def test_rate_too_small_crawls_good_converges_too_large_never_settles(digits):
    optimize = pytest.importorskip("scipy.optimize")
    start = np.array([-3.0, -8.0])
    minimum = optimize.minimize(
        digits.cost, np.zeros(2), jac=digits.gradient, tol=1e-10
    )
    p = 1 / (1 + np.exp(-digits.X @ minimum.x))
    H = (digits.X * (p * (1 - p))[:, None]).T @ digits.X / len(p)
    limit = 2 / np.linalg.eigvalsh(H)[-1]
    assert 20 < limit < 60
    crawl, good, bounce = (
        digits.costs(by_hand.gradient_descent(digits.gradient, start, rate, 200))
        for rate in (1, 20, 60)
    )
    assert (np.diff(crawl) < 0).all()
    assert crawl[30] - minimum.fun > 0.1
    assert good[30] - minimum.fun < 1e-3
    assert good[-1] == pytest.approx(minimum.fun, rel=1e-6)
    assert (bounce[-50:] - minimum.fun).min() > 0.01
    assert (np.diff(bounce[-50:]) > 0).any()


def test_on_a_surface_that_is_not_convex_the_start_decides_the_minimum():
    def cost(theta):
        return (theta**4 / 4 - theta**2 / 2 + theta / 5).sum(axis=-1)

    def gradient(theta):
        return theta**3 - theta + 0.2

    low, top, high = np.sort(np.roots([1, 0, -1, 0.2]).real)
    ends = {}
    for start in (top - 0.01, top + 0.01):
        path = by_hand.gradient_descent(gradient, np.array([start]), 0.1, 400)
        ends[start < top] = path[-1]
    np.testing.assert_allclose(ends[True], [low], rtol=1e-6)
    np.testing.assert_allclose(ends[False], [high], rtol=1e-6)
    assert cost(ends[True]) < cost(ends[False]) - 0.3
    stuck = by_hand.gradient_descent(gradient, np.array([top]), 0.1, 50)
    np.testing.assert_allclose(stuck, top, atol=1e-12)  # the gradient is 0 there too


def test_a_constant_step_bounces_at_a_kink_and_a_shrinking_step_converges():
    start = np.array([1.05])
    constant = by_hand.gradient_descent(np.sign, start, 0.1, 2000)
    shrinking = by_hand.subgradient_descent(np.sign, start, 0.1, 2000)
    assert abs(constant[-100:]).max() >= 0.05
    np.testing.assert_allclose(constant[-1], constant[-3], rtol=1e-12)
    assert abs(shrinking[-100:]).max() < 0.1 / np.sqrt(1900)


def test_best_cost_of_subgradient_descent_keeps_its_bound(rng):
    start, minimum = rng.normal(size=5), rng.normal(size=5)
    path = by_hand.subgradient_descent(
        lambda theta: np.sign(theta - minimum), start, 0.5, 3000
    )
    best = np.minimum.accumulate(abs(path[:-1] - minimum).sum(axis=1))
    rates = 0.5 / np.sqrt(np.arange(1, 3001))
    distance, steepest = np.linalg.norm(start - minimum), np.sqrt(5)
    bound = (distance**2 + steepest**2 * np.cumsum(rates**2)) / (2 * np.cumsum(rates))
    assert (best <= bound).all()
    assert best[-1] < 0.02


def test_subgradient_descent_on_the_hinge_loss_reaches_the_linear_programme(rng):
    optimize = pytest.importorskip("scipy.optimize")
    X = rng.normal(size=(31, 2))
    y = np.where(X @ [1.0, -2.0] + rng.normal(size=31) > 0, 1.0, -1.0)
    problem = Problem(X, y, hinge_loss, hinge_loss_backward)
    # min Σ ξ_i / n subject to ξ_i >= 1 − y_i θᵀx_i and ξ_i >= 0, as a linear programme
    optimum = optimize.linprog(
        np.r_[np.zeros(2), np.full(31, 1 / 31)],
        A_ub=-np.c_[y[:, None] * X, np.eye(31)],
        b_ub=-np.ones(31),
        bounds=[(None, None)] * 2 + [(0, None)] * 31,
    )
    path = by_hand.subgradient_descent(problem.gradient, np.zeros(2), 1.0, 5000)
    costs = problem.costs(path)
    assert costs.min() >= optimum.fun - 1e-12
    assert costs.min() == pytest.approx(optimum.fun, abs=1e-3)
    assert (np.diff(costs) > 0).any()  # not every step descends


def test_subgradients_stay_below_the_cost_even_at_the_kink(rng):
    s, y = rng.normal(size=101), np.ones(101)
    at_kink = np.ones(101)  # margin 1, where the hinge has no derivative
    slope = hinge_loss_backward(np.ones(101), at_kink, y)
    assert (hinge_loss(s, y) >= hinge_loss(at_kink, y) + slope * (s - 1)).all()
    for value in (-1.0, -0.5, 0.0):
        assert (hinge_loss(s, y) >= value * (s - 1)).all()
    assert (hinge_loss(s, y) < -1.1 * (s - 1)).any()


def test_autograd_answers_with_a_subgradient_at_the_kinks():
    for function, theta in ((torch.abs, 0.0), (torch.relu, 0.0)):
        value = torch.tensor(theta, requires_grad=True)
        function(value).backward()
        assert value.grad == 0


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
@pytest.mark.parametrize("name", ["gradient_descent", "subgradient_descent"])
def test_torch_path_equals_numpy_on_every_device(device, dtype, name):
    curvatures, start = [1.0, 3.0, 5.0], [2.0, -1.0, 0.5]
    c_numpy, c_torch = (
        np.array(curvatures),
        torch.tensor(curvatures).to(device, dtype),
    )
    path = getattr(by_hand, name)(lambda t: c_numpy * t, np.array(start), 0.1, 7)
    theta = torch.tensor(start, dtype=dtype, device=device)
    path_torch = getattr(with_torch, name)(lambda t: c_torch * t, theta, 0.1, 7)
    assert path_torch.dtype == dtype
    assert path_torch.device == theta.device
    tolerance = {torch.float16: 5e-3, torch.float32: 1.3e-6, torch.float64: 1e-12}
    np.testing.assert_allclose(
        path_torch.cpu().double().numpy(), path, atol=tolerance[dtype]
    )


@pytest.mark.parametrize(
    ("module", "holder"), [(by_hand, np.ones), (with_torch, torch.ones)]
)
@pytest.mark.parametrize("name", ["gradient_descent", "subgradient_descent"])
def test_what_cannot_be_a_descent_is_refused(module, holder, name):
    descend = getattr(module, name)
    start, same = holder(3), lambda theta: theta
    with pytest.raises(ValueError, match=r"expected theta .*got \(3, 2\)"):
        descend(same, holder((3, 2)), 0.1, 1)
    for rate in (0.0, -0.1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="expected a finite learning_rate > 0"):
            descend(same, start, rate, 1)
    with pytest.raises(ValueError, match=r"steps >= 0, got 0\.1 and -1"):
        descend(same, start, 0.1, -1)
    with pytest.raises(ValueError, match=r"expected a gradient .*\(3,\), got \(1,\)"):
        descend(lambda theta: theta[:1], start, 0.1, 1)
    assert descend(same, start, 0.1, 0).shape == (1, 3)
