"""The statements of docs/training/momentum.md: quadratics and noise (tr-16)."""

import math

import numpy as np
import pytest

from mlnotes.training import momentum as by_hand
from mlnotes.training.sgd_problems import best_constant_rate, noise_floor, sgd_step


def measured(name, curvature, rate, rho, steps=4000):
    """Mean factor per step over the second half of a long run."""
    v, theta, logs = np.zeros(1), np.ones(1), 0.0
    for t in range(steps):
        gradient = curvature * theta
        theta, v = getattr(by_hand, name)(theta, gradient, v, rate, rho)
        size = math.hypot(theta[0], rate * v[0])
        theta, v = theta / size, v / size  # all is linear
        logs += math.log(size) * (t >= steps / 2)
    return math.exp(logs / (steps / 2))


@pytest.mark.parametrize(("rate", "rho"), [(0.02, 0.9), (0.05, 0.5), (0.3, 0.8)])
@pytest.mark.parametrize("curvature", [-1.0, 0.5, 3.0, 25.0])
def test_the_largest_root_is_the_factor_of_a_step(curvature, rate, rho):
    for name in ("momentum", "nesterov"):
        wanted = getattr(by_hand, f"{name}_factor")(curvature, rate, rho)
        assert measured(f"{name}_step", curvature, rate, rho) == pytest.approx(
            wanted, rel=2e-3
        )


def test_polyaks_settings_are_the_best_and_reach_their_factor():
    rate, rho, factor = by_hand.best_momentum(1, 25)
    assert (rate, rho, factor) == pytest.approx((1 / 9, 4 / 9, 2 / 3))

    def slowest(rate, rho):
        return max(by_hand.momentum_factor(curve, rate, rho) for curve in (1, 25))

    assert slowest(rate, rho) == pytest.approx(factor, abs=1e-7)
    for other in np.linspace(0.002, 0.16, 80):
        for share in np.linspace(0, 0.99, 100):
            assert slowest(other, share) >= factor - 1e-7
    for curvature in np.linspace(1, 25, 50):  # the same factor for all between
        assert by_hand.momentum_factor(curvature, rate, rho) == pytest.approx(
            factor, abs=1e-7
        )


def test_steps_grow_with_the_root_of_the_condition_number():
    def steps(step, kappa):
        theta, v, t = np.ones(2), np.zeros(2), 0
        while np.linalg.norm(theta) > 1e-3 * math.sqrt(2):
            theta, v = step(theta, np.array([1, kappa]) * theta, v)
            t += 1
        return t

    counts = {}
    for kappa in (25, 100, 400, 1600):
        rate, rho, _ = by_hand.best_momentum(1, kappa)
        slow, _ = best_constant_rate(1, kappa)
        counts[kappa] = (
            steps(lambda *a, r=rate, s=rho: by_hand.momentum_step(*a, r, s), kappa),
            steps(lambda t, g, v, r=slow: (sgd_step(t, g, r), v), kappa),
        )
    assert counts[25] == (26, 87)
    for kappa in (100, 400):  # four times κ
        ratios = np.divide(counts[4 * kappa], counts[kappa])
        np.testing.assert_allclose(ratios, [2, 4], rtol=0.1)


@pytest.mark.parametrize("rho", [0.3, 0.9])
def test_it_oscillates_between_the_two_bounds_and_diverges_beyond_the_limit(rho):
    low, high = (1 - math.sqrt(rho)) ** 2, (1 + math.sqrt(rho)) ** 2
    for share in np.linspace(low * 1.01, high * 0.99, 20):
        factor = by_hand.momentum_factor(1, share, rho)
        assert factor == pytest.approx(math.sqrt(rho), rel=1e-9)
    for share in (low * 0.9, high * 1.005):
        assert by_hand.momentum_factor(1, share, rho) > math.sqrt(rho) * 1.001
    lowest = {}
    for share in (low * 0.9, 0.5):
        theta, v, lowest[share] = np.ones(1), np.zeros(1), 1.0
        for _ in range(100):
            theta, v = by_hand.momentum_step(theta, theta, v, share, rho)
            lowest[share] = min(lowest[share], theta[0])
    assert lowest[low * 0.9] > 0  # no overshoot
    assert lowest[0.5] < 0
    limit = 2 * (1 + rho)
    assert by_hand.momentum_factor(1, 0.999 * limit, rho) < 1
    assert by_hand.momentum_factor(1, 1.001 * limit, rho) > 1


def test_rho_near_one_is_slower_than_sgd_in_the_ravine_at_any_rate():
    _, plain = best_constant_rate(1, 25)
    for rate in np.geomspace(1e-4, 0.15, 200):
        factors = [by_hand.momentum_factor(curve, rate, 0.99) for curve in (1, 25)]
        assert max(factors) >= math.sqrt(0.99) - 1e-9 > plain


def test_noise_floor_is_the_formula_and_that_of_sgd_with_the_effective_rate(rng):
    for rate, rho in ((0.05, 0.9), (0.3, 0.5), (0.1, 0.0)):
        theta, v = np.zeros(20_000), np.zeros(20_000)
        for _ in range(250):
            noisy = 2 * theta + 3 * rng.normal(size=theta.shape)
            theta, v = by_hand.momentum_step(theta, noisy, v, rate, rho)
        wanted = by_hand.momentum_noise_floor(9, 2, rate, rho)
        assert theta.var() == pytest.approx(wanted, rel=0.06)  # 6 standard errors
    plain = by_hand.momentum_noise_floor(9, 2, 0.1, 0)
    assert plain == pytest.approx(noise_floor(9, 2, 0.1), rel=1e-12)
    small = by_hand.momentum_noise_floor(1, 1, 1e-5, 0.9)
    assert small == pytest.approx(noise_floor(1, 1, 1e-4), rel=1e-3)
    assert by_hand.momentum_noise_floor(1, 1, 3.7, 0.9) > 100  # close to divergence


def test_nesterov_is_not_always_better():
    best = min(
        max(by_hand.nesterov_factor(curve, rate, rho) for curve in (1, 25))
        for rate in np.linspace(0.005, 0.08, 151)
        for rho in np.linspace(0, 0.99, 100)
    )
    assert best == pytest.approx(0.771, abs=0.003)
    assert by_hand.best_momentum(1, 25)[2] < best
    assert by_hand.momentum_factor(1, 2.0, 0.9) < 1 < by_hand.nesterov_factor(1, 2, 0.9)
    limit = 2 * (1 + 0.9) / (1 + 2 * 0.9)
    assert by_hand.nesterov_factor(1, 0.999 * limit, 0.9) < 1
    assert by_hand.nesterov_factor(1, 1.001 * limit, 0.9) > 1
    for curve in (1, 25):  # at equal small settings it is damped more
        pair = [by_hand.momentum_factor, by_hand.nesterov_factor]
        heavy, ahead = (factor(curve, 0.02, 0.9) for factor in pair)
        assert ahead < heavy


def test_polyaks_settings_can_end_in_a_cycle_on_a_convex_loss():
    """Lessard, Recht and Packard (2016): curvatures 25, 1, 25 in turn."""

    def gradient(theta):
        return 25 * theta - 24 * np.clip(theta - 1, 0, 1)

    rate, rho, _ = by_hand.best_momentum(1, 25)
    theta, v, path = np.array(3.3), np.array(0.0), []
    ahead, u = theta, v
    for _ in range(600):
        theta, v = by_hand.momentum_step(theta, gradient(theta), v, rate, rho)
        ahead, u = by_hand.nesterov_step(ahead, gradient(ahead), u, 1 / 25, 2 / 3)
        path.append(float(theta))
    np.testing.assert_allclose(path[-3:], path[-6:-3])
    np.testing.assert_allclose(
        sorted(path[-3:]), [-1.80245, 0.64653, 2.11592], rtol=1e-5
    )
    assert abs(ahead) < 1e-12


def test_it_leaves_a_saddle_point_in_a_third_of_the_steps_of_sgd():
    ratio = math.log(by_hand.momentum_factor(-1, 0.1, 0.9)) / math.log(1.1)
    assert ratio == pytest.approx(2.9, abs=0.05)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        *((f"{name}_factor", (1, -0.1, 0.9)) for name in ("momentum", "nesterov")),
        *((f"{name}_factor", (1, 0.1, 1.0)) for name in ("momentum", "nesterov")),
        ("best_momentum", (0, 1)),
        ("best_momentum", (2, 1)),
        ("momentum_noise_floor", (-1, 1, 0.1, 0.9)),
        ("momentum_noise_floor", (1, 1, 0.1, 1.0)),
        ("momentum_noise_floor", (1, 1, 3.9, 0.9)),
        ("momentum_noise_floor", (1, 1, 0.0, 0.9)),
    ],
)
def test_what_has_no_answer_is_refused(name, arguments):
    with pytest.raises(ValueError, match=r"expected .*got"):
        getattr(by_hand, name)(*arguments)
