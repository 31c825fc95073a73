"""The statements of docs/training/sgd-problems.md: chance and noise (tr-15)."""

import math

import numpy as np
import pytest
import torch

from mlnotes.linear.stochastic_gradient_descent import minibatch_variance
from mlnotes.training import sgd_problems as by_hand


def slope(surface, theta):
    backward = getattr(by_hand, f"{surface}_backward")
    return backward(np.ones(theta.shape[:-1]), theta)


def test_random_starts_leave_the_saddle_point_but_some_wait(rng):
    start = rng.uniform(-2, 2, (2000, 2))
    ends = start
    for _ in range(400):
        ends = by_hand.sgd_step(ends, slope("saddle", ends), 0.1)
    np.testing.assert_allclose(ends[:, 0], 0, atol=1e-12)
    np.testing.assert_allclose(ends[:, 1], np.sign(start[:, 1]), rtol=1e-6)


@pytest.mark.parametrize("noise", [1e-6, 1e-3, 1e-1])
def test_noise_leaves_the_saddle_point_after_the_stated_steps(noise):
    for seed in range(3):
        rng = np.random.default_rng(seed)
        theta, first = np.tile([-1.5, 0.0], (1001, 1)), np.full(1001, np.inf)
        for t in range(1, 400):
            dtheta = slope("saddle", theta) + noise * rng.normal(size=theta.shape)
            theta = by_hand.sgd_step(theta, dtheta, 0.1)
            outside = abs(theta[:, 1]) >= 0.5
            first[outside] = np.minimum(first[outside], t)
        start = 0.6745 * noise * math.sqrt(0.1 / 2.1)
        formula = by_hand.escape_steps(start, 0.5, 1, 0.1)
        assert np.isfinite(first).all()
        assert np.median(first) == pytest.approx(formula + 2, abs=3)  # 2 off at most


def test_share_of_positive_matrices_falls_faster_than_independent_signs(rng):
    shares = [by_hand.positive_definite_share(d, 50_000, rng) for d in range(1, 6)]
    for share, exact in zip(shares, (1 / 2, (2 - math.sqrt(2)) / 4), strict=False):
        error = math.sqrt(exact * (1 - exact) / 50_000)
        assert abs(share - exact) < 5 * error
    ratios = np.divide(shares[1:], shares[:-1])
    assert (ratios < [0.32, 0.2, 0.14, 0.14]).all()  # measured 0.29, 0.17, 0.09, 0.08
    assert by_hand.positive_definite_share(10, 10_000, rng) == 0


@pytest.mark.parametrize("rate", [0.004, 0.02, 0.04, 0.07])
def test_noise_floor_is_the_formula_in_each_direction(rate, rng):
    theta = np.zeros((4000, 2))
    for _ in range(int(4 / rate)):  # what is left of the start: e⁻⁸
        dtheta = slope("ravine", theta) + 3 * rng.normal(size=theta.shape)
        theta = by_hand.sgd_step(theta, dtheta, rate)
    wanted = [by_hand.noise_floor(9, curvature, rate) for curvature in (1, 25)]
    np.testing.assert_allclose(theta.var(axis=0), wanted, rtol=0.12)  # 5 σ of 2.2 %


def test_noise_floor_repeats_itself_and_is_proportional_to_a_small_rate():
    for rate, curvature, variance in ((0.3, 2.0, 5.0), (0.01, 1.0, 1.0)):
        floor = by_hand.noise_floor(variance, curvature, rate)
        again = (1 - rate * curvature) ** 2 * floor + rate**2 * variance
        assert again == pytest.approx(floor, rel=1e-12)
    ratio = by_hand.noise_floor(1, 1, 1e-3) / by_hand.noise_floor(1, 1, 1e-4)
    assert ratio == pytest.approx(10, rel=1e-3)
    assert by_hand.noise_floor(1, 1, 1.999) > 900  # near 2/λ it grows without bound


def test_noise_floor_of_minibatches_is_that_of_their_variance(rng):
    X = rng.normal(size=(31, 5))
    minimum = X.mean(axis=0)  # of the mean of ½‖θ − x‖²
    for size in (1, 7):
        variance = minibatch_variance(minimum - X, size).sum()
        theta = np.tile(minimum, (500, 1))
        for _ in range(60):
            batches = rng.permuted(np.tile(np.arange(31), (500, 1)), axis=1)[:, :size]
            theta = by_hand.sgd_step(theta, theta - X[batches].mean(axis=1), 0.2)
        distance = ((theta - minimum) ** 2).sum(axis=1).mean()
        assert distance == pytest.approx(by_hand.noise_floor(variance, 1, 0.2), rel=0.2)


def test_equal_hidden_units_are_a_ridge_that_noise_does_not_leave():
    generator = torch.Generator().manual_seed(0)
    X = torch.randn(97, 5, generator=generator, dtype=torch.float64)
    net = torch.nn.Sequential(
        torch.nn.Linear(5, 7), torch.nn.Tanh(), torch.nn.Linear(7, 1)
    ).double()
    for weights in net.parameters():
        torch.nn.init.constant_(weights, 0.3)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(300):
        batch = torch.randperm(97, generator=generator)[:8]
        optimizer.zero_grad()
        (net(X[batch])[:, 0] - X[batch, 0].sin()).square().mean().backward()
        optimizer.step()
    rows = net[0].weight.detach()
    assert (rows - rows[0]).abs().max() < 1e-12
    assert (rows - 0.3).abs().max() > 0.1  # it moved, all units together
