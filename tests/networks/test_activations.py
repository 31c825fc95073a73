"""The statements of docs/networks/activations.md (net-5)."""

import math

import numpy as np
import pytest
import torch

from mlnotes.linear.softmax import sigmoid, sigmoid_backward
from mlnotes.networks import activations as by_hand
from mlnotes.networks import activations_torch as with_torch

NAMES = ["tanh", "relu", "leaky_relu", "gelu"]
DTYPES = [np.float16, np.float32, np.float64]


def slope(name, u):
    """Derivative of an activation at every u; tanh takes its output instead."""
    given = by_hand.tanh(u) if name == "tanh" else u
    return getattr(by_hand, f"{name}_backward")(np.ones_like(u), given)


@pytest.fixture
def u(rng):
    """Pre-activations with a zero among them; read-only."""
    u = rng.normal(scale=3, size=(7, 5))
    u[2, 3] = 0
    u.flags.writeable = False
    return u


@pytest.mark.parametrize("name", NAMES)
def test_activations_equal_torch(name, u):
    oracle = getattr(torch.nn.functional, name)(torch.tensor(u))
    h = getattr(by_hand, name)(u)
    np.testing.assert_allclose(h, oracle.numpy(), rtol=1e-7, atol=1e-15)
    torch.testing.assert_close(getattr(with_torch, name)(torch.tensor(u)), oracle)


@pytest.mark.parametrize("name", NAMES)
def test_derivatives_equal_autograd_at_zero_too(name, u, rng):
    dh = rng.normal(size=u.shape)
    tensor = torch.tensor(u, requires_grad=True)
    getattr(torch.nn.functional, name)(tensor).backward(torch.tensor(dh))
    given = by_hand.tanh(u) if name == "tanh" else u
    du = getattr(by_hand, f"{name}_backward")(dh, given)
    np.testing.assert_allclose(du, tensor.grad.numpy(), rtol=1e-7, atol=1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_derivatives_equal_finite_differences_away_from_the_kink(name, u):
    u, step = u[np.abs(u) > 0.01], 1e-6
    function = getattr(by_hand, name)
    difference = (function(u + step) - function(u - step)) / (2 * step)
    np.testing.assert_allclose(slope(name, u), difference, rtol=1e-7, atol=1e-9)


def test_tanh_is_a_stretched_sigmoid_and_the_quotient_of_exponentials(u):
    h = by_hand.tanh(u)
    np.testing.assert_allclose(h, 2 * sigmoid(2 * u) - 1, rtol=1e-12, atol=1e-15)
    quotient = (np.exp(u) - np.exp(-u)) / (np.exp(u) + np.exp(-u))
    np.testing.assert_allclose(h, quotient, rtol=1e-12)


def test_slope_of_tanh_is_one_minus_its_square_and_four_sigmoid_slopes(u):
    np.testing.assert_allclose(slope("tanh", u), 1 - np.tanh(u) ** 2, rtol=1e-12)
    p = sigmoid(2 * u)
    four = 4 * sigmoid_backward(np.ones_like(p), p)
    np.testing.assert_allclose(slope("tanh", u), four, rtol=1e-7, atol=1e-12)


def test_tanh_is_odd_and_alone_centres_symmetric_inputs_at_zero(u):
    np.testing.assert_array_equal(by_hand.tanh(-u), -by_hand.tanh(u))
    grid = np.linspace(-8, 8, 16_001)
    weight = np.exp(-(grid**2) / 2)
    weight /= weight.sum()
    assert abs(weight @ by_hand.tanh(grid)) < 1e-12
    assert weight @ sigmoid(grid) == pytest.approx(0.5)
    assert weight @ by_hand.relu(grid) == pytest.approx(1 / math.sqrt(2 * math.pi))
    wanted = 0.99 / math.sqrt(2 * math.pi)
    assert weight @ by_hand.leaky_relu(grid) == pytest.approx(wanted)
    assert weight @ by_hand.gelu(grid) == pytest.approx(1 / (2 * math.sqrt(math.pi)))


def test_relu_is_the_positive_part_and_its_slope_the_step():
    u = np.array([-2.0, -0.0, 0.0, 3.0])
    np.testing.assert_array_equal(by_hand.relu(u), [0, 0, 0, 3])
    np.testing.assert_array_equal(slope("relu", u), [0, 0, 0, 1])


def test_every_number_of_the_unit_interval_is_a_subgradient_of_relu_at_zero():
    u = np.linspace(-3, 3, 601)
    for g in (0, 0.3, 1):
        assert (by_hand.relu(u) >= g * u - 1e-12).all()
    for g in (-0.1, 1.1):
        assert (by_hand.relu(u) < g * u).any()


def test_leaky_relu_is_the_larger_of_two_lines_and_never_flat(u):
    np.testing.assert_array_equal(by_hand.leaky_relu(u), np.maximum(u, 0.01 * u))
    np.testing.assert_array_equal(slope("leaky_relu", u), np.where(u > 0, 1, 0.01))


@pytest.mark.parametrize("name", ["relu", "leaky_relu"])
def test_output_instead_of_input_does_no_harm_to_these_two_alone(name, u):
    backward = getattr(by_hand, f"{name}_backward")
    given_h = backward(np.ones_like(u), getattr(by_hand, name)(u))
    np.testing.assert_array_equal(given_h, slope(name, u))
    given_h = by_hand.gelu_backward(np.ones_like(u), by_hand.gelu(u))
    assert not np.allclose(given_h, slope("gelu", u))


def test_leaky_relu_takes_its_slope_as_torch_does(u):
    wanted = torch.nn.functional.leaky_relu(torch.tensor(u), 0.2)
    np.testing.assert_allclose(by_hand.leaky_relu(u, 0.2), wanted.numpy(), rtol=1e-12)
    torch.testing.assert_close(with_torch.leaky_relu(torch.tensor(u), 0.2), wanted)
    du = by_hand.leaky_relu_backward(2 * np.ones_like(u), u, 0.2)
    np.testing.assert_array_equal(du, np.where(u > 0, 2, 0.4))


def test_gelu_is_u_times_the_normal_distribution_function_far_out_too():
    scipy_stats = pytest.importorskip("scipy.stats")
    u = np.linspace(-37, 37, 149)
    np.testing.assert_allclose(
        by_hand.gelu(u), u * scipy_stats.norm.cdf(u), rtol=1e-11, atol=0
    )
    wanted = scipy_stats.norm.cdf(u) + u * scipy_stats.norm.pdf(u)
    np.testing.assert_allclose(slope("gelu", u), wanted, rtol=1e-9, atol=0)


def test_gelu_is_smallest_where_its_slope_vanishes():
    u = np.array([-0.7517915246935645])
    assert abs(slope("gelu", u)[0]) < 1e-15
    assert by_hand.gelu(u)[0] == pytest.approx(-0.16997121)
    assert by_hand.gelu(np.linspace(-9, 9, 9001)).min() >= by_hand.gelu(u)[0]


def test_tanh_approximation_of_gelu_is_off_by_less_than_five_ten_thousandths():
    u = np.linspace(-8, 8, 16_001)
    inner = math.sqrt(2 / math.pi) * (u + 0.044715 * u**3)
    approximation = u * (1 + by_hand.tanh(inner)) / 2
    error = np.abs(approximation - by_hand.gelu(u))
    assert error.max() == pytest.approx(4.732e-4, rel=1e-3)
    assert abs(u[error.argmax()]) == pytest.approx(2.699, abs=0.002)
    oracle = torch.nn.functional.gelu(torch.tensor(u), approximate="tanh")
    np.testing.assert_allclose(approximation, oracle.numpy(), rtol=1e-7, atol=1e-12)


def test_largest_slopes_are_a_quarter_one_and_a_little_more():
    grid = np.linspace(-6, 6, 12_001)
    p = sigmoid(grid)
    assert sigmoid_backward(np.ones_like(p), p).max() == pytest.approx(0.25)
    for name in ("tanh", "relu", "leaky_relu"):
        assert slope(name, grid).max() == 1
    at = grid[slope("gelu", grid).argmax()]
    assert at == pytest.approx(math.sqrt(2), abs=1e-3)
    assert slope("gelu", grid).max() == pytest.approx(1.128904, abs=1e-6)
    assert slope("gelu", grid).min() == pytest.approx(-0.128904, abs=1e-6)


def test_sigmoid_tanh_and_gelu_flatten_where_relu_and_leaky_relu_do_not():
    p = sigmoid(np.array([4.584, 4.585]))
    assert (sigmoid_backward(np.ones(2), p) < 0.01).tolist() == [False, True]
    assert (slope("tanh", np.array([2.993, 2.994])) < 0.01).tolist() == [False, True]
    far = np.array([-100.0, 100.0])
    np.testing.assert_array_equal(slope("relu", far), [0, 1])
    np.testing.assert_array_equal(slope("leaky_relu", far), [0.01, 1])
    np.testing.assert_array_equal(slope("gelu", far), [0, 1])
    single = far.astype(np.float32) / 10
    np.testing.assert_array_equal(slope("tanh", single), [0, 0])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", NAMES)
def test_huge_inputs_are_answered_without_a_warning(name, dtype):
    largest = np.finfo(dtype).max
    u = np.array([-np.inf, -largest, -50, 50, largest, np.inf], dtype=dtype)
    h, du = getattr(by_hand, name)(u), slope(name, u)
    assert not np.isnan(h).any()
    positive = {"tanh": (1, 0)}.get(name, (u[3:], 1))
    np.testing.assert_array_equal(h[3:], positive[0])
    np.testing.assert_array_equal(du[3:], positive[1])
    finite = {"tanh": -1, "leaky_relu": u[1:3] * dtype(0.01)}.get(name, 0)
    np.testing.assert_allclose(h[1:3], finite, rtol=1e-3)
    np.testing.assert_array_equal(du[:3], dtype(0.01) if name == "leaky_relu" else 0)


@pytest.mark.parametrize("name", NAMES)
def test_nan_stays_nan_forwards_and_backwards_and_only_there(name):
    u = np.array([np.nan, -1.0, 1.0])
    for result in (getattr(by_hand, name)(u), slope(name, u)):
        np.testing.assert_array_equal(np.isnan(result), [True, False, False])
    h = getattr(with_torch, name)(torch.tensor(u))
    assert torch.isnan(h).tolist() == [True, False, False]


@pytest.mark.parametrize(
    "dtype", [torch.float64, torch.float32, torch.bfloat16, torch.float16]
)
@pytest.mark.parametrize("name", NAMES)
def test_torch_keeps_device_and_dtype(name, device, dtype):
    u = torch.tensor([-2.0, 0.0, 0.5], dtype=dtype, device=device)
    h = getattr(with_torch, name)(u)
    assert h.dtype == dtype
    assert h.device == u.device
    wanted = getattr(by_hand, name)(np.array([-2.0, 0.0, 0.5]))
    np.testing.assert_allclose(h.double().cpu().numpy(), wanted, rtol=1.6e-2, atol=1e-3)


@pytest.mark.parametrize("name", NAMES)
def test_backward_refuses_a_gradient_of_another_shape(name):
    with pytest.raises(ValueError, match=r"expected dh of .'s shape \(7, 5\), got"):
        getattr(by_hand, f"{name}_backward")(np.ones((7, 1)), np.ones((7, 5)))


@pytest.mark.parametrize("wrong", [0, 1, -0.1, math.nan])
def test_leaky_relu_refuses_a_slope_that_does_not_leak(wrong):
    u = np.ones(3)
    for call in (
        lambda: by_hand.leaky_relu(u, wrong),
        lambda: by_hand.leaky_relu_backward(u, u, wrong),
        lambda: with_torch.leaky_relu(torch.tensor(u), wrong),
    ):
        with pytest.raises(ValueError, match=r"expected slope in \(0, 1\), got"):
            call()


def test_gelu_refuses_integers_which_it_would_cut_off():
    with pytest.raises(ValueError, match="expected u of a float dtype, got int"):
        by_hand.gelu(np.array([1, 2]))
