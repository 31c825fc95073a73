"""Limits that docs/training/adaptive-rates.md states, and the race (tr-17, tr-18)."""

import math
import runpy
from pathlib import Path

import numpy as np
import pytest
import torch

from mlnotes.training import adaptive_rates as by_hand
from mlnotes.training import adaptive_rates_torch as with_torch
from mlnotes.training.sgd_problems import ravine, ravine_backward, sgd_step

ROOT = Path(__file__).parents[2]
BOTH = pytest.mark.parametrize(
    ("module", "array"), [(by_hand, np.array), (with_torch, torch.tensor)]
)


def test_rmsprop_with_a_constant_rate_ends_in_jumps_of_its_rate():
    """Each coordinate alternates between ±α/2: the loss stays at 13 α²/4."""
    theta, v, path = np.array([-2.0, 0.6]), np.zeros(2), []
    for _ in range(5000):
        theta, v = by_hand.rmsprop_step(
            theta, ravine_backward(np.ones(()), theta), v, 0.05
        )
        path.append(theta)
    np.testing.assert_allclose(np.abs(path[-100:]), 0.05 / 2, rtol=1e-4)
    np.testing.assert_allclose(np.abs(np.diff(path[-100:], axis=0)), 0.05, rtol=1e-4)
    assert ravine(theta) == pytest.approx(13 * 0.05**2 / 4, rel=1e-4)


def test_epsilon_stands_outside_the_root_in_torch_and_in_scikit_learn():
    """Scikit-learn divides √v before the correction: its ε weighs 1/√(1 − β₂ᵗ)."""
    stochastic = pytest.importorskip("sklearn.neural_network._stochastic_optimizers")
    g, zero = np.array([1e-6]), np.zeros(1)
    for theirs, ours in (
        (torch.optim.Adagrad, by_hand.adagrad_step(zero, g, zero, 1.0, 1e-6)),
        (torch.optim.RMSprop, by_hand.rmsprop_step(zero, g, zero, 1.0, eps=1e-6)),
        (torch.optim.Adam, by_hand.adam_step(zero, g, zero, zero, 1, 1.0, eps=1e-6)),
    ):
        theta = torch.zeros(1, dtype=torch.float64, requires_grad=True)
        theta.grad = torch.tensor(g)
        theirs([theta], lr=1.0, eps=1e-6).step()
        assert ours[0][0] == pytest.approx(theta.item(), rel=1e-9)
    assert ours[0][0] == pytest.approx(-1 / 2, rel=1e-9)  # inside: about -1/1000
    parameters = [np.zeros(1)]
    adam = stochastic.AdamOptimizer(parameters, 1.0, epsilon=1e-6)
    adam.update_params(parameters, [g])
    heavier = 1e-6 / math.sqrt(1 - 0.999)
    ours, *_ = by_hand.adam_step(zero, g, zero, zero, 1, 1.0, eps=heavier)
    np.testing.assert_allclose(ours, parameters[0], rtol=1e-9)


@pytest.mark.parametrize(("beta2", "end"), [(0.1, 1), (0.999, -1)])
def test_adam_goes_to_the_wrong_end_on_the_example_of_reddi(beta2, end):
    """The mean slope is (C − 2)/3 > 0, so the minimum on [−1, 1] is at −1."""
    x = x_sgd = m = v = np.zeros(1)
    for t in range(1, 3001):
        g = np.array([3.0 if t % 3 == 1 else -1.0])
        x_sgd = sgd_step(x_sgd, g, 0.01).clip(-1, 1)
        x, m, v = by_hand.adam_step(x, g, m, v, t, 0.01, beta1=0.0, beta2=beta2)
        x = x.clip(-1, 1)
    assert x == pytest.approx(end, abs=0.05)
    assert x_sgd < -0.95


@pytest.mark.filterwarnings("ignore:invalid value")
@BOTH
def test_a_zero_gradient_is_no_trouble_except_in_half_precision(module, array):
    for dtype, broken in ((np.float64, False), (np.float32, False), (np.float16, True)):
        zero = array(np.zeros(2, dtype))
        for theta in (
            module.adagrad_step(zero, zero, zero, 0.1)[0],
            module.rmsprop_step(zero, zero, zero, 0.1)[0],
            module.adam_step(zero, zero, zero, zero, 1, 0.1)[0],
        ):
            assert np.isnan(np.asarray(theta)).all() == broken


def test_race_is_fair_and_ends_as_the_page_says(capsys):
    best = runpy.run_path(str(ROOT / "snippets/training/adaptive_rates_race.py"))[
        "best"
    ]
    steps = {key: int(arrival) for key, (arrival, _) in best.items()}
    assert {n for (s, n), t in steps.items() if t > 1000 and s == "rosenbrock"} == {
        "SGD",
        "Adagrad",
        "RMSprop",
    }
    for surface, names in (
        ("ravine", ["Adagrad", "Nesterov", "SGD", "RMSprop"]),
        ("saddle", ["Adagrad", "Nesterov", "Adam", "momentum"]),
        ("rosenbrock", ["momentum", "Adam", "Nesterov", "AdamW"]),
    ):
        order = [steps[surface, name] for name in names]
        assert order == sorted(order)
    figures = pytest.importorskip("matplotlib") and pytest.importorskip(
        "figures.training.adaptive_rates"
    )
    for (surface, name), (arrival, rate) in best.items():
        if arrival <= 1000:
            drawn = figures.RATES[surface][list(figures.STEPS).index(name)]
            assert drawn == pytest.approx(rate)


@BOTH
def test_bad_arguments_are_refused(module, array):
    x, three = array([1.0, 2.0]), array([1.0, 2.0, 3.0])
    for wrong in ((x, three, x), (x, x, three)):
        for step in (module.adagrad_step, module.rmsprop_step):
            with pytest.raises(
                ValueError, match=r"expected .* of theta's shape .* got"
            ):
                step(*wrong, 0.1)
    with pytest.raises(ValueError, match=r"expected m of theta's shape .* got"):
        module.adam_step(x, x, three, x, 1, 0.1)
    with pytest.raises(ValueError, match="expected v >= 0, got -1"):
        module.adagrad_step(x, x, -x / x, 0.1)
    for rate in (-0.1, math.inf, math.nan):
        with pytest.raises(ValueError, match=r"expected .*rate.* >= 0, got"):
            module.rmsprop_step(x, x, x, rate)
    with pytest.raises(ValueError, match=r"expected .*eps.* >= 0, got"):
        module.adagrad_step(x, x, x, 0.1, eps=-1e-8)
    for name, bad in (("beta1", 1.0), ("beta2", -0.1), ("beta2", math.nan)):
        with pytest.raises(ValueError, match=r"expected .*beta.* in \[0, 1\), got"):
            module.adam_step(x, x, x, x, 1, 0.1, **{name: bad})
    with pytest.raises(ValueError, match=r"expected .*rho.* in \[0, 1\), got"):
        module.rmsprop_step(x, x, x, 0.1, rho=1.0)
    with pytest.raises(ValueError, match="expected t >= 1, the number of the step"):
        module.adam_step(x, x, x, x, 0, 0.1)
    with pytest.raises(ValueError, match="expected a finite strength >= 0, got"):
        module.adamw_step(x, x, x, x, 1, 0.1, strength=-0.1)
