"""The statements of docs/training/activation-choice.md (tr-1, tr-2, tr-3)."""

import math

import numpy as np
import pytest
import torch

from mlnotes.linear.softmax import sigmoid, sigmoid_backward
from mlnotes.networks.activations import (
    gelu_backward,
    relu,
    relu_backward,
    tanh,
    tanh_backward,
)
from mlnotes.training import activation_choice as by_hand
from mlnotes.training import activation_choice_torch as with_torch

BEST, START = np.array([1.0, -1.0]), np.array([-1.5, 0.5])


def gradient_norms(activation, backward, rng, spread=1.0):
    """What is left of a gradient's length below 0 … 10 layers that keep lengths."""
    H, layers = spread * rng.normal(size=(50, 32)), []
    for _ in range(10):
        W = np.linalg.qr(rng.normal(size=(32, 32)))[0]
        U = H @ W.T
        H = activation(U)
        layers.append((W, U, H))
    dH = rng.normal(size=H.shape)
    norms = [np.linalg.norm(dH)]
    for W, U, H in reversed(layers):
        dH = backward(dH, U, H) @ W
        norms.append(np.linalg.norm(dH))
    return np.divide(norms, norms[0])


@pytest.mark.parametrize("spread", [1, 3, 10])
def test_share_of_saturated_units_is_that_of_the_normal_distribution(spread, rng):
    """A sigmoid is saturated from |u| = log 99 = 4.6 on, tanh from half of it on."""
    U = spread * rng.normal(size=(20_000, 3))
    for H, lower, end in (
        (sigmoid(U), 0, math.log(99)),
        (tanh(U), -1, math.log(99) / 2),
    ):
        wanted = math.erfc(end / spread / math.sqrt(2))
        share = by_hand.saturated_fraction(H, lower, 1)
        np.testing.assert_allclose(share, wanted, atol=0.015)


def test_where_a_unit_counts_as_saturated_its_slope_is_below_4_percent_of_the_largest():
    u = np.linspace(-9, 9, 3601)[:, None]
    one = np.ones_like(u)
    for h, lower, slope in (
        (sigmoid(u), 0, 4 * sigmoid_backward(one, sigmoid(u))),
        (tanh(u), -1, tanh_backward(one, tanh(u))),
    ):
        counted = np.array(
            [by_hand.saturated_fraction(row, lower, 1) for row in h[:, None]]
        )
        np.testing.assert_array_equal(counted == 1, slope < 4 * 0.01 * 0.99)


def test_both_ends_count_and_the_margin_is_a_share_of_the_range():
    H = np.array([[-1.0, 0.0], [1.0, 0.9], [0.0, -0.9], [0.5, 0.5]])
    assert by_hand.saturated_fraction(H, -1, 1).tolist() == [0.5, 0.0]
    assert by_hand.saturated_fraction(H, -1, 1, margin=0.06).tolist() == [0.5, 0.5]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("spread", [1.0, 5.0])
def test_k_layers_of_sigmoid_leave_at_most_a_quarter_to_the_power_of_k(seed, spread):
    rng = np.random.default_rng(seed)
    left = gradient_norms(sigmoid, lambda d, U, H: sigmoid_backward(d, H), rng, spread)
    assert (left <= 0.25 ** np.arange(11) * (1 + 1e-12)).all()
    assert left[10] > 1e-8  # measured 2e-7 to 5e-7: the bound is almost reached


@pytest.mark.parametrize("seed", range(3))
def test_tanh_kills_gradients_too_but_far_more_slowly(seed):
    """Measured below ten layers: 0.25 to 0.3 at spread 1, about 0.1 at spread 5."""
    rng = np.random.default_rng(seed)
    left = gradient_norms(tanh, lambda d, U, H: tanh_backward(d, H), rng)
    assert (np.diff(left) < 0).all()
    assert 0.15 < left[10] < 0.4
    wide = gradient_norms(tanh, lambda d, U, H: tanh_backward(d, H), rng, 5.0)
    assert 0.03 < wide[10] < 0.2


def test_sigmoid_and_relu_have_no_negative_output_and_tanh_is_zero_centred(rng):
    U = rng.normal(size=(500, 7))
    U = np.concatenate([U, -U])
    assert (sigmoid(U) > 0).all()
    assert (relu(U) >= 0).all()
    np.testing.assert_allclose(sigmoid(U).mean(axis=0), 0.5, rtol=1e-12)
    np.testing.assert_allclose(tanh(U).mean(axis=0), 0, atol=1e-15)
    assert (relu(U).mean(axis=0) > 0.3).all()
    shifted = tanh(U + 1).mean(axis=0)  # zero-centred only around zero
    assert (shifted > 0.4).all()


def test_a_sigmoid_takes_one_exponential_a_number_and_relu_none(rng, monkeypatch):
    U, counted, exp = rng.normal(size=(7, 5)), [], np.exp
    monkeypatch.setattr(np, "exp", lambda x: (counted.append(x.size), exp(x))[1])
    relu(U)
    assert counted == []
    sigmoid(U)
    assert counted == [35]


@pytest.mark.parametrize("activation", [sigmoid, relu])
def test_with_positive_inputs_all_weights_get_the_sign_of_the_upstream_gradient(
    activation, rng
):
    X, du = activation(rng.normal(size=(1000, 5))), rng.normal(size=1000)
    G = by_hand.sample_gradients(du, X)
    np.testing.assert_array_equal(
        np.sign(G)[X > 0], np.sign(du[:, None] * (X > 0))[X > 0]
    )
    assert ((G >= 0).all(axis=1) | (G <= 0).all(axis=1)).all()


def test_with_centred_inputs_the_signs_are_free(rng):
    """Five independent signs are all the same for one sample of 2⁴ = 16."""
    X, du = tanh(rng.normal(size=(20_000, 5))), rng.normal(size=20_000)
    G = by_hand.sample_gradients(du, X)
    one_sign = (G > 0).all(axis=1) | (G < 0).all(axis=1)
    assert one_sign.mean() == pytest.approx(1 / 16, abs=0.008)


def test_sample_gradients_equal_autograd(rng):
    X, y = rng.normal(size=(7, 5)), rng.normal(size=7)
    w = torch.tensor(rng.normal(size=5), requires_grad=True)
    for x, target, row in zip(
        torch.tensor(X),
        y,
        by_hand.sample_gradients(X @ w.detach().numpy() - y, X),
        strict=True,
    ):
        (wanted,) = torch.autograd.grad((x @ w - target) ** 2 / 2, w)
        np.testing.assert_allclose(row, wanted.numpy(), rtol=1e-9)


def walk(X, learning_rate, rng):
    path = [START]
    while np.linalg.norm(path[-1] - BEST) > 0.05 and len(path) < 2000:
        i = rng.integers(len(X), size=1)
        du = X[i] @ (path[-1] - BEST)
        path.append(path[-1] - learning_rate * by_hand.sample_gradients(du, X[i])[0])
    return np.diff(path, axis=0)


def test_positive_inputs_give_zigzag_paths():
    """Over 20 seeds: 2.4 times as long at rate 1, and 4 times as many steps at the
    largest rate that never overshoots a sample; the same number at the same rate."""
    lengths, steps = np.zeros((2, 20)), np.zeros((2, 2, 20))
    for seed in range(20):
        rng = np.random.default_rng(seed)
        X = sigmoid(2 * rng.normal(size=(200, 2)))
        for k, inputs in enumerate((X, X - X.mean(axis=0))):
            moves = walk(inputs, 1, rng)
            lengths[k, seed] = np.linalg.norm(moves, axis=1).sum()
            steps[0, k, seed] = len(moves)
            if k == 0:
                assert (moves.prod(axis=1) >= 0).all(), (
                    "a move into a forbidden quadrant"
                )
            else:
                assert (moves.prod(axis=1) < 0).mean() > 0.2
            moves = walk(inputs, 1 / (inputs**2).sum(axis=1).max(), rng)
            steps[1, k, seed] = len(moves)
    assert lengths[0].mean() > 1.8 * lengths[1].mean()
    assert 0.6 < steps[0, 0].mean() / steps[0, 1].mean() < 1.4
    assert steps[1, 0].mean() > 2.5 * steps[1, 1].mean()


@pytest.mark.parametrize("seed", range(3))
def test_the_mean_over_a_minibatch_may_have_both_signs(seed):
    """Measured shares with one sign: 1, 0.75, 0.5, 0.1 and 0 for 1, 2, 4, 16, 64."""
    rng = np.random.default_rng(seed)
    X = sigmoid(2 * rng.normal(size=(200, 2)))
    G = by_hand.sample_gradients(X @ np.array([-1.0, 1.0]), X)
    assert G.mean(axis=0).prod() < 0
    shares = []
    for b in (1, 2, 4, 16, 64):
        batches = rng.permuted(np.tile(np.arange(200), (2000, 1)), axis=1)[:, :b]
        shares.append((G[batches].mean(axis=1).prod(axis=1) > 0).mean())
    np.testing.assert_allclose(shares, [1, 0.75, 0.5, 0.1, 0], atol=0.06)


def test_every_activation_here_keeps_the_sign_of_the_upstream_gradient(rng):
    """So this cannot be what sets the sigmoid apart; GELU is the exception."""
    u, d = rng.normal(size=997), rng.normal(size=997)
    for du in (
        sigmoid_backward(d, sigmoid(u)),
        tanh_backward(d, tanh(u)),
        relu_backward(d, u),
    ):
        assert (du * d >= 0).all()
    assert (gelu_backward(d, u) * d < 0).any()


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_torch_counts_on_any_device_in_any_precision(device, dtype):
    values = [[0.001, 0.5], [0.999, 0.5], [0.5, 0.5], [0.5, 1.0]]
    H = torch.tensor(values, dtype=dtype, device=device)
    saturated = with_torch.saturated_fraction(H, 0, 1)
    active = with_torch.active_fraction(H - 0.5)
    G = with_torch.sample_gradients(H[:, 1], H)
    for result in (saturated, active, G):
        assert (result.dtype, result.device) == (dtype, H.device)
    assert saturated.tolist() == [0.5, 0.25]
    assert active.tolist() == [0.25, 0.25]
    assert G[:, 1].tolist() == [0.25, 0.25, 0.25, 1]


@pytest.mark.parametrize(
    ("module", "array"), [(by_hand, np.ones), (with_torch, torch.ones)]
)
def test_wrong_shapes_and_ranges_are_refused(module, array):
    for H in (array(3), array((0, 3)), array((3, 2, 2))):
        with pytest.raises(ValueError, match=r"expected H of shape \(n, h\).* got"):
            module.saturated_fraction(H, 0, 1)
        with pytest.raises(ValueError, match=r"expected U of shape \(n, h\).* got"):
            module.active_fraction(H)
    for lower, upper, margin in ((1, 0, 0.1), (0, 0, 0.1), (0, 1, 0), (0, 1, 0.5)):
        with pytest.raises(ValueError, match="expected lower < upper and 0 < margin"):
            module.saturated_fraction(array((3, 2)), lower, upper, margin)
    for du in (array((3, 1)), array(2), array(())):
        with pytest.raises(ValueError, match=r"expected shapes du \(n,\).* got"):
            module.sample_gradients(du, array((3, 2)))
