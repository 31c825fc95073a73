"""The statements of docs/training/penalties.md (tr-12)."""

import math

import numpy as np
import pytest
import torch

from mlnotes.linear.gradient_descent import subgradient_descent
from mlnotes.training import penalties as by_hand
from mlnotes.training import penalties_torch as with_torch

BOTH = pytest.mark.parametrize("module", [by_hand, with_torch])


@pytest.fixture
def regression(rng):
    """31 samples, 7 features of different scale, 3 of them without influence."""
    X = rng.normal(size=(31, 7)) * np.geomspace(0.5, 2, 7)
    y = X @ np.array([2.0, 0, -1, 0, 3, 0, 1]) + rng.normal(size=31)
    X.setflags(write=False)
    return X, y


def convert(module, value):
    return torch.tensor(value) if module is with_torch else value


@BOTH
def test_penalties_are_half_lambda_times_squares_and_lambda_times_sizes(module):
    W = convert(module, np.array([[3.0, -4.0], [0.0, 1.0]]))
    assert float(module.l2_penalty(W, 0.1)) == pytest.approx(0.05 * 26, rel=1e-12)
    assert float(module.l1_penalty(W, 0.1)) == pytest.approx(0.1 * 8, rel=1e-12)
    assert float(module.l2_penalty(W, 2 * 0.1)) == pytest.approx(0.1 * 26, rel=1e-12)


def test_every_number_between_minus_and_plus_lambda_is_a_subgradient_at_zero():
    W = np.linspace(-1, 1, 21)
    for slope in (-0.3, 0.0, 0.2, 0.3):
        assert all(by_hand.l1_penalty(w, 0.3) >= slope * w - 1e-15 for w in W)
    assert any(by_hand.l1_penalty(w, 0.3) < 0.31 * w for w in W)
    assert by_hand.l1_penalty_backward(1.0, np.zeros(2), 0.3).tolist() == [0, 0]


def test_l2_pulls_in_proportion_and_l1_with_constant_force():
    W = np.array([0.01, -1.0, 100.0])
    np.testing.assert_allclose(by_hand.l2_penalty_backward(1.0, W, 0.5), W / 2)
    np.testing.assert_array_equal(
        by_hand.l1_penalty_backward(1.0, W, 0.5), [0.5, -0.5, 0.5]
    )


def test_ridge_equals_scikit_learn_and_lies_where_the_gradient_vanishes(regression):
    linear_model = pytest.importorskip("sklearn.linear_model")
    for X, y in (regression, (regression[0][:5], regression[1][:5])):  # n < d, too
        w = by_hand.ridge(X, y, 3.0)
        theirs = linear_model.Ridge(alpha=3.0, fit_intercept=False).fit(X, y).coef_
        np.testing.assert_allclose(w, theirs, rtol=1e-9)
        slope = X.T @ (X @ w - y) + by_hand.l2_penalty_backward(1.0, w, 3.0)
        np.testing.assert_allclose(slope, 0, atol=1e-12)


def test_ridge_shrinks_a_direction_by_its_squared_singular_value(regression):
    X, y = regression
    _, d, V = np.linalg.svd(X, full_matrices=False)
    free = V @ np.linalg.lstsq(X, y)[0]
    factor = d**2 / (d**2 + 30)
    np.testing.assert_allclose(V @ by_hand.ridge(X, y, 30.0), factor * free, rtol=1e-9)
    assert factor[0] > 2 * factor[-1]


def test_only_a_bias_without_penalty_follows_a_shift_of_the_targets(regression):
    linear_model = pytest.importorskip("sklearn.linear_model")
    X, y = regression
    mean = X.mean(axis=0)
    w = by_hand.ridge(X - mean, y - y.mean(), 3.0)
    free = linear_model.Ridge(alpha=3.0).fit(X, y)
    np.testing.assert_allclose(free.coef_, w, rtol=1e-9)
    np.testing.assert_allclose(free.intercept_, y.mean() - mean @ w, rtol=1e-9)
    shifted = by_hand.ridge(X - mean, y + 100 - (y + 100).mean(), 3.0)
    np.testing.assert_allclose(shifted, w, rtol=1e-9)
    one = np.column_stack([X, np.ones(31)])  # the bias trick: it is penalised, too
    before, after = by_hand.ridge(one, y, 3.0), by_hand.ridge(one, y + 100, 3.0)
    assert after[-1] - before[-1] < 93
    assert abs(after[:-1] - before[:-1]).max() > 0.3


@BOTH
def test_soft_threshold_minimises_its_objective_and_equals_torch(module, rng, device):
    W = rng.normal(size=(3, 5))
    W[0, 0] = -0.5
    own = torch.tensor(W, device=device) if module is with_torch else W
    Z = np.asarray(torch.as_tensor(module.soft_threshold(own, 0.5)).cpu())
    theirs = torch.nn.functional.softshrink(torch.tensor(W), 0.5)
    np.testing.assert_allclose(Z, theirs, rtol=1e-12)
    assert 0 < (Z == 0).sum() < 15
    for move in np.linspace(-2, 2, 81):
        cost = (Z + move - W) ** 2 / 2 + 0.5 * abs(Z + move)
        assert (cost >= (Z - W) ** 2 / 2 + 0.5 * abs(Z) - 1e-12).all()


@pytest.mark.parametrize("strength", [1.0, 10.0, 50.0])
def test_lasso_equals_scikit_learn_with_strength_over_n(regression, strength):
    linear_model = pytest.importorskip("sklearn.linear_model")
    X, y = regression
    w = by_hand.lasso(X, y, strength, 500)
    model = linear_model.Lasso(alpha=strength / 31, fit_intercept=False, tol=1e-12)
    np.testing.assert_allclose(w, model.fit(X, y).coef_, atol=1e-7)


def test_proximal_steps_give_exact_zeros_and_subgradient_steps_none(regression):
    X, y = regression
    subgradient = subgradient_descent(
        lambda w: X.T @ (X @ w - y) + by_hand.l1_penalty_backward(1.0, w, 50.0),
        np.zeros(7),
        0.005,
        1000,
    )
    w = by_hand.lasso(X, y, 50.0, 500)
    assert (w == 0).sum() >= 3
    assert (subgradient[-1] == 0).sum() == 0
    np.testing.assert_allclose(subgradient[-1], w, atol=0.02)
    assert (by_hand.ridge(X, y, 50.0) == 0).sum() == 0


def test_all_weights_of_the_lasso_are_zero_from_the_largest_correlation_on(regression):
    X, y = regression
    largest = abs(X.T @ y).max()
    assert (by_hand.lasso(X, y, 1.0001 * largest, 200) == 0).all()
    assert (by_hand.lasso(X, y, 0.99 * largest, 200) != 0).sum() == 1


def test_a_proximal_step_never_raises_the_objective(regression):
    X, y = regression
    path = [by_hand.lasso(X, y, 20.0, steps) for steps in range(60)]
    costs = [((X @ w - y) ** 2).sum() / 2 + by_hand.l1_penalty(w, 20.0) for w in path]
    assert (np.diff(costs) <= 1e-9).all()
    assert costs[-1] < costs[0] / 2


@pytest.mark.parametrize("norm", [1, 2])
def test_a_penalised_minimum_is_the_lowest_point_of_its_ball(regression, rng, norm):
    X, y = regression
    penalised = by_hand.lasso(X, y, 50.0, 500) if norm == 1 else by_hand.ridge(X, y, 50)
    others = rng.normal(size=(2000, 7))
    radius = np.linalg.norm(penalised, norm)
    others *= radius / np.linalg.norm(others, norm, axis=1, keepdims=True)
    others = np.vstack([others, penalised + 0.1 * others]) / 1.1

    def loss(w):
        return ((w @ X.T - y) ** 2).sum(axis=-1)

    assert (np.linalg.norm(others, norm, axis=1) <= radius + 1e-9).all()
    assert (loss(others) > loss(penalised)).all()


def test_the_test_error_over_lambda_is_a_valley_on_60_threes_and_eights():
    """Measured over 20 splits: at least 2.1 times the best on the left, 4.4 right."""
    datasets = pytest.importorskip("sklearn.datasets")
    X, y = datasets.load_digits(return_X_y=True)
    X, y = X[np.isin(y, (3, 8))] / 16, np.where(y[np.isin(y, (3, 8))] == 8, 1.0, -1.0)
    train, test = np.empty((2, 20, 3))
    for seed in range(20):
        p = np.random.default_rng(seed).permutation(len(X))
        a, b = p[:60], p[60:]
        mean, middle = X[a].mean(axis=0), y[a].mean()
        for i, strength in enumerate((1e-4, 1.0, 1e4)):
            w = by_hand.ridge(X[a] - mean, y[a] - middle, strength)
            error = ((X - mean) @ w + middle - y) ** 2
            train[seed, i], test[seed, i] = error[a].mean(), error[b].mean()
    assert (np.diff(train) > 0).all()  # a penalty never helps on the training set
    assert (test[:, 0] > 1.5 * test[:, 1]).all()
    assert (test[:, 2] > 3 * test[:, 1]).all()


@BOTH
def test_numbers_out_of_range_and_unusable_samples_are_refused(module):
    W, X, y = (convert(module, np.ones(size)) for size in (3, (5, 2), 5))
    for bad in (-1.0, math.inf, math.nan):
        for call in (
            lambda bad=bad: module.l2_penalty(W, bad),
            lambda bad=bad: module.l1_penalty(W, bad),
            lambda bad=bad: module.soft_threshold(W, bad),
            lambda bad=bad: module.weight_decay_step(W, W, bad, 0.1),
            lambda bad=bad: module.weight_decay_step(W, W, 0.1, bad),
            lambda bad=bad: module.ridge(X, y, bad),
            lambda bad=bad: module.lasso(X, y, bad, 3),
        ):
            with pytest.raises(ValueError, match=r"expected a finite .* got"):
                call()
    for call in (
        lambda: module.ridge(X, y, 0),
        lambda: module.lasso(X, y, 1.0, -1),
        lambda: module.lasso(0 * X, y, 1.0, 3),
        lambda: module.ridge(X / 0 if module is with_torch else X * math.inf, y, 1.0),
    ):
        with pytest.raises(ValueError, match=r"expected .* got"):
            call()
