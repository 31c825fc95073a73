"""What docs/sequences/gradient-flow.md says of clipping in training, and limits."""

import numpy as np
import pytest
import torch

from mlnotes.sequences import gradient_flow as by_hand
from mlnotes.sequences import gradient_flow_torch as with_torch
from mlnotes.sequences.rnn import rnn, rnn_backward
from mlnotes.training.training_loop import clip_by_norm

LIBRARIES = [(by_hand, np.ones), (with_torch, torch.ones)]


def train(seed, max_norm, radius=1.5, t=20, learning_rate=0.1, steps=150):
    """Learn the sign of the first input with SGD; return losses and the last states."""
    rng, h, n = np.random.default_rng(seed), 16, 32
    theta = [rng.normal(size=(h, 1)), by_hand.recurrent_matrix(h, radius, rng)]
    theta += [np.zeros(h), rng.normal(size=h) / np.sqrt(h)]
    losses, H = [], np.zeros((n, t, h))
    for _ in range(steps):
        X = 0.1 * rng.normal(size=(n, t, 1))
        *cell, v = theta
        H = rnn(X, np.zeros((n, h)), *cell)
        error = H[:, -1] @ v - np.sign(X[:, 0, 0])
        losses.append((error**2).mean())
        dH = np.zeros_like(H)
        dH[:, -1] = 2 / n * np.outer(error, v)
        gradients = [*rnn_backward(dH, X, np.zeros((n, h)), *cell)[2:]]
        gradients += [2 / n * error @ H[:, -1]]
        g = np.concatenate([gradient.reshape(-1) for gradient in gradients])
        g = clip_by_norm(g, max_norm)
        parts = np.split(g, np.cumsum([p.size for p in theta])[:-1])
        theta = [
            p - learning_rate * part.reshape(p.shape)
            for p, part in zip(theta, parts, strict=True)
        ]
    return np.array(losses), H[:, -1]


def test_without_clipping_training_jumps_and_with_clipping_it_learns():
    """Margin over 20 seeds: mean of the last 20 losses 1.09 or more, 17 times above
    1e20 with every unit saturated, against at most 0.62 with clipping."""
    plain = [train(seed, 1e99) for seed in range(6)]
    clipped = [train(seed, 1.0) for seed in range(6)]
    assert min(losses[-20:].mean() for losses, _ in plain) > 0.9
    exploded = [run for run in plain if run[0].max() > 1e20]
    assert len(exploded) >= 3
    for losses, states in exploded:  # the read-out alone diverges, on equal states
        assert (np.abs(states) > 0.99).mean() > 0.9
        curvature = np.linalg.eigvalsh(2 / 32 * states.T @ states)[-1]
        assert curvature == pytest.approx(2 * 16, rel=0.05)
        assert losses[-1] / losses[-2] == pytest.approx((1 - 0.1 * 32) ** 2, rel=0.05)
    assert max(losses[-20:].mean() for losses, _ in clipped) < 0.8
    assert max(losses.max() for losses, _ in clipped) < 5
    assert max((np.abs(states) > 0.99).mean() for _, states in clipped) < 0.4


def test_clipping_does_nothing_against_vanishing_gradients():
    """A limit above every gradient's length changes no bit; a low one no proportion."""
    plain, clipped = (train(0, c, radius=0.5, t=40, steps=40)[0] for c in (1e99, 10.0))
    np.testing.assert_array_equal(plain, clipped)
    rng = np.random.default_rng(0)
    X, h0 = rng.normal(size=(7, 40, 5)), np.zeros((7, 11))
    W_xh, W_hh = rng.normal(size=(11, 5)), by_hand.recurrent_matrix(11, 0.5, rng)
    dH = np.zeros((7, 40, 11))
    dH[:, -1] = 1
    dX = rnn_backward(dH, X, h0, W_xh, W_hh, np.zeros(11))[0]
    share = np.linalg.norm(dX[:, 0]) / np.linalg.norm(dX[:, -1])
    clipped = clip_by_norm(dX, 0.01)
    after = np.linalg.norm(clipped[:, 0]) / np.linalg.norm(clipped[:, -1])
    assert share < 1e-9
    assert after == pytest.approx(share, rel=1e-9)


@pytest.mark.parametrize(("module", "ones"), LIBRARIES)
def test_what_has_no_answer_is_refused(module, ones):
    generator = np.random.default_rng(0)
    if module is with_torch:
        generator = torch.Generator().manual_seed(0)
    for arguments in ((0, 1.0), (3, 0.0), (3, float("nan")), (3, float("inf"))):
        with pytest.raises(ValueError, match="expected h >= 1 and radius > 0, got"):
            module.recurrent_matrix(*arguments, generator)
    with pytest.raises(ValueError, match="expected h >= 1, got 0"):
        module.orthogonal_matrix(0, generator)
    for value in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="expected a finite max_value > 0, got"):
            module.clip_by_value(ones(3), value)
    for t, slope in ((0, 1.0), (2, 0.0), (2, 1.1), (2, float("nan"))):
        with pytest.raises(ValueError, match=r"expected t >= 1 and slope in \(0, 1\]"):
            module.norm_bounds(ones((2, 2)), t, slope)
    for shape in ((2, 3), (0, 0), (2,)):
        with pytest.raises(ValueError, match=r"expected W_hh \(h, h\) with h >= 1"):
            module.spectral_radius(ones(shape))
    H, W_hh = ones((1, 2, 3)), ones((3, 3))
    for bad in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="expected finite Jacobians, got"):
            module.jacobian_norms(bad * H, W_hh)
        with pytest.raises(ValueError, match="expected a finite W_hh, got"):
            module.spectral_radius(bad * W_hh)


@pytest.mark.parametrize(("module", "ones"), LIBRARIES)
def test_no_step_has_no_jacobian(module, ones):
    assert module.jacobian_products(ones((2, 0, 3)), ones((3, 3))).shape == (2, 0, 3, 3)
    assert module.jacobian_norms(ones((2, 0, 3)), ones((3, 3))).shape == (2, 0)


def test_torch_works_on_the_device_of_its_inputs(device):
    H = torch.linspace(-0.9, 0.9, 66, device=device).reshape(2, 3, 11)
    W_hh = torch.linspace(-1, 1, 121, device=device).reshape(11, 11)
    results = with_torch.jacobian_norms(H, W_hh), with_torch.norm_bounds(W_hh, 3)
    wanted = by_hand.jacobian_norms(H.cpu().numpy(), W_hh.cpu().numpy())
    np.testing.assert_allclose(results[0].cpu(), wanted, rtol=1e-4)
    generator = torch.Generator(device).manual_seed(0)
    results += (
        with_torch.recurrent_matrix(11, 0.9, generator),
        with_torch.orthogonal_matrix(11, generator),
        with_torch.clip_by_value(W_hh, 0.5),
    )
    assert {result.device.type for result in results} == {device.type}


def test_clipping_cannot_repair_a_gradient_that_is_not_a_number():
    weights = [torch.zeros(3), torch.zeros(5)]
    for weight in weights:
        weight.grad = torch.ones_like(weight)
    weights[0].grad[0] = float("nan")
    with pytest.raises(ValueError, match="expected a finite gradient, got"):
        clip_by_norm(weights[0].grad.numpy(), 1.0)
    with pytest.raises(RuntimeError, match="non-finite"):
        torch.nn.utils.clip_grad_norm_(weights, 1.0, error_if_nonfinite=True)
    torch.nn.utils.clip_grad_norm_(weights, 1.0)
    assert all(weight.grad.isnan().all() for weight in weights)
