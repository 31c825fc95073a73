"""The statements of docs/networks/multilayer-perceptron.md (net-3, net-4)."""

import math

import numpy as np
import pytest
import torch

from mlnotes.networks import multilayer_perceptron as by_hand
from mlnotes.networks import multilayer_perceptron_torch as with_torch
from mlnotes.networks.activations import leaky_relu, relu, tanh

XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
LISTS = [[1.0, 1.0], [1.0, 1.0]], [0.0, -1.0], [[1.0, -2.0]], [-0.5]
BY_HAND = tuple(np.array(part) for part in LISTS)


@pytest.fixture
def problem(rng):
    """Samples and parameters: n = 7, d = 5, h = 11, c = 3."""
    return [rng.normal(size=s) for s in ((7, 5), (11, 5), (11,), (3, 11), (3,))]


def test_rows_in_code_are_the_columns_of_the_formula(problem):
    X, W1, b1, W2, b2 = problem
    for x, row in zip(X, by_hand.mlp(*problem), strict=True):
        column = W2 @ np.maximum(0, W1 @ x + b1) + b2
        np.testing.assert_allclose(row, column, rtol=1e-12)


def test_a_constant_feature_turns_the_formula_of_the_notes_into_ours(problem):
    """f(x) = a₂(W₂ a₁(W₁ x)), with the biases in the last columns."""
    X, W1, b1, W2, b2 = problem
    first, second = np.column_stack([W1, b1]), np.column_stack([W2, b2])
    for x, row in zip(X, by_hand.mlp(*problem), strict=True):
        hidden = np.append(relu(first @ np.append(x, 1)), 1)
        np.testing.assert_allclose(row, second @ hidden, rtol=1e-12)


def test_it_equals_torch_sequential_with_the_same_weights(problem):
    X, *parameters = (torch.tensor(array) for array in problem)
    layers = torch.nn.Linear(5, 11), torch.nn.ReLU(), torch.nn.Linear(11, 3)
    network = torch.nn.Sequential(*layers).double()
    with torch.no_grad():
        for own, ours in zip(network.parameters(), parameters, strict=True):
            assert own.shape == ours.shape
            own.copy_(ours)
        expected = network(X)
    torch.testing.assert_close(with_torch.mlp(X, *parameters), expected)
    np.testing.assert_allclose(by_hand.mlp(*problem), expected.numpy(), rtol=1e-10)


def test_another_activation_takes_the_place_of_relu(problem):
    X, W1, b1, W2, b2 = problem
    s = by_hand.mlp(*problem, activation=tanh)
    np.testing.assert_allclose(s, np.tanh(X @ W1.T + b1) @ W2.T + b2, rtol=1e-12)
    tensors = [torch.tensor(array) for array in problem]
    twin = with_torch.mlp(*tensors, activation=torch.tanh)
    np.testing.assert_allclose(s, twin.numpy(), rtol=1e-10)


@pytest.mark.parametrize(("d", "h", "c"), [(5, 11, 3), (64, 32, 10), (784, 128, 10)])
def test_there_are_h_times_d_plus_one_and_c_times_h_plus_one_parameters(d, h, c, rng):
    parameters = by_hand.init_mlp(d, h, c, rng)
    assert sum(part.size for part in parameters) == h * (d + 1) + c * (h + 1)
    network = torch.nn.Sequential(torch.nn.Linear(d, h), torch.nn.Linear(h, c))
    shapes = [tuple(part.shape) for part in network.parameters()]
    assert [part.shape for part in parameters] == shapes


def test_initial_weights_have_variance_two_over_inputs_and_biases_zero(rng):
    generator = torch.Generator().manual_seed(0)
    tensors = with_torch.init_mlp(500, 200, 300, generator)
    arrays = by_hand.init_mlp(500, 200, 300, rng)
    for W1, b1, W2, b2 in (arrays, [tensor.numpy() for tensor in tensors]):
        assert W1.var() == pytest.approx(2 / 500, rel=0.03)
        assert W2.var() == pytest.approx(2 / 200, rel=0.03)
        assert abs(W1.mean()) < 0.001
        assert not np.append(b1, b2).any()


def test_without_a_bend_two_layers_are_one_linear_map(problem):
    X, *parameters = problem
    W, b = by_hand.collapse(*parameters)
    s = by_hand.mlp(X, *parameters, activation=lambda U: U)
    np.testing.assert_allclose(X @ W.T + b, s, rtol=1e-10)


@pytest.mark.parametrize("activation", [relu, tanh, leaky_relu])
def test_with_a_bend_they_are_not(problem, activation):
    X, *parameters = problem
    W, b = by_hand.collapse(*parameters)
    s = by_hand.mlp(X, *parameters, activation=activation)
    assert (np.abs(s - (X @ W.T + b)).max(axis=1) > 0.1).all()
    middle = by_hand.mlp(X[:2].mean(axis=0)[None], *parameters, activation=activation)
    assert not np.allclose(middle, s[:2].mean(axis=0), atol=0.01), "no linear map"


def test_a_collapsed_map_has_no_more_rank_than_hidden_units(rng):
    parameters = by_hand.init_mlp(7, 2, 5, rng)
    assert np.linalg.matrix_rank(by_hand.collapse(*parameters)[0]) == 2


def test_inside_a_region_a_relu_network_is_the_linear_map_of_its_active_units(problem):
    X, W1, b1, W2, b2 = problem
    for x in X:
        active = W1 @ x + b1 > 0
        W, b = by_hand.collapse(W1 * active[:, None], b1 * active, W2, b2)
        radius = np.abs(W1 @ x + b1) / np.linalg.norm(W1, axis=1)
        step = np.random.default_rng(1).normal(size=(17, 5))
        step *= radius.min() / np.linalg.norm(step, axis=1, keepdims=True)
        inside = x + 0.999 * step
        assert ((inside @ W1.T + b1 > 0) == active).all()
        s = by_hand.mlp(inside, W1, b1, W2, b2)
        np.testing.assert_allclose(s, inside @ W.T + b, rtol=1e-9, atol=1e-12)


def test_h_lines_cut_the_plane_into_at_most_one_plus_h_plus_pairs_regions(rng):
    axis = np.linspace(-30, 30, 301)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    counts = []
    for _ in range(5):
        W1, b1 = rng.normal(size=(3, 2)), rng.normal(size=3)
        counts.append(len(np.unique((grid @ W1.T + b1 > 0) @ [1, 2, 4])))
    assert max(counts) == 7 == 1 + 3 + math.comb(3, 2)


def test_two_relu_units_with_weights_by_hand_solve_xor():
    s = by_hand.mlp(XOR, *BY_HAND)[:, 0]
    np.testing.assert_array_equal(s, [-0.5, 0.5, 0.5, -0.5])


def test_in_the_hidden_space_xor_is_linearly_separable():
    """That it is not so in the inputs is tested with the perceptron."""
    W1, b1, W2, b2 = BY_HAND
    H = relu(XOR @ W1.T + b1)
    np.testing.assert_array_equal(H, [[0, 0], [1, 0], [1, 0], [2, 1]])
    np.testing.assert_array_equal(H @ W2[0] + b2 > 0, [False, True, True, False])


def test_interpolating_network_passes_through_every_point(rng):
    x, f = rng.normal(size=11), rng.normal(size=11)
    parameters = by_hand.interpolating_mlp(x, f)
    assert [part.shape for part in parameters] == [(10, 1), (10,), (1, 10), (1,)]
    s = by_hand.mlp(x[:, None], *parameters)[:, 0]
    np.testing.assert_allclose(s, f, rtol=1e-9, atol=1e-9)
    between, order = np.linspace(x.min(), x.max(), 97), np.argsort(x)
    s = by_hand.mlp(between[:, None], *parameters)[:, 0]
    wanted = np.interp(between, x[order], f[order])
    np.testing.assert_allclose(s, wanted, rtol=1e-9, atol=1e-9)


def test_one_point_gives_a_constant_network():
    for module, array in ((by_hand, np.ones), (with_torch, torch.ones)):
        parameters = module.interpolating_mlp(array(1), 3 * array(1))
        assert module.mlp(array((2, 1)), *parameters).tolist() == [[3], [3]]


def test_two_relu_units_rise_from_0_to_1_like_a_sigmoid():
    u = np.linspace(-3, 4, 71)
    rise = relu(u) - relu(u - 1)
    np.testing.assert_array_equal(rise[u <= 0], 0)
    np.testing.assert_allclose(rise[u >= 1], 1, rtol=1e-12)
    assert (np.diff(rise) >= -1e-12).all()


def test_its_error_falls_with_the_square_of_the_number_of_units():
    grid, errors = np.linspace(0, 1, 4001), []
    for h in (16, 32, 64, 128):
        x = np.linspace(0, 1, h + 1)
        parameters = by_hand.interpolating_mlp(x, np.sin(2 * np.pi * x))
        s = by_hand.mlp(grid[:, None], *parameters)[:, 0]
        errors.append(np.abs(s - np.sin(2 * np.pi * grid)).max())
        assert errors[-1] <= (2 * np.pi) ** 2 / (8 * h**2) + 1e-12
    np.testing.assert_allclose(np.divide(errors[:-1], errors[1:]), 4, rtol=0.03)


def test_hidden_units_may_be_permuted_rescaled_and_for_tanh_turned_round(problem):
    X, W1, b1, W2, b2 = problem
    s, order = by_hand.mlp(*problem), np.roll(np.arange(11), 3)
    moved = by_hand.mlp(X, W1[order], b1[order], W2[:, order], b2)
    np.testing.assert_allclose(moved, s, rtol=1e-10)
    scale = np.arange(1, 12)
    scaled = by_hand.mlp(X, W1 * scale[:, None], b1 * scale, W2 / scale, b2)
    np.testing.assert_allclose(scaled, s, rtol=1e-10)
    turned = X, -W1, -b1, -W2, b2
    assert not np.allclose(by_hand.mlp(*turned), s)
    odd = by_hand.mlp(*turned, activation=tanh), by_hand.mlp(*problem, activation=tanh)
    np.testing.assert_allclose(*odd, rtol=1e-10)


def test_square_weights_the_wrong_way_round_are_not_noticed(rng):
    X, (W1, b1, W2, b2) = rng.normal(size=(7, 5)), by_hand.init_mlp(5, 5, 3, rng)
    s = np.maximum(0, X @ W1.T + b1) @ W2.T + b2
    np.testing.assert_allclose(by_hand.mlp(X, W1, b1, W2, b2), s, rtol=1e-10)
    assert not np.allclose(by_hand.mlp(X, W1.T, b1, W2, b2), s)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_torch_keeps_device_and_dtype(device, dtype):
    X, *parameters = (
        torch.tensor(part, dtype=dtype, device=device) for part in (XOR, *BY_HAND)
    )
    s = with_torch.mlp(X, *parameters)
    assert (s.dtype, s.device) == (dtype, X.device)
    assert s[:, 0].tolist() == [-0.5, 0.5, 0.5, -0.5]
    generator = torch.Generator(device).manual_seed(0)
    assert with_torch.init_mlp(2, 3, 5, generator)[0].device == X.device


@pytest.mark.parametrize(
    ("module", "array"), [(by_hand, np.ones), (with_torch, torch.ones)]
)
def test_layers_that_do_not_fit_are_refused(module, array):
    X, W1, b1, W2, b2 = (array(s) for s in ((7, 5), (11, 5), (11,), (3, 11), (3,)))
    wrong = [(W1.T, b1, W2, b2), (W1, b1, W2.T, b2), (W1, b1[:1], W2, b2)]
    wrong += [(W1, b1, W2, b2[:1]), (b1, b1, W2, b2), (W1, b1, W2, b2[0])]
    wrong += [(W1[:1, :, None], b1[:1], W2[:, :1], b2)]
    for layers in wrong:
        with pytest.raises(ValueError, match=r"expected shapes W1 \(h, d\).* got"):
            module.mlp(X, *layers)
        with pytest.raises(ValueError, match=r"expected shapes W1 \(h, d\).* got"):
            module.collapse(*layers)
    for wrong in (X[0], X[:, :1]):
        with pytest.raises(ValueError, match=r"expected X of shape \(n, d\).* got"):
            module.mlp(wrong, W1, b1, W2, b2)
    with pytest.raises(ValueError, match=r"expected activations of shape .* got"):
        module.mlp(X, W1, b1, W2, b2, activation=lambda U: U[:1])


def test_impossible_sizes_and_points_are_refused(rng):
    torch_case = with_torch, torch.tensor, torch.Generator()
    for module, array, source in ((by_hand, np.array, rng), torch_case):
        with pytest.raises(ValueError, match="expected d, h and c >= 1, got"):
            module.init_mlp(5, 0, 3, source)
        assert [tuple(p.shape) for p in module.init_mlp(1, 1, 1, source)] == [
            (1, 1),
            (1,),
            (1, 1),
            (1,),
        ]
        one, two, same = array([1.0]), array([1.0, 2.0]), array([1.0, 1.0])
        for x, f in ((one, two), (one[:0], one[:0]), (one[None], one[None])):
            with pytest.raises(ValueError, match=r"expected x \(n,\), f \(n,\).* got"):
                module.interpolating_mlp(x, f)
        for x in (same, array([1.0, math.nan]), array([1.0, math.inf])):
            with pytest.raises(ValueError, match=r"expected distinct finite .* got"):
                module.interpolating_mlp(x, two)
