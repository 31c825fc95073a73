"""The statements of docs/training/layer-normalization.md."""

import numpy as np
import pytest
import torch
from torch import nn

from mlnotes.training import layer_normalization as by_hand
from mlnotes.training import layer_normalization_torch as with_torch
from mlnotes.training.batch_normalization import batch_norm, batch_norm_backward

SHAPES = [(5,), (7, 5), (2, 7, 5), (0, 5)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("eps", [1e-5, 0.1])
def test_values_and_gradients_equal_pytorch(rng, shape, eps):
    X, dY = rng.normal(3, 2, shape), rng.normal(size=shape)
    gamma, beta = rng.normal(size=(2, 5))
    inputs = [torch.tensor(array, requires_grad=True) for array in (X, gamma, beta)]
    theirs = nn.functional.layer_norm(inputs[0], (5,), inputs[1], inputs[2], eps)
    for ours in (
        by_hand.layer_norm(X, gamma, beta, eps),
        with_torch.layer_norm(*inputs, eps).detach().numpy(),
    ):
        np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-7, atol=1e-12)
    theirs.backward(torch.tensor(dY))
    gradients = by_hand.layer_norm_backward(dY, X, gamma, eps)
    for ours, tensor in zip(gradients, inputs, strict=True):
        np.testing.assert_allclose(ours, tensor.grad.numpy(), rtol=1e-7, atol=1e-12)


def test_backward_equals_finite_differences(rng):
    X, dY = rng.normal(size=(2, 3, 5))
    gamma, beta = rng.normal(size=(2, 5))
    for position, dinput in enumerate(by_hand.layer_norm_backward(dY, X, gamma)):
        for place in np.ndindex(dinput.shape):
            up, down = ([a.copy() for a in (X, gamma, beta)] for _ in range(2))
            up[position][place] += 1e-5
            down[position][place] -= 1e-5
            difference = by_hand.layer_norm(*up) - by_hand.layer_norm(*down)
            slope = (dY * difference).sum() / 2e-5
            assert slope == pytest.approx(dinput[place], rel=1e-6, abs=1e-8)


def test_it_is_batch_norm_of_the_transposed_batch_before_gamma_and_beta(rng):
    X, dY = rng.normal(size=(2, 7, 5))
    ours = by_hand.layer_norm(X, np.ones(5), np.zeros(5))
    transposed = batch_norm(X.T, np.ones(7), np.zeros(7)).T
    np.testing.assert_allclose(ours, transposed, rtol=1e-7)
    gamma = rng.normal(size=5)
    dX, _, _ = by_hand.layer_norm_backward(dY, X, gamma)
    transposed, _, _ = batch_norm_backward((dY * gamma).T, X.T, np.ones(7))
    np.testing.assert_allclose(dX, transposed.T, rtol=1e-7, atol=1e-12)
    outside = gamma * by_hand.layer_norm_backward(dY, X, np.ones(5))[0]
    assert np.abs(outside - dX).max() > 0.1  # γ can not be taken out of the sums


def test_the_gradient_of_a_sample_sums_to_zero(rng):
    X, dY = rng.normal(size=(2, 7, 5))
    dX, _, _ = by_hand.layer_norm_backward(dY, X, rng.normal(size=5))
    np.testing.assert_allclose(dX.sum(axis=1), np.zeros(7), atol=1e-12)


@pytest.mark.parametrize("shape", [(7, 5), (2, 7, 5), (1, 5)])
def test_the_module_equals_pytorch_over_twenty_steps(shape, device):
    torch.manual_seed(0)
    modules = with_torch.LayerNorm(5, eps=1e-3), nn.LayerNorm(5, eps=1e-3)
    modules = [module.to(device, torch.float64) for module in modules]
    optimizers = [torch.optim.SGD(module.parameters(), lr=0.05) for module in modules]
    for _ in range(20):
        X = 3 * torch.randn(shape, dtype=torch.float64, device=device) + 2
        inputs = [X.clone().requires_grad_() for _ in modules]
        outputs = [m(x) for m, x in zip(modules, inputs, strict=True)]
        torch.testing.assert_close(*outputs)
        for output, optimizer in zip(outputs, optimizers, strict=True):
            optimizer.zero_grad()
            (output**3).mean().backward()
            optimizer.step()
        torch.testing.assert_close(inputs[0].grad, inputs[1].grad)
    states = [module.state_dict() for module in modules]
    assert list(states[0]) == list(states[1]) == ["weight", "bias"]
    fresh = with_torch.LayerNorm(5), nn.LayerNorm(5)
    fresh[0].load_state_dict(states[1])
    fresh[1].load_state_dict(states[0])
    torch.testing.assert_close(fresh[0].bias, fresh[1].bias)
    torch.testing.assert_close(modules[0](X), modules[0].eval()(X), rtol=0, atol=0)


def test_the_defaults_are_those_of_pytorch():
    X = torch.linspace(0, 0.01, 5)  # a variance as small as ε
    torch.testing.assert_close(with_torch.LayerNorm(5)(X), nn.LayerNorm(5)(X))


def test_companions_and_padding_change_layer_norm_not_and_batch_norm_do(rng):
    gamma, beta = np.ones(5), np.full(5, 0.5)
    X = rng.normal(3, 1, (2, 3, 5))
    padded = np.concatenate([X, np.zeros((2, 4, 5))], axis=1)

    def over_rows(X):
        return batch_norm(X.reshape(-1, 5), gamma, beta).reshape(X.shape)

    alone = by_hand.layer_norm(X, gamma, beta)
    together = by_hand.layer_norm(padded, gamma, beta)
    np.testing.assert_allclose(together[:, :3], alone, rtol=1e-12)
    np.testing.assert_array_equal(together[:, 3:], np.full((2, 4, 5), 0.5))
    np.testing.assert_allclose(by_hand.layer_norm(X[0, :1], gamma, beta), alone[0, :1])
    assert np.abs(over_rows(padded)[:, :3] - over_rows(X)).max() > 1
    both_axes = nn.LayerNorm((7, 5), elementwise_affine=False)(torch.tensor(padded))
    short = nn.LayerNorm((3, 5), elementwise_affine=False)(torch.tensor(X))
    assert (both_axes[:, :3] - short).abs().max() > 0.5


def test_scale_and_shift_of_a_sample_are_not_seen_those_of_a_feature_are(rng):
    X = rng.normal(size=(7, 5))

    def normalised(X, normalise=by_hand.layer_norm):
        return normalise(X, np.ones(5), np.zeros(5), 1e-12)

    Y = normalised(X)
    samples, features = rng.uniform(1, 9, (7, 1)), rng.uniform(1, 9, (1, 5))
    np.testing.assert_allclose(normalised(samples * X + samples), Y, rtol=1e-7)
    np.testing.assert_allclose(normalised(-X), -Y, rtol=1e-7)
    assert np.abs(normalised(features * X) - Y).max() > 0.1
    assert np.abs(normalised(X + features) - Y).max() > 0.1
    over_batch = normalised(X, batch_norm)
    for other in (features * X + features, X + features):
        np.testing.assert_allclose(normalised(other, batch_norm), over_batch, rtol=1e-7)
    assert np.abs(normalised(samples * X, batch_norm) - over_batch).max() > 0.1


@pytest.mark.parametrize("value", [-7.0, 0.0, 1e6])
def test_width_one_always_gives_beta_and_width_two_a_sign(value):
    X = np.full((3, 1), value)
    assert (
        by_hand.layer_norm(X, np.full(1, 2.0), np.full(1, 0.5)).tolist() == [[0.5]] * 3
    )
    theirs = nn.LayerNorm(1)(torch.tensor(X).float())
    assert theirs.tolist() == [[0.0]] * 3  # no warning either
    X = np.array([[1.0, 2.0], [5.0, -3.0]])
    Y = by_hand.layer_norm(X, np.ones(2), np.zeros(2))
    np.testing.assert_allclose(Y, [[-1, 1], [1, -1]], rtol=1e-4)


@pytest.mark.parametrize("spread", [0.2, 1.0, 5.0])
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_gets_its_statistics_in_float32(rng, dtype, spread):
    X = torch.tensor(300 + spread * rng.normal(size=(7, 61))).to(dtype)
    gamma, beta = torch.tensor(rng.normal(size=(2, 61))).to(dtype)
    rtol = {torch.float16: 1e-3, torch.bfloat16: 1.6e-2}[dtype]
    ours = with_torch.layer_norm(X, gamma, beta)
    theirs = nn.functional.layer_norm(X, (61,), gamma, beta)
    torch.testing.assert_close(ours, theirs, rtol=rtol, atol=2 * rtol)
    wide = [a.double().numpy() for a in (X, gamma, beta)]
    exact = by_hand.layer_norm(*wide)
    np.testing.assert_allclose(ours.double(), exact, rtol=rtol, atol=1e-3)
    if dtype == torch.float16:  # the only half precision of NumPy
        Y = by_hand.layer_norm(X.numpy(), gamma.numpy(), beta.numpy())
        np.testing.assert_allclose(Y, exact, rtol=rtol, atol=1e-3)
        dY = rng.normal(size=X.shape).astype(np.float16)
        gradients = by_hand.layer_norm_backward(dY, X.numpy(), gamma.numpy())
        exact = by_hand.layer_norm_backward(dY.astype(np.float64), *wide[:2])
        for gradient, value in zip(gradients, exact, strict=True):
            assert gradient.dtype == np.float16
            np.testing.assert_allclose(gradient, value, rtol=rtol, atol=rtol)


def test_half_precision_loses_small_differences_between_large_features():
    X = torch.tensor([1000.0, 1000.2, 1000.4, 1001.0])
    exact = with_torch.layer_norm(X, torch.ones(4), torch.zeros(4))
    half = with_torch.layer_norm(
        X.bfloat16(), torch.ones(4).bfloat16(), torch.zeros(4).bfloat16()
    )
    assert half.tolist() == [0.0] * 4
    assert exact.std(correction=0).item() == pytest.approx(1, abs=0.01)


def test_no_axis_no_feature_and_bad_eps_are_refused():
    for module, full in ((by_hand, np.ones), (with_torch, torch.ones)):
        for shape in ((), (7, 0)):
            with pytest.raises(ValueError, match=r"expected X of shape .* got"):
                module.layer_norm(full(shape), full(0), full(0))
        with pytest.raises(ValueError, match=r"expected one number per feature.* got"):
            module.layer_norm(full((7, 5)), full((1,)), full((5,)))
        for eps in (0.0, float("nan")):
            with pytest.raises(ValueError, match=r"expected eps > 0, got"):
                module.layer_norm(full((7, 5)), full((5,)), full((5,)), eps)
