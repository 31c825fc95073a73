"""The statements of docs/training/newton.md (tr-19)."""

import itertools

import numpy as np
import pytest
import torch

from mlnotes.linear.margin_losses import log_loss, log_loss_backward
from mlnotes.training import newton as by_hand
from mlnotes.training import sgd_problems, sgd_problems_torch
from mlnotes.training.sgd_problems import rosenbrock_backward, saddle, saddle_backward

ONE = np.ones(())


@pytest.fixture
def quadratic(rng):
    """Eigenvalues 1 to 10 000 in a turned basis, and the minimum."""
    Q, _ = np.linalg.qr(rng.normal(size=(5, 5)))
    return Q @ np.diag([1.0, 10.0, 1e2, 1e3, 1e4]) @ Q.T, rng.normal(size=5)


@pytest.mark.parametrize("distance", [1e-3, 1.0, 1e6])
def test_one_step_is_exact_on_a_quadratic_from_anywhere(quadratic, rng, distance):
    H, minimum = quadratic
    start = minimum + distance * rng.normal(size=5)
    theta = by_hand.newton_step(start, H @ (start - minimum), H)
    np.testing.assert_allclose(theta, minimum, rtol=0, atol=1e-9 * max(distance, 1))


def test_new_point_is_where_the_gradient_of_the_approximation_vanishes(rng):
    """Also if the Hessian is indefinite: then it is no minimum."""
    H = rng.normal(size=(5, 5))
    theta, g, H = rng.normal(size=5), rng.normal(size=5), H + H.T
    new = by_hand.newton_step(theta, g, H)
    np.testing.assert_allclose(g + H @ (new - theta), 0, atol=1e-12)
    lowest = np.linalg.eigvalsh(H)[0]
    assert lowest < 0
    np.testing.assert_allclose(new, theta - np.linalg.inv(H) @ g, rtol=1e-9)


@pytest.mark.parametrize("surface", ["ravine", "saddle", "rosenbrock"])
def test_hessians_by_hand_equal_autograd_and_finite_differences(surface, rng):
    points, step = rng.normal(size=(7, 2)), 1e-6
    H = getattr(by_hand, f"{surface}_hessian")(points)
    assert H.shape == (7, 2, 2)
    backward = getattr(sgd_problems, f"{surface}_backward")
    for point, matrix in zip(points, H, strict=True):
        wanted = torch.autograd.functional.hessian(
            getattr(sgd_problems_torch, surface), torch.tensor(point)
        )
        np.testing.assert_allclose(matrix, wanted, rtol=1e-9, atol=1e-9)
    for axis in range(2):
        move = step * np.eye(2)[axis]
        up, down = (backward(np.ones(7), points + s * move) for s in (1, -1))
        slope = (up - down) / (2 * step)
        np.testing.assert_allclose(H[:, :, axis], slope, rtol=1e-5, atol=1e-5)


def test_digits_double_near_a_minimum_and_gradient_descent_gains_as_many_each_step():
    """J = exp(θ) − 2θ: the next error is about half the square of the last."""
    theta, errors = np.array([1.0]), []
    for _ in range(5):
        errors.append(abs(theta[0] - np.log(2)))
        theta = by_hand.newton_step(theta, np.exp(theta) - 2, np.diag(np.exp(theta)))
    for last, error in itertools.pairwise(errors[1:]):
        assert error == pytest.approx(last**2 / 2, rel=0.05)
    theta, errors = np.array([1.0]), []
    for _ in range(20):
        errors.append(abs(theta[0] - np.log(2)))
        theta = sgd_problems.sgd_step(theta, np.exp(theta) - 2, 0.25)
    assert errors[-1] / errors[-2] == pytest.approx(1 - 0.25 * 2, rel=1e-3)


def iterate(start, steps=50, strength=0.0):
    theta = np.array(start)
    for _ in range(steps):
        H = by_hand.damp(by_hand.saddle_hessian(theta), strength)
        theta = by_hand.newton_step(theta, saddle_backward(ONE, theta), H)
    return theta


@pytest.mark.parametrize("y", [0.05, 0.3, -0.4])
def test_newton_goes_into_the_saddle_point_and_damping_leads_to_a_minimum(y):
    np.testing.assert_allclose(iterate((0.8, y)), 0, atol=1e-9)
    damped = iterate((0.8, y), steps=200, strength=1.5)
    np.testing.assert_allclose(np.abs(damped), [0, 1], atol=1e-6)
    assert saddle(damped) == pytest.approx(-0.25)


def test_newton_goes_to_a_maximum_as_well():
    """J = cos θ near its maximum at 0."""
    theta = np.array([0.3])
    for _ in range(6):
        theta = by_hand.newton_step(theta, -np.sin(theta), np.diag(-np.cos(theta)))
    assert abs(theta[0]) < 1e-12


def test_damping_adds_to_every_eigenvalue_and_turns_towards_the_gradient(rng):
    A = rng.normal(size=(5, 5))
    H, g = A + A.T, rng.normal(size=5)
    before = np.linalg.eigvalsh(H)
    np.testing.assert_allclose(np.linalg.eigvalsh(by_hand.damp(H, 3.0)), before + 3)
    far = by_hand.newton_step(np.zeros(5), g, by_hand.damp(H, 1e7))
    np.testing.assert_allclose(far, -g / 1e7, rtol=1e-4)
    positive = by_hand.damp(H, 0.1 - before[0])
    assert g @ by_hand.newton_step(np.zeros(5), g, positive) < 0  # downhill
    assert np.linalg.eigvalsh(H)[0] == before[0]  # H itself is unchanged


def test_steps_do_not_depend_on_the_coordinates(rng):
    """θ = Aφ: gradient Aᵀg, Hessian AᵀHA; a gradient step is another one."""
    theta, A = np.array([-0.5, 0.4]), np.array([[2.0, 1.0], [0.5, 30.0]])
    g, H = rosenbrock_backward(ONE, theta), by_hand.rosenbrock_hessian(theta)
    new = by_hand.newton_step(theta, g, H)
    phi = by_hand.newton_step(np.linalg.solve(A, theta), A.T @ g, A.T @ H @ A)
    np.testing.assert_allclose(A @ phi, new, rtol=1e-9)
    gradient = np.linalg.solve(A, theta) - 0.001 * A.T @ g
    assert np.abs(A @ gradient - (theta - 0.001 * g)).max() > 1


def test_logistic_hessian_equals_autograd_and_has_no_negative_eigenvalue(rng):
    X, theta = rng.normal(size=(11, 5)), rng.normal(size=5)
    y = rng.choice([-1.0, 1.0], 11)

    def cost(weights: torch.Tensor) -> torch.Tensor:
        margins = torch.tensor(y) * (torch.tensor(X) @ weights)
        return torch.nn.functional.softplus(-margins).mean()

    wanted = torch.autograd.functional.hessian(cost, torch.tensor(theta))
    H = by_hand.logistic_hessian(X, theta)
    np.testing.assert_allclose(H, wanted, rtol=1e-9)
    assert np.linalg.eigvalsh(H)[0] > 0


def test_newton_fits_logistic_regression_in_a_few_steps_as_scipy_does(rng):
    optimize = pytest.importorskip("scipy.optimize")
    X = rng.normal(size=(101, 5)) * np.array([1, 10, 0.1, 3, 1])
    y = np.where(
        X @ np.array([1, 0.1, 5, 0.2, 0]) + rng.logistic(size=101) > 0, 1.0, -1
    )

    def gradient(theta):
        return X.T @ log_loss_backward(np.full(101, 1 / 101), X @ theta, y)

    theta = np.zeros(5)
    for _ in range(7):
        H = by_hand.logistic_hessian(X, theta)
        theta = by_hand.newton_step(theta, gradient(theta), H)
    assert np.linalg.norm(gradient(theta)) < 1e-9
    found = optimize.minimize(
        lambda t: log_loss(X @ t, y).mean(), np.zeros(5), jac=gradient, method="BFGS"
    )
    np.testing.assert_allclose(theta, found.x, atol=1e-3)


def test_bfgs_of_scipy_finds_the_minimum_of_rosenbrock_that_newton_finds():
    optimize = pytest.importorskip("scipy.optimize")
    theta = np.array([-1.2, 1.0])
    for _ in range(7):
        g, H = rosenbrock_backward(ONE, theta), by_hand.rosenbrock_hessian(theta)
        theta = by_hand.newton_step(theta, g, H)
    found = optimize.minimize(sgd_problems.rosenbrock, [-1.2, 1.0], method="BFGS")
    np.testing.assert_allclose(theta, [1, 1], atol=1e-12)
    np.testing.assert_allclose(found.x, theta, atol=1e-4)


def test_a_full_step_can_overshoot_and_diverge():
    """On √(1 + θ²) a step is θ → −θ³."""
    for start, converges in ((0.9, True), (1.1, False)):
        theta = np.array([start])
        for _ in range(5):
            root, last = np.sqrt(1 + theta**2), theta
            theta = by_hand.newton_step(theta, theta / root, np.diag(1 / root**3))
            np.testing.assert_allclose(theta, -(last**3), rtol=1e-5)
        assert (abs(theta[0]) < start) == converges


def test_only_linear_convergence_where_the_hessian_is_singular_at_the_minimum():
    theta = np.array([1.0])
    for t in range(1, 10):
        theta = by_hand.newton_step(theta, 4 * theta**3, np.diag(12 * theta**2))
        assert theta[0] == pytest.approx((2 / 3) ** t)
