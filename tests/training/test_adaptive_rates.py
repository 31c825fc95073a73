"""The statements of docs/training/adaptive-rates.md (tr-17, tr-18)."""

import math

import numpy as np
import pytest
import torch

from mlnotes.training import adaptive_rates as by_hand
from mlnotes.training import adaptive_rates_torch as with_torch
from mlnotes.training.sgd_problems import sgd_step

# θ, m, v after step t: one form for all, so that they can be driven by one loop.
STEPS = {
    "adagrad": lambda θ, g, m, v, t, a, **more: (
        *by_hand.adagrad_step(θ, g, m, a, **more),
        v,
    ),
    "rmsprop": lambda θ, g, m, v, t, a, **more: (
        *by_hand.rmsprop_step(θ, g, m, a, **more),
        v,
    ),
    "adam": by_hand.adam_step,
    "adamw": by_hand.adamw_step,
}
THEIRS = {
    "adagrad": torch.optim.Adagrad,
    "rmsprop": torch.optim.RMSprop,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
}


def walk(step, gradients, learning_rate, start=None, **more):
    """All points of a path along given gradients, (steps, ...) → (steps + 1, ...)."""
    theta = np.zeros(gradients.shape[1:]) if start is None else start
    path, m, v = [theta], np.zeros_like(theta), np.zeros_like(theta)
    for t, g in enumerate(gradients, 1):
        theta, m, v = step(path[-1], g, m, v, t, learning_rate, **more)
        path.append(theta)
    return np.array(path)


@pytest.mark.parametrize("name", STEPS)
def test_by_hand_300_steps_equal_those_of_torch_optim(name, rng):
    gradients, start = rng.normal(size=(300, 5, 3)), rng.normal(size=(5, 3))
    theta = torch.tensor(start, requires_grad=True)
    optimizer = THEIRS[name]([theta], lr=0.01)
    expected = [start]
    for g in gradients:
        theta.grad = torch.tensor(g)
        optimizer.step()
        expected.append(theta.detach().numpy().copy())
    path = walk(STEPS[name], gradients, 0.01, start)
    np.testing.assert_allclose(path, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ["adagrad", "rmsprop", "adam", "adamw"])
def test_other_settings_equal_those_of_torch_optim(name, rng):
    gradients, start = rng.normal(size=(50, 5)), rng.normal(size=5)
    ours, theirs = {
        "adagrad": ({"eps": 0.3}, {"eps": 0.3}),
        "rmsprop": ({"rho": 0.6, "eps": 0.3}, {"alpha": 0.6, "eps": 0.3}),
        "adam": (
            {"beta1": 0.5, "beta2": 0.6, "eps": 0.3},
            {"betas": (0.5, 0.6), "eps": 0.3},
        ),
        "adamw": (
            {"beta1": 0.5, "beta2": 0.6, "eps": 0.3, "strength": 0.7},
            {"betas": (0.5, 0.6), "eps": 0.3, "weight_decay": 0.7},
        ),
    }[name]
    theta = torch.tensor(start, requires_grad=True)
    optimizer = THEIRS[name]([theta], lr=0.1, **theirs)
    for g in gradients:
        theta.grad = torch.tensor(g)
        optimizer.step()
    path = walk(STEPS[name], gradients, 0.1, start, **ours)
    np.testing.assert_allclose(path[-1], theta.detach().numpy(), rtol=1e-9)
    named = f"{name}_step"
    arrays = [torch.tensor(a) for a in (start, gradients[0], start**2)]
    if name.startswith("adam"):
        arrays, ours = [*arrays[:2], arrays[1], arrays[2], 3], ours
    twin = getattr(with_torch, named)(*arrays, 0.1, **ours)
    same = [a.numpy() if torch.is_tensor(a) else a for a in arrays]
    for result, wanted in zip(
        twin, getattr(by_hand, named)(*same, 0.1, **ours), strict=True
    ):
        np.testing.assert_allclose(result.numpy(), wanted, rtol=1e-12)


def test_the_listing_of_the_notes_is_no_python_and_its_update_is_ours(rng):
    with pytest.raises(SyntaxError):
        compile("if adagrad = True:\n    pass", "notes", "exec")
    for method in ("adagrad", "rmsprop"):
        x, grad_squared, learning_rate, dr = np.ones(5), 0.0, 0.1, 0.9
        ours, v = x, np.zeros(5)
        more = {"eps": 1e-7} if method == "adagrad" else {"eps": 1e-7, "rho": dr}
        for dx in rng.normal(size=(20, 5)):
            if method == "adagrad":
                grad_squared = grad_squared + dx * dx
            else:
                grad_squared = dr * grad_squared + (1 - dr) * dx * dx
            x = x - learning_rate * dx / (np.sqrt(grad_squared) + 1e-7)
            step = getattr(by_hand, f"{method}_step")
            ours, v = step(ours, dx, v, learning_rate, **more)
        np.testing.assert_allclose(ours, x, rtol=1e-12)


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e3])
def test_adagrad_steps_shrink_like_one_over_root_t_for_constant_gradients(scale):
    path = walk(STEPS["adagrad"], np.full((1000, 1), scale), 0.1)
    t = np.arange(1, 1001)
    np.testing.assert_allclose(-np.diff(path[:, 0]), 0.1 / np.sqrt(t), rtol=1e-6)
    assert -path[-1, 0] == pytest.approx(2 * 0.1 * math.sqrt(1000), rel=0.03)


def test_rmsprop_steps_do_not_shrink_and_start_ten_times_too_long():
    steps = -np.diff(walk(STEPS["rmsprop"], np.full((2000, 1), 3.0), 0.1)[:, 0])
    t = np.arange(1, 2001)
    np.testing.assert_allclose(steps, 0.1 / np.sqrt(1 - 0.99**t), rtol=1e-6)
    assert steps[0] == pytest.approx(10 * 0.1, rel=1e-6)
    assert steps[-1] == pytest.approx(0.1, rel=1e-6)


def test_running_means_are_too_small_by_the_factor_that_is_divided_out(rng):
    """200 000 runs: the standard error of a mean is below 0.005."""
    m = v = theta = np.zeros(200_000)
    for t in range(1, 11):
        g = rng.normal(2.0, 1.0, size=m.shape)
        theta, m, v = by_hand.adam_step(theta, g, m, v, t, 0.0)
        assert m.mean() == pytest.approx((1 - 0.9**t) * 2, abs=0.01)
        assert v.mean() == pytest.approx((1 - 0.999**t) * 5, rel=0.02)


@pytest.mark.parametrize("g", [1e-3, -7.0, 1e5])
def test_first_adam_step_is_alpha_times_the_sign_and_3_alpha_without_correction(g):
    theta, m, v = by_hand.adam_step(
        np.zeros(1), np.array([g]), np.zeros(1), np.zeros(1), 1, 0.1
    )
    assert theta[0] == pytest.approx(-0.1 * np.sign(g), rel=1e-4)
    uncorrected = np.abs(m / np.sqrt(v))[0]
    assert uncorrected == pytest.approx(0.1 / math.sqrt(0.001), rel=1e-9)  # 3.16


def test_adam_without_correction_is_worst_after_twelve_steps():
    t = np.arange(1, 2001)
    factor = (1 - 0.9**t) / np.sqrt(1 - 0.999**t)
    assert t[factor.argmax()] == 12
    assert factor.max() == pytest.approx(6.57, abs=0.01)


@pytest.mark.parametrize("name", ["adagrad", "rmsprop", "adam"])
def test_scaling_a_gradient_does_not_change_adaptive_steps(name, rng):
    gradients = rng.normal(size=(100, 3))
    scaled = gradients * np.array([1e-3, 1.0, 1e4])
    path = walk(STEPS[name], gradients, 0.1, eps=0.0)
    np.testing.assert_allclose(
        walk(STEPS[name], scaled, 0.1, eps=0.0), path, rtol=1e-9, atol=1e-12
    )
    near = walk(STEPS[name], scaled, 0.1)  # with ε nearly: gradients are near 1e-3
    np.testing.assert_allclose(near, path, atol=2e-3)
    assert not np.allclose(sgd_step(path[0], scaled[0], 0.1), -0.1 * gradients[0])


def test_adam_is_not_invariant_under_rotation_and_sgd_is(rng):
    gradients = rng.normal(size=(50, 2)) * np.array([1.0, 10.0])
    Q = np.array([[0.8, -0.6], [0.6, 0.8]])
    for name in ("adagrad", "rmsprop", "adam"):
        straight = walk(STEPS[name], gradients, 0.1)
        turned = walk(STEPS[name], gradients @ Q.T, 0.1)
        assert np.abs(turned - straight @ Q.T).max() > 0.1, name
    sgd = sgd_step(np.zeros(2), gradients[0], 0.1)
    np.testing.assert_allclose(sgd_step(np.zeros(2), Q @ gradients[0], 0.1), Q @ sgd)


def test_adamw_decays_without_the_divisor_and_an_l2_penalty_does_not():
    flat, start = np.zeros((100, 3)), np.array([1.0, -2.0, 5.0])
    for strength in (0.01, 0.5):
        path = walk(by_hand.adamw_step, flat, 0.01, start, strength=strength)
        np.testing.assert_allclose(path[-1], start * (1 - 0.01 * strength) ** 100)
        theta, m, v = start, np.zeros(3), np.zeros(3)
        theta, m, v = by_hand.adam_step(theta, strength * theta, m, v, 1, 0.01)
        np.testing.assert_allclose(theta, start - 0.01 * np.sign(start), rtol=1e-6)
