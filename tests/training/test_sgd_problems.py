"""The statements of docs/training/sgd-problems.md: surfaces and paths (tr-15)."""

import math

import numpy as np
import pytest
import torch

from mlnotes.training import sgd_problems as by_hand
from mlnotes.training import sgd_problems_torch as with_torch

# A start and a rate for each surface.
SURFACES = {
    "ravine": ([-2.0, 0.6], 0.07),
    "saddle": ([-1.5, 0.1], 0.1),
    "rosenbrock": ([-1.2, 1.0], 0.001),
}


def slope(surface, theta):
    backward = getattr(by_hand, f"{surface}_backward")
    return backward(np.ones(theta.shape[:-1]), theta)


def descend(surface, theta, learning_rate, steps):
    """Points after 0, 1, … steps."""
    path = [np.asarray(theta, dtype=float)]
    for _ in range(steps):
        dtheta = slope(surface, path[-1])
        path.append(by_hand.sgd_step(path[-1], dtheta, learning_rate))
    return np.stack(path)


def hessian(surface, point):
    point = torch.tensor(point, dtype=torch.float64)
    function = getattr(with_torch, surface)
    return torch.autograd.functional.hessian(function, point).numpy()


@pytest.mark.parametrize("surface", SURFACES)
def test_500_steps_by_hand_equal_torch_optim_sgd(surface, device):
    start, rate = SURFACES[surface]
    theta = torch.tensor(start, dtype=torch.float64, device=device, requires_grad=True)
    optimizer = torch.optim.SGD([theta], lr=rate)
    for _ in range(500):
        optimizer.zero_grad()
        getattr(with_torch, surface)(theta).backward()
        optimizer.step()
    path = descend(surface, start, rate, 500)
    np.testing.assert_allclose(theta.detach().cpu().numpy(), path[-1], rtol=1e-9)


@pytest.mark.parametrize("surface", SURFACES)
def test_gradients_agree_with_finite_differences_and_scale_with_upstream(surface, rng):
    theta, dL, eps = rng.normal(size=(7, 2)), rng.normal(size=7), 1e-6
    dtheta = getattr(by_hand, f"{surface}_backward")(dL, theta)
    for axis in range(2):
        shift = eps * np.eye(2)[axis]
        L = [getattr(by_hand, surface)(theta + sign * shift) for sign in (1, -1)]
        wanted = dL * (L[0] - L[1]) / (2 * eps)
        np.testing.assert_allclose(dtheta[:, axis], wanted, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("surface", "point", "value", "curvatures"),
    [
        ("ravine", [0, 0], 0, [1, 25]),
        ("saddle", [0, 0], 0, [-1, 1]),
        ("saddle", [0, 1], -0.25, [1, 2]),
        ("saddle", [0, -1], -0.25, [1, 2]),
        ("rosenbrock", [1, 1], 0, [501 - math.sqrt(250601), 501 + math.sqrt(250601)]),
    ],
)
def test_surfaces_have_the_stated_critical_points(surface, point, value, curvatures):
    point = np.array(point, dtype=float)
    assert getattr(by_hand, surface)(point) == value
    assert slope(surface, point).tolist() == [0, 0]
    eigenvalues = np.linalg.eigvalsh(hessian(surface, point))
    np.testing.assert_allclose(eigenvalues, curvatures, rtol=1e-9)


def test_rosenbrock_equals_scipy():
    optimize = pytest.importorskip("scipy.optimize")
    for point in ([-1.2, 1.0], [0.3, -2.0]):
        theta = np.array(point)
        assert by_hand.rosenbrock(theta) == pytest.approx(optimize.rosen(theta))
        np.testing.assert_allclose(
            slope("rosenbrock", theta), optimize.rosen_der(point)
        )


def test_rosenbrock_condition_number_is_2508_and_sgd_crawls():
    low, high = np.linalg.eigvalsh(hessian("rosenbrock", [1.0, 1.0]))
    assert round(high / low) == 2508
    assert 2 / high == pytest.approx(0.0020, abs=5e-5)
    losses = by_hand.rosenbrock(descend("rosenbrock", [-1.2, 1.0], 0.001, 500))
    assert losses[0] == pytest.approx(24.2)
    assert losses[500] > 2  # a tenth is left after 500 steps


def test_no_constant_rate_beats_the_best_one_and_its_factor_is_the_formula():
    rate, factor = by_hand.best_constant_rate(1, 25)
    assert (rate, factor) == (1 / 13, pytest.approx(12 / 13))

    def slowest(learning_rate):  # the largest factor |1 − αλ| of the two directions
        path = descend("ravine", [1.0, 1.0], learning_rate, 1)
        return abs(path[1]).max()

    assert slowest(rate) == pytest.approx(factor, rel=1e-12)
    for other in np.linspace(0.001, 0.1, 400):
        assert slowest(other) >= factor - 1e-12
    path = descend("ravine", [-2.0, 0.6], rate, 60)
    distance = np.linalg.norm(path, axis=1)
    np.testing.assert_allclose(distance, distance[0] * factor ** np.arange(61))
    assert (np.sign(path[:, 1]) == (-1.0) ** np.arange(61)).all()  # zig-zag in y only
    assert (path[:, 0] < 0).all()


def test_beyond_two_over_the_largest_curvature_it_diverges():
    assert abs(descend("ravine", [-2.0, 0.6], 0.079, 2000)[-1]).max() < 1e-10
    assert abs(descend("ravine", [-2.0, 0.6], 0.081, 200)[-1, 1]) > 1


def test_steps_grow_in_proportion_to_the_condition_number():
    steps = [
        math.log(1e-3) / math.log(by_hand.best_constant_rate(1, kappa)[1])
        for kappa in (100, 1000, 10_000)
    ]
    assert steps[1] / steps[0] == pytest.approx(10, rel=1e-3)
    assert steps[2] / steps[1] == pytest.approx(10, rel=1e-4)
    assert steps[0] == pytest.approx(100 / 2 * math.log(1e3), rel=1e-3)


def test_on_the_ridge_gradient_descent_stays_for_ever():
    path = descend("saddle", [-1.5, 0.0], 0.1, 3000)
    assert (path[:, 1] == 0).all()
    assert by_hand.escape_steps(0, 0.5, 1, 0.1) == math.inf


def test_escape_takes_the_stated_steps_on_a_quadratic():
    y, t = 1e-6, 0
    while y < 0.5:
        y, t = by_hand.sgd_step(np.array(y), np.array(-3 * y), 0.1), t + 1
    assert t == math.ceil(by_hand.escape_steps(1e-6, 0.5, 3, 0.1))


def test_each_tenth_of_the_distance_to_the_ridge_costs_the_same_number_of_steps():
    steps = []
    for start in (1e-3, 1e-6, 1e-9, 1e-12):
        y = descend("saddle", [-1.5, start], 0.1, 400)[:, 1]
        steps.append((abs(y) < 0.5).sum())
        formula = by_hand.escape_steps(start, 0.5, 1, 0.1)
        assert 0 <= steps[-1] - formula < 3  # y⁴ slows the last steps
    np.testing.assert_allclose(np.diff(steps), math.log(1e3) / math.log(1.1), atol=1)


def test_rate_zero_is_a_step_to_the_same_place(rng):
    theta, dtheta = rng.normal(size=(2, 5))
    np.testing.assert_array_equal(by_hand.sgd_step(theta, dtheta, 0), theta)


@pytest.mark.parametrize("rate", [-0.1, math.inf, math.nan])
def test_bad_rates_are_refused(rate):
    for module, ones in ((by_hand, np.ones(3)), (with_torch, torch.ones(3))):
        with pytest.raises(ValueError, match="expected a finite learning_rate >= 0"):
            module.sgd_step(ones, ones, rate)
    with pytest.raises(ValueError, match=r"expected a learning_rate in \(0, 2"):
        by_hand.noise_floor(1, 1, rate)


def test_what_is_no_point_no_curvature_and_no_dimension_is_refused(rng):
    for module, zeros in ((by_hand, np.zeros), (with_torch, torch.zeros)):
        for surface in SURFACES:
            for shape in ((), (3,), (2, 1)):
                with pytest.raises(ValueError, match=r"theta of shape \(..., 2\), got"):
                    getattr(module, surface)(zeros(shape))
    refused: list = [("best_constant_rate", pair) for pair in ((0, 1), (2, 1))]
    refused += [("escape_steps", (2, 1, 1, 0.1)), ("escape_steps", (0, 0, 1, 0.1))]
    refused += [("escape_steps", (1, 2, -1, 0.1)), ("escape_steps", (1, 2, 1, 0))]
    refused += [("noise_floor", (-1, 1, 0.1)), ("noise_floor", (1, 0, 0.1))]
    refused += [("noise_floor", (1, 25, 0.08))]
    refused += [("positive_definite_share", size) for size in ((0, 1), (1, 0))]
    for name, arguments in refused:
        arguments += (rng,) * name.startswith("positive")
        with pytest.raises(ValueError, match=r"expected .*got"):
            getattr(by_hand, name)(*arguments)
