"""The statements of docs/training/initialization.md (tr-9, tr-10)."""

import math

import numpy as np
import pytest
import torch

from mlnotes.networks import activations, activations_torch
from mlnotes.networks.activations import relu
from mlnotes.networks.multilayer_perceptron import init_mlp
from mlnotes.training import initialization as by_hand
from mlnotes.training import initialization_torch as with_torch


def test_variance_of_a_sum_is_d_times_var_w_times_mean_square_of_x(rng):
    """Of the inputs nothing is asked: here they are fixed, positive and ordered."""
    x = np.linspace(0.5, 3, 11)
    W = by_hand.gaussian_init(11, 100_000, 0.7, rng)
    u = W @ x
    assert u.mean() == pytest.approx(0, abs=0.06)
    assert u.var() == pytest.approx(11 * 0.7**2 * (x**2).mean(), rel=0.02)
    assert u.var() != pytest.approx(11 * 0.7**2 * x.var(), rel=0.5)


@pytest.mark.parametrize(
    ("init", "forward", "backward"),
    [
        (by_hand.lecun_init, 1, 1 / 3),
        (by_hand.xavier_init, 3 / 2, 1 / 2),
        (by_hand.he_init, 2, 2 / 3),
    ],
)
def test_forward_asks_for_one_over_d_and_backward_for_one_over_h(
    rng, init, forward, backward
):
    d, h = 300, 100
    x, du = rng.uniform(size=d), rng.uniform(size=h)
    W = np.stack([init(d, h, rng) for _ in range(100)])
    assert W.shape == (100, h, d)
    ratio = ((W @ x) ** 2).mean() / (x**2).mean()
    assert ratio == pytest.approx(forward, rel=0.05)
    ratio = ((du @ W) ** 2).mean() / (du**2).mean()
    assert ratio == pytest.approx(backward, rel=0.05)


def test_relu_keeps_half_of_the_mean_square_of_any_symmetric_distribution(rng):
    stats, quad = (pytest.importorskip(f"scipy.{m}") for m in ("stats", "integrate"))
    for law in (stats.norm(scale=3), stats.uniform(-2, 4), stats.t(5)):
        half, _ = quad.quad(lambda u, law=law: u**2 * law.pdf(u), 0, math.inf)
        assert half == pytest.approx(law.var() / 2, rel=1e-5)
    u = rng.normal(size=200_000)
    assert (relu(u) ** 2).mean() == pytest.approx(0.5, rel=0.02)
    assert (relu(u + 1) ** 2).mean() / ((u + 1) ** 2).mean() > 0.9  # not symmetric


def test_starts_equal_torch_nn_init_number_for_number(device):
    def generator():
        return torch.Generator(device).manual_seed(5)

    theirs, init = torch.empty(7, 11, device=device), torch.nn.init
    for ours, fill in (
        (with_torch.xavier_init, init.xavier_normal_),
        (with_torch.he_init, lambda W, **k: init.kaiming_normal_(W, 0, **k)),
        (
            with_torch.lecun_init,
            lambda W, **k: init.kaiming_normal_(W, nonlinearity="linear", **k),
        ),
    ):
        fill(theirs, generator=generator())
        assert torch.equal(ours(11, 7, generator()), theirs)
        assert ours(11, 7, generator()).device.type == device.type


def test_gains_of_torch_are_the_factors_of_the_page():
    gain = torch.nn.init.calculate_gain
    assert gain("relu") == pytest.approx(math.sqrt(2))
    assert gain("tanh") == pytest.approx(5 / 3)
    assert gain("leaky_relu", 0.1) == pytest.approx(math.sqrt(2 / 1.01))


def test_fan_in_of_a_convolution_is_the_window_times_the_channels():
    theirs = torch.nn.Conv2d(3, 7, 5).weight
    torch.nn.init.kaiming_normal_(theirs, 0, generator=torch.Generator().manual_seed(1))
    ours = with_torch.he_init(5 * 5 * 3, 7, torch.Generator().manual_seed(1))
    assert torch.equal(ours.reshape(7, 3, 5, 5), theirs)


def test_the_line_of_the_notes_is_the_transpose_of_lecun_init(rng):
    d_in, d_out = 400, 100
    X = rng.normal(size=(200, d_in))
    notes = rng.standard_normal((d_in, d_out)) / np.sqrt(d_in)
    ours = by_hand.lecun_init(d_in, d_out, rng)
    assert notes.shape == ours.T.shape
    for u in (X @ notes, X @ ours.T):
        assert u.std() == pytest.approx(1, rel=0.05)
    wrong = rng.standard_normal((d_out, d_in)) / np.sqrt(d_out)
    assert (X @ wrong.T).std() == pytest.approx(2, rel=0.05)


def test_init_mlp_of_chapter_3_is_the_start_of_he():
    W1, _, W2, _ = init_mlp(5, 7, 3, np.random.default_rng(0))
    rng = np.random.default_rng(0)
    np.testing.assert_array_equal(W1, by_hand.he_init(5, 7, rng))
    np.testing.assert_array_equal(W2, by_hand.he_init(7, 3, rng))


@pytest.mark.parametrize("name", ["tanh", "relu"])
def test_both_activations_have_the_gradients_of_autograd(rng, name):
    """The suite compares the default, tanh; this one compares ReLU as well."""
    ours, theirs = getattr(activations, name), getattr(activations_torch, name)
    X, y, dH = rng.normal(size=(7, 5)), rng.integers(0, 3, 7), rng.normal(size=(7, 5))
    W, V = rng.normal(size=(4, 5, 5)), rng.normal(size=(3, 5))
    X_, y_, dH_, W_, V_ = map(torch.tensor, (X, y, dH, W, V))
    loss = with_torch.deep_loss(
        X_, y_, W_.requires_grad_(), V_.requires_grad_(), theirs
    )
    assert by_hand.deep_loss(X, y, W, V, ours) == pytest.approx(loss.item(), rel=1e-12)
    wanted = torch.autograd.grad(loss, (W_, V_))
    gradients = by_hand.deep_loss_backward(1.0, X, y, W, V, ours)
    for gradient, expected in zip(gradients, wanted, strict=True):
        np.testing.assert_allclose(gradient, expected.numpy(), rtol=1e-7, atol=1e-15)
    np.testing.assert_allclose(
        by_hand.gradients_by_depth(dH, X, W, ours),
        with_torch.gradients_by_depth(dH_, X_, W_, theirs).numpy(),
        rtol=1e-7,
    )


def spread(value):
    """The same numbers at every second place of a larger array, axes reversed."""
    holder = np.zeros([2 * length for length in reversed(value.shape)], value.dtype)
    view = holder[(slice(None, None, 2),) * value.ndim].T
    view[...] = value
    return view


@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_few_layers_do_not_care_how_memory_is_laid_out(rng, module):
    """In the suite 17 layers of large weights enlarge rounding; here are 3 small."""
    W = np.stack([by_hand.xavier_init(31, 31, rng) for _ in range(3)])
    X, dH, V = (rng.normal(size=shape) for shape in ((7, 31), (7, 31), (3, 31)))
    y = rng.integers(0, 3, 7)
    results = []
    for layout in (np.ascontiguousarray, spread):
        X_, y_, dH_, W_, V_ = map(layout, (X, y, dH, W, V))
        if module is with_torch:
            X_, y_, dH_, W_, V_ = map(torch.from_numpy, (X_, y_, dH_, W_, V_))
            assert W_.is_contiguous() == (layout is not spread)
        results.append([
            module.activations_by_depth(X_, W_),
            module.gradients_by_depth(dH_, X_, W_),
            module.deep_loss(X_, y_, W_, V_),
        ])  # fmt: skip
        if module is by_hand:
            results[-1] += module.deep_loss_backward(1.0, X_, y_, W_, V_)
    for result, wanted in zip(*results, strict=True):
        np.testing.assert_allclose(result, wanted, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(("module", "seeded"), [
    (by_hand, np.random.default_rng(0)), (with_torch, torch.Generator()),
])  # fmt: skip
def test_what_is_no_layer_is_refused(module, seeded):
    for init in (module.lecun_init, module.xavier_init, module.he_init):
        with pytest.raises(ValueError, match="expected d, h >= 1"):
            init(5, 0, seeded)
    for std in (-1.0, math.inf, math.nan):
        with pytest.raises(ValueError, match="expected d, h >= 1, std >= 0, got"):
            module.gaussian_init(5, 3, std, seeded)
    assert (module.gaussian_init(5, 3, 0, seeded) == 0).all()
    X = np.ones((2, 3)) if module is by_hand else torch.ones(2, 3)
    with pytest.raises(ValueError, match="expected activation tanh or relu, got"):
        module.gradients_by_depth(X, X, X, abs)
