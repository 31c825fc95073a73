"""The statements of docs/training/schedules.md (tr-11)."""

import math

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler

from mlnotes.networks.backpropagation import mlp_loss, mlp_loss_backward
from mlnotes.networks.multilayer_perceptron import init_mlp
from mlnotes.training.schedules import (
    cosine_schedule,
    exponential_schedule,
    inverse_schedule,
    step_schedule,
    warmup_cosine_schedule,
)


@pytest.fixture(scope="module")
def digits():
    """1 000 digits, centred, brightness from 0 to 1."""
    datasets = pytest.importorskip("sklearn.datasets")
    X, y = datasets.load_digits(return_X_y=True)
    X = X[:1000] / 16
    return X - X.mean(axis=0), y[:1000]


@pytest.fixture(scope="module")
def raw_digits():
    """500 digits, brightness from 0 to 16: a badly scaled start."""
    datasets = pytest.importorskip("sklearn.datasets")
    X, y = datasets.load_digits(return_X_y=True)
    return X[:500], y[:500]


def train(data, rates, seed, batch_size=32, h=32):
    """SGD with one step for each rate; returns the trained weights."""
    (X, y), rng = data, np.random.default_rng(seed)
    weights = list(init_mlp(64, h, 10, rng))
    for rate in rates:
        batch = rng.permutation(len(X))[:batch_size]
        _, *gradients = mlp_loss_backward(1.0, X[batch], y[batch], *weights)
        weights = [w - rate * dw for w, dw in zip(weights, gradients, strict=True)]
    return weights


def final_loss(data, *arguments, **more):
    return float(mlp_loss(*data, *train(data, *arguments, **more)))


def rates_of(make, steps, learning_rate=0.8):
    """Rates that a scheduler of PyTorch gives to SGD over a whole run."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=learning_rate)
    scheduler, rates = make(optimizer), []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


def linear_then_cosine(optimizer):
    rise = lr_scheduler.LinearLR(optimizer, start_factor=1 / 13, total_iters=12)
    fall = lr_scheduler.CosineAnnealingLR(optimizer, T_max=88)
    return lr_scheduler.SequentialLR(optimizer, [rise, fall], milestones=[13])


@pytest.mark.parametrize(
    ("make", "schedule"),
    [
        (
            lambda o: lr_scheduler.StepLR(o, step_size=7, gamma=0.3),
            lambda t: step_schedule(t, 0.8, 7, 0.3),
        ),
        (
            lambda o: lr_scheduler.ExponentialLR(o, gamma=0.95),
            lambda t: exponential_schedule(t, 0.8, 0.95),
        ),
        (
            lambda o: lr_scheduler.LambdaLR(o, lambda t: 1 / (1 + t / 11)),
            lambda t: inverse_schedule(t, 0.8, 11),
        ),
        (
            lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=101),
            lambda t: cosine_schedule(t, 0.8, 101),
        ),
        (linear_then_cosine, lambda t: warmup_cosine_schedule(t, 0.8, 13, 101)),
        (
            lambda o: lr_scheduler.LambdaLR(
                o, lambda t: warmup_cosine_schedule(t, 1.0, 13, 101)
            ),
            lambda t: warmup_cosine_schedule(t, 0.8, 13, 101),
        ),
    ],
    ids=["step", "exponential", "inverse", "cosine", "warm-up", "lambda"],
)
def test_every_step_of_a_run_has_the_rate_of_torch(make, schedule):
    ours = [schedule(t) for t in range(101)]
    np.testing.assert_allclose(rates_of(make, 101), ours, rtol=1e-10, atol=1e-13)


def test_schedules_pass_through_the_points_of_the_page():
    assert [step_schedule(t, 1.0, 3, 0.1) for t in (0, 2, 3)] == [1, 1, 0.1]
    assert inverse_schedule(11, 0.8, 11) == pytest.approx(0.4)
    assert [cosine_schedule(t, 0.8, 10) for t in (0, 10)] == [0.8, 0]
    assert cosine_schedule(5, 0.8, 10) == pytest.approx(0.4)
    rise = [warmup_cosine_schedule(t, 0.8, 4, 10) for t in range(5)]
    np.testing.assert_allclose(rise, [0.2, 0.4, 0.6, 0.8, 0.8])
    assert warmup_cosine_schedule(3, 0.8, 0, 10) == cosine_schedule(3, 0.8, 10)


def test_cosine_stays_at_zero_where_torch_rises_again():
    again = rates_of(lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=10), 21)
    assert again[20] == pytest.approx(0.8)
    assert cosine_schedule(20, 0.8, 10) == warmup_cosine_schedule(20, 0.8, 3, 10) == 0


def test_scheduler_before_optimizer_warns_and_skips_the_first_rate():
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = lr_scheduler.StepLR(optimizer, step_size=1, gamma=0.5)
    with pytest.warns(UserWarning, match="before `optimizer.step"):
        scheduler.step()
    assert optimizer.param_groups[0]["lr"] == 0.5


def test_per_batch_instead_of_per_epoch_ends_a_schedule_early():
    """A cosine over 10 epochs: after 10 batches the rate is 0."""
    moved = rates_of(lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=10), 11)
    assert moved[9] > 0
    assert moved[10] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("curvature", [0.5, 4.0])
def test_rates_up_to_two_over_the_curvature_converge(curvature):
    for factor, converges in ((0.99, True), (1.01, False)):
        theta = 1.0
        for _ in range(2000):
            theta -= factor * 2 / curvature * curvature * theta
        assert (abs(theta) < 1e-10) == converges


def test_too_low_crawls_and_too_high_explodes(digits):
    """After 150 steps, over 10 seeds: 1.9 to 2.2, 0.04 to 0.06, 0.8 to 2.5, 25 and
    more; the first loss is 2.2 to 2.4."""
    for seed in range(3):
        rates = (0.01, 1, 10, 100)
        losses = [final_loss(digits, [rate] * 150, seed) for rate in rates]
        assert losses[0] > 1.6
        assert losses[1] < 0.15
        assert losses[2] > 0.5
        assert losses[3] > 10


@pytest.mark.parametrize("rate", [0.1, 0.2, 0.4])
def test_constant_rate_leaves_a_noise_floor_proportional_to_the_rate(rng, rate):
    theta, cost, curvature, sigma = np.full(4000, 3.0), [], 2.0, 0.7
    for t in range(400):
        noise = sigma * rng.normal(size=4000)
        theta = theta - rate * (curvature * theta + noise)
        if t >= 100:
            cost.append(curvature * (theta**2).mean() / 2)
    assert np.mean(cost) == pytest.approx(
        rate * sigma**2 / (2 * (2 - rate * curvature)), rel=0.02
    )


def test_inverse_rate_goes_below_any_floor(rng):
    theta = np.full(1000, 3.0)
    for t in range(2000):
        theta -= inverse_schedule(t, 0.4, 5) * (theta + rng.normal(size=1000))
    assert (theta**2).mean() / 2 < 1e-3  # the floor of 0.4 is 0.125


def test_only_the_inverse_schedule_meets_both_conditions_of_robbins_and_monro():
    """Sums up to 10⁵: one still grows by α₀ · period · log 10, the others stand."""
    inverse = np.array([inverse_schedule(t, 1.0, 5) for t in range(100_000)])
    assert inverse[10_000:].sum() == pytest.approx(5 * math.log(10), rel=0.01)
    assert (inverse[10_000:] ** 2).sum() < 0.01
    exponential = np.array([exponential_schedule(t, 0.5, 0.9) for t in range(1000)])
    assert exponential.sum() == pytest.approx(0.5 / (1 - 0.9))
    left = np.prod(1 - exponential * 0.1)
    assert left == pytest.approx(math.exp(-0.5), rel=0.02)
    assert left > 0.6


def test_decay_ends_below_a_large_and_a_small_constant_rate(digits):
    """Batches of 4, over 20 seeds: 0.04 to 0.2, 0.08 to 0.12, 0.013 to 0.04."""
    cosine = [cosine_schedule(t, 0.8, 1000) for t in range(1000)]
    runs = [[0.8] * 1000, [0.08] * 1000, cosine]
    losses = [[final_loss(digits, r, s, 4, 16) for r in runs] for s in range(3)]
    large, small, decayed = np.median(losses, axis=0)
    assert decayed < 0.045
    assert large > decayed * 1.3
    assert small > 0.07


def test_decay_does_not_help_before_the_noise_floor(digits):
    """Batches of 32: the constant rate is ahead in all of 10 seeds."""
    cosine = [cosine_schedule(t, 0.3, 150) for t in range(150)]
    for seed in range(3):
        assert final_loss(digits, [0.3] * 150, seed) < final_loss(digits, cosine, seed)


def warmup_rates(largest, warmup):
    return [warmup_cosine_schedule(t, largest, warmup, 150) for t in range(150)]


def dead(X, weights):
    return ((X @ weights[0].T + weights[1]) <= 0).all(axis=0).mean()


def test_warmup_saves_units_on_raw_pixels(raw_digits):
    """With the cosine of the page, over 20 seeds: dead after 10 steps 0.5 and more,
    0.11 and less; after 150 steps 0.59 and more, 0.55 and less, in pairs at least
    0.14 apart. Final loss: 0.08 to 1.15 and 0.006 to 0.19, 1.4 to 140 times less."""
    X, _ = raw_digits
    losses = []
    for seed in range(3):
        run = [
            (
                train(raw_digits, rates[:10], seed, h=64),
                train(raw_digits, rates, seed, h=64),
            )
            for rates in (warmup_rates(0.1, 0), warmup_rates(0.1, 50))
        ]
        (early, late), (early_warm, late_warm) = run
        assert dead(X, early) > 0.4 > 0.2 > dead(X, early_warm)
        assert dead(X, late) > 0.5
        assert dead(X, late_warm) < dead(X, late)
        losses.append(
            [mlp_loss(*raw_digits, *weights) for weights in (late, late_warm)]
        )
    constant, warm = np.median(losses, axis=0)
    assert constant > 2 * warm


def test_warmup_changes_little_where_the_start_is_well_scaled(raw_digits):
    """Over 20 seeds: 0.046 to 0.059 without, 0.043 to 0.058 with 50 steps of it."""
    X, y = raw_digits
    scaled = (X - X.mean()) / X.std(), y
    for seed in range(2):
        direct = final_loss(scaled, warmup_rates(0.3, 0), seed, h=64)
        warm = final_loss(scaled, warmup_rates(0.3, 50), seed, h=64)
        assert 0.7 < warm / direct < 1.2  # over 20 seeds: 0.86 to 1.0
