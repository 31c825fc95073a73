"""The statements of docs/training/preprocessing.md (tr-5, tr-6): what it changes."""

import math

import numpy as np
import pytest

from mlnotes.linear.scores import append_one, linear_scores
from mlnotes.neighbors.knn import knn_predict
from mlnotes.training.preprocessing import (
    least_squares_hessian,
    standardize,
    standardize_statistics,
)


@pytest.fixture(scope="module")
def wine():
    datasets = pytest.importorskip("sklearn.datasets")
    return datasets.load_wine(return_X_y=True)


@pytest.fixture(scope="module")
def digits():
    datasets = pytest.importorskip("sklearn.datasets")
    return datasets.load_digits(return_X_y=True)[0]


def steps(H, theta, limit=5000):
    """Steps of gradient descent at its best rate until 1 % of the cost is left."""
    low, *_, high = np.linalg.eigvalsh(H)
    start = theta @ H @ theta
    for step in range(limit):
        if theta @ H @ theta <= 0.01 * start:
            return step
        theta = theta - 2 / (low + high) * (H @ theta)
    return limit


def test_centred_features_separate_the_bias_from_the_weights(rng):
    """H has zeros between them, and the best bias is the mean target."""
    X, target = rng.normal(3, 1, size=(101, 5)), rng.normal(7, 1, size=101)
    mean, _ = standardize_statistics(X)
    H = least_squares_hessian(append_one(X))
    np.testing.assert_allclose(H[-1, :-1], mean, rtol=1e-12)
    centred = append_one(X - mean)
    H = least_squares_hessian(centred)
    np.testing.assert_allclose(H[-1], [0, 0, 0, 0, 0, 1], atol=1e-14)
    np.testing.assert_allclose(H[:-1, :-1], np.cov(X.T, bias=True), rtol=1e-10)
    best, *_ = np.linalg.lstsq(centred, target)
    assert best[-1] == pytest.approx(target.mean(), rel=1e-12)


@pytest.mark.parametrize(("mu", "sigma"), [(13, 0.8), (0, 0.8), (3, 1), (-50, 2)])
def test_condition_of_one_feature_and_a_bias(mu, sigma, rng):
    x = rng.normal(size=101)
    x = mu + sigma * (x - x.mean()) / x.std()
    half = (1 + mu**2 + sigma**2) / 2
    root = math.sqrt(half**2 - sigma**2)
    wanted = (half + root) ** 2 / sigma**2
    H = least_squares_hessian(append_one(x[:, None]))
    assert np.linalg.cond(H) == pytest.approx(wanted, rel=1e-7)


def test_standardised_features_have_their_correlations_as_hessian(wine):
    X = wine[0]
    H = least_squares_hessian(standardize(X, *standardize_statistics(X)))
    np.testing.assert_allclose(H, np.corrcoef(X.T), rtol=1e-10, atol=1e-12)
    r = abs(np.corrcoef(X[:, :2].T)[0, 1])
    assert np.linalg.cond(H[:2, :2]) == pytest.approx((1 + r) / (1 - r), rel=1e-9)


def test_both_steps_together_bring_the_condition_from_5e8_to_46(wine):
    X, _ = wine
    mean, std = standardize_statistics(X)
    inputs = X, X - mean, X / std, standardize(X, mean, std)
    conditions = [np.linalg.cond(least_squares_hessian(append_one(Z))) for Z in inputs]
    np.testing.assert_allclose(conditions, [4.6e8, 1.2e7, 3.4e5, 45.5], rtol=0.02)


def test_the_number_of_steps_follows_from_the_condition(wine):
    """At the best rate cost shrinks by ((κ − 1)/(κ + 1))² a step, from any start."""
    X = wine[0][:, [0, 3]]
    mean, std = standardize_statistics(X)
    taken = []
    for Z in (X, X - mean, standardize(X, mean, std)):
        H = least_squares_hessian(Z)
        kappa = np.linalg.cond(H)
        wanted = math.log(100) / (2 * math.log((kappa + 1) / (kappa - 1)))
        for start in np.random.default_rng(0).normal(size=(5, 2)):
            assert steps(H, start) == math.ceil(wanted)
        taken.append(math.ceil(wanted))
    assert taken == [140, 22, 2]


def test_gradient_descent_reaches_the_wine_minimum_only_when_standardised(wine):
    X, y = wine
    target = np.where(y == 0, 1.0, -1.0)
    mean, std = standardize_statistics(X)
    taken = []
    for Z in (X, X - mean, X / std, standardize(X, mean, std)):
        best, *_ = np.linalg.lstsq(append_one(Z), target)
        taken.append(steps(least_squares_hessian(append_one(Z)), best))
    assert taken[:3] == [5000] * 3
    assert 40 <= taken[3] <= 52


def test_the_set_of_linear_classifiers_stays_the_same(wine):
    """Every W, b on standardised inputs has a twin on raw ones, and back."""
    X, _ = wine
    rng = np.random.default_rng(0)
    W, b = rng.normal(size=(3, 13)), rng.normal(size=3)
    mean, std = standardize_statistics(X)
    s = linear_scores(standardize(X, mean, std), W, b)
    raw = linear_scores(X, W / std, b - W @ (mean / std))
    np.testing.assert_allclose(raw, s, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_a_change_of_the_weights_moves_the_scores_by_the_length_of_the_samples(
    digits, seed
):
    """E (Δw · x)² = ε² |x|², and centring removes |μ|² from it: 3844 → 1201 → 61."""
    mean, std = standardize_statistics(digits)
    changes = np.random.default_rng(seed).normal(scale=0.01, size=(1000, 64))
    moved = []
    for Z in (digits, digits - mean, standardize(digits, mean, std)):
        s = linear_scores(Z, changes, np.zeros(1000))
        moved.append((s**2).mean() / 0.01**2)
        assert moved[-1] == pytest.approx((Z**2).sum(axis=1).mean(), rel=0.1)
    np.testing.assert_allclose(moved, [3844, 1201, 61], rtol=0.1)
    removed = (digits**2).sum(axis=1).mean() - ((digits - mean) ** 2).sum(axis=1).mean()
    assert removed == pytest.approx((mean**2).sum(), rel=1e-10)


@pytest.mark.parametrize("seed", range(3))
def test_a_border_through_centred_data_misses_fewer_labels_when_it_turns(seed):
    """Measured: 5 % wrong for raw features, 1 % for centred ones."""
    datasets = pytest.importorskip("sklearn.datasets")
    X, y = datasets.load_iris(return_X_y=True)
    X, y = X[y < 2, :2], np.where(y[y < 2] == 0, -1.0, 1.0)
    mean, _ = standardize_statistics(X)
    best, *_ = np.linalg.lstsq(append_one(X), y)
    w, b = best[:2], best[2]
    changes = np.random.default_rng(seed).normal(scale=0.05, size=(200, 2))
    raw = np.sign(X @ (w + changes).T + b)
    centred = np.sign((X - mean) @ (w + changes).T + b + w @ mean)
    wrong = [(s != y[:, None]).mean() for s in (raw, centred)]
    assert wrong[0] > 2.5 * wrong[1]


def test_a_feature_has_its_share_of_the_variance_in_squared_distances(wine):
    """Proline has 99.8 %; after scaling each of 13 features has one thirteenth."""
    X, _ = wine
    mean, std = standardize_statistics(X)
    for Z, wanted in (
        (X, std**2 / (std**2).sum()),
        (standardize(X, mean, std), 1 / 13),
    ):
        squares = ((Z[:, None] - Z) ** 2).sum(axis=(0, 1))
        np.testing.assert_allclose(squares / squares.sum(), wanted, rtol=1e-9)
    assert std[12] ** 2 / (std**2).sum() > 0.997
    std[12] /= 1000  # in another unit
    assert std[12] ** 2 / (std**2).sum() < 0.001


def test_nearest_neighbours_see_centring_not_at_all_and_scaling_a_lot(wine):
    """Ten splits: 70 % right raw and centred, 67 % from proline alone, 95 % scaled."""
    X, y = wine
    right = []
    for seed in range(10):
        order = np.random.default_rng(seed).permutation(178)
        train, test = order[:100], order[100:]
        mean, std = standardize_statistics(X[train])
        inputs = X, X - mean, standardize(X, mean, std), X[:, 12:]
        found = [knn_predict(Z[test], Z[train], y[train], 5) for Z in inputs]
        right.append([(labels == y[test]).mean() for labels in found])
    raw, centred, scaled, proline = np.mean(right, axis=0)
    assert raw == pytest.approx(centred, abs=0.005)
    assert abs(raw - proline) < 0.08
    assert scaled > raw + 0.18


def test_pixels_share_a_unit_and_scaling_each_makes_neighbours_worse():
    """Five splits: 96 % right raw, 94 % with every pixel scaled, never better."""
    datasets = pytest.importorskip("sklearn.datasets")
    X, y = datasets.load_digits(return_X_y=True)
    gains = []
    for seed in range(5):
        order = np.random.default_rng(seed).permutation(len(X))
        train, test = order[:300], order[300:800]
        Z = standardize(X, *standardize_statistics(X[train]))
        raw, scaled = (knn_predict(A[test], A[train], y[train], 1) for A in (X, Z))
        gains.append((scaled == y[test]).mean() - (raw == y[test]).mean())
    assert np.mean(gains) < -0.012
    assert max(gains) < 0.005


def test_before_the_first_step_a_scaled_feature_counts_by_its_correlation(wine):
    X, y = wine
    target = np.where(y == 0, 1.0, -1.0)
    target = (target - target.mean()) / target.std()
    Z = standardize(X, *standardize_statistics(X))
    gradient = -Z.T @ target / len(X)
    wanted = [-np.corrcoef(x, target)[0, 1] for x in X.T]
    np.testing.assert_allclose(gradient, wanted, rtol=1e-9, atol=1e-12)
