"""The statements of docs/convolution/equivariance.md (correction of cnn-1).

Pixels and weights are small integers: sums are then exact and arrays can be compared
for equality, whatever the order of summation.
"""

import numpy as np
import pytest
import torch

from mlnotes.convolution import equivariance as by_hand
from mlnotes.convolution import equivariance_torch as with_torch
from mlnotes.convolution.convolutional_layer import conv2d
from mlnotes.convolution.equivariance import (
    pad_cyclic,
    relative_difference,
    roll,
    translate,
)
from mlnotes.convolution.pooling import avg_pool2d, global_avg_pool2d, max_pool2d
from mlnotes.networks.activations import relu, tanh

MOVES = [(0, 1), (1, 0), (2, 3), (5, 4), (6, 11)]


@pytest.fixture
def X(rng):
    """Three pictures of two channels, 12 by 12 pixels."""
    return rng.integers(-9, 10, (3, 2, 12, 12)).astype(float)


@pytest.fixture
def layer(rng):
    """A convolutional layer without border: 5 filters of 3 by 3 on two channels."""
    W, b = rng.integers(-4, 5, (5, 2, 3, 3)), rng.integers(-4, 5, 5)
    return lambda X, stride=1: conv2d(pad_cyclic(X, 1), W * 1.0, b * 1.0, stride)


def edge_maps(X, filters=8, padding=1):
    """Feature maps of integer filters and ReLU, without bias."""
    W = np.random.default_rng(1).integers(-4, 5, (filters, X.shape[1], 3, 3))
    return relu(conv2d(X, W * 1.0, np.zeros(filters), padding=padding))


@pytest.mark.parametrize("move", [(0, 0), *MOVES, (12, 0)])
def test_translate_and_roll_move_every_pixel(X, move):
    down, right = move
    moved = np.zeros_like(X)
    for i in range(12 - down):
        for j in range(12 - right):
            moved[:, :, i + down, j + right] = X[:, :, i, j]
    around = [[(i - down) % 12, (j - right) % 12] for i in range(12) for j in range(12)]
    rows, columns = np.transpose(around)
    rolled = X[:, :, rows, columns].reshape(X.shape)
    np.testing.assert_array_equal(translate(X, *move), moved)
    np.testing.assert_array_equal(roll(X, *move), rolled)
    tensor = torch.tensor(X)
    np.testing.assert_array_equal(with_torch.translate(tensor, *move), moved)
    np.testing.assert_array_equal(with_torch.roll(tensor, *move), rolled)


def test_cyclic_padding_equals_torch(X, rng):
    W = torch.tensor(rng.normal(size=(5, 2, 3, 3)))
    torus = torch.nn.Conv2d(2, 5, 3, padding=1, padding_mode="circular", bias=False)
    torus = torus.double().requires_grad_(False)
    torus.weight.copy_(W)
    A = conv2d(pad_cyclic(X, 1), W.numpy(), np.zeros(5))
    np.testing.assert_allclose(A, torus(torch.tensor(X)).numpy(), rtol=1e-9, atol=1e-9)
    whole = np.tile(X, (1, 1, 3, 3))
    for padding in (0, 2, 12):
        rest = slice(12 - padding, 24 + padding)
        padded = with_torch.pad_cyclic(torch.tensor(X), padding)
        np.testing.assert_array_equal(padded, whole[:, :, rest, rest])
        np.testing.assert_array_equal(pad_cyclic(X, padding), padded)


@pytest.mark.parametrize("move", MOVES)
def test_a_convolution_without_border_commutes_with_every_move(X, layer, move):
    np.testing.assert_array_equal(layer(roll(X, *move)), roll(layer(X), *move))


def test_with_zero_padding_it_commutes_inside_and_not_at_the_border(X, rng):
    W, b = rng.integers(-4, 5, (5, 2, 3, 3)) * 1.0, np.ones(5)
    moved_first = conv2d(translate(X, 2, 3), W, b, padding=1)
    moved_last = translate(conv2d(X, W, b, padding=1), 2, 3)
    inside = np.s_[:, :, 3:-1, 4:-1]
    np.testing.assert_array_equal(moved_first[inside], moved_last[inside])
    for border in (np.s_[:, :, 2], np.s_[:, :, :, 3], np.s_[:, :, -1], np.s_[:, :, 0]):
        assert (moved_first[border] != moved_last[border]).any()


@pytest.mark.parametrize("move", MOVES)
def test_what_stays_away_from_the_border_moves_without_any_error(X, move):
    far = np.pad(X[:, :, :4, :4], ((0, 0), (0, 0), (1, 18), (1, 18)))
    A = edge_maps(far)
    np.testing.assert_array_equal(edge_maps(translate(far, *move)), translate(A, *move))


def test_a_fully_connected_layer_does_not_commute(X, rng):
    M = rng.normal(size=(144, 144))

    def dense(X):
        return (X.reshape(-1, 144) @ M.T).reshape(X.shape)

    for move in MOVES:
        error = relative_difference(dense(roll(X, *move)), roll(dense(X), *move))
        assert error > 1


def test_a_linear_map_that_commutes_with_all_moves_is_a_cross_correlation(rng):
    """Any map, averaged over all moves, commutes; its rows are one filter, moved."""
    M, T = rng.normal(size=(7, 7)), np.roll(np.eye(7), 1, axis=0)
    powers = [np.linalg.matrix_power(T, v) for v in range(7)]
    averaged = sum(P.T @ M @ P for P in powers) / 7
    np.testing.assert_allclose(averaged @ T, T @ averaged, atol=1e-12)
    for p in range(7):
        np.testing.assert_allclose(averaged[p], np.roll(averaged[0], p), atol=1e-12)
    filters, x = averaged[0].reshape(1, 1, 1, 7), rng.normal(size=(1, 1, 1, 7))
    slid = conv2d(np.concatenate([x, x], axis=3)[..., :13], filters, np.zeros(1))
    np.testing.assert_allclose(slid[0, 0, 0], averaged @ x[0, 0, 0], rtol=1e-9)


@pytest.mark.parametrize("function", [relu, tanh, np.square])
def test_functions_of_each_pixel_commute_with_every_move(X, function):
    for move in MOVES:
        moved = roll(function(X), *move)
        np.testing.assert_array_equal(function(roll(X, *move)), moved)


def test_layers_that_commute_do_so_one_after_the_other(X, layer, rng):
    W = rng.integers(-4, 5, (3, 5, 3, 3)) * 1.0

    def network(X):
        H = max_pool2d(pad_cyclic(relu(layer(X)), 1), 3, 1)  # stride 1
        return relu(conv2d(pad_cyclic(H, 1), W, np.ones(3)))

    for move in MOVES:
        np.testing.assert_array_equal(network(roll(X, *move)), roll(network(X), *move))


@pytest.mark.parametrize("stride", [2, 3])
@pytest.mark.parametrize("name", ["maximum", "average", "convolution"])
def test_with_stride_s_only_moves_by_multiples_of_s_commute(X, layer, name, stride):
    f = {
        "maximum": lambda X: max_pool2d(X, stride, stride),
        "average": lambda X: avg_pool2d(X, stride, stride),
        "convolution": lambda X: layer(X, stride),
    }[name]
    A = f(X)
    for right in range(1, 7):
        moved = f(roll(X, 0, right))
        if right % stride == 0:
            np.testing.assert_array_equal(moved, roll(A, 0, right // stride))
        else:
            errors = [relative_difference(moved, roll(A, 0, v)) for v in range(5)]
            assert min(errors) > 0.05


def test_the_global_average_after_equivariant_layers_is_invariant(X, layer):
    A = global_avg_pool2d(relu(layer(X)))
    for move in MOVES:
        moved = global_avg_pool2d(relu(layer(roll(X, *move))))
        np.testing.assert_allclose(moved, A, rtol=1e-12)


def test_a_stride_breaks_this_invariance_and_a_blur_before_it_mends_it(X, layer):
    def every_second(A):
        return A[:, :, ::2, ::2]

    def blurred(A):  # weights 1/4, 1/2, 1/4 in both directions, then every second
        return avg_pool2d(avg_pool2d(pad_cyclic(A, 1), 2, 1), 2, 2)

    for pool, least in (
        (lambda A: max_pool2d(pad_cyclic(A, 1), 2, 1), 0.02),
        (relu, 0.05),
    ):
        A, moved = (pool(relu(layer(Z)))[:, :, :12, :12] for Z in (X, roll(X, 0, 1)))
        means = [global_avg_pool2d(every_second(maps)) for maps in (moved, A)]
        assert relative_difference(*means) > least
        means = [global_avg_pool2d(blurred(maps)) for maps in (moved, A)]
        assert relative_difference(*means) < 1e-12


def test_a_quarter_turn_commutes_only_if_the_filter_turns_too(X, rng):
    def turn(A):
        return np.rot90(A, axes=(2, 3))

    W, b = rng.integers(-4, 5, (5, 2, 3, 3)) * 1.0, np.ones(5)
    A = turn(conv2d(X, W, b))
    assert relative_difference(conv2d(turn(X), W, b), A) > 0.5
    np.testing.assert_array_equal(conv2d(turn(X), turn(W), b), A)
    ring = np.tile(np.array([[1.0, 2, 1], [2, 5, 2], [1, 2, 1]]), (5, 2, 1, 1))
    same = conv2d(turn(X), ring, b), turn(conv2d(X, ring, b))
    np.testing.assert_array_equal(*same)


def test_a_picture_twice_as_large_does_not_give_maps_twice_as_large(X, layer):
    def enlarge(A):
        return A.repeat(2, axis=2).repeat(2, axis=3)

    assert relative_difference(layer(enlarge(X)), enlarge(layer(X))) > 0.3


def test_the_relative_difference_is_0_for_equal_arrays_and_1_for_zeros(rng):
    A = rng.normal(size=(3, 5))
    assert relative_difference(A, A) == 0
    assert relative_difference(0 * A, A) == 1
    assert relative_difference(3 * A, A) == pytest.approx(2)
    large = np.full((300, 300), 60000, dtype=np.float16)
    assert relative_difference(large / 2, large) == 0.5


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_torch_keeps_device_and_dtype(device, dtype):
    X = torch.arange(6, dtype=dtype, device=device).reshape(1, 1, 2, 3)
    for moved, wanted in (
        (with_torch.translate(X, 1, 1), [0, 0, 0, 0, 0, 1]),
        (with_torch.roll(X, 1, 1), [5, 3, 4, 2, 0, 1]),
        (with_torch.pad_cyclic(X, 1)[:, :, 1, :], [2, 0, 1, 2, 0]),
        (with_torch.relative_difference(2 * X, X), [1]),
    ):
        assert moved.flatten().tolist() == wanted
        assert (moved.dtype, moved.device) == (dtype, X.device)


@pytest.mark.parametrize(
    ("module", "array"), [(by_hand, np.ones), (with_torch, torch.ones)]
)
def test_impossible_moves_and_comparisons_are_refused(module, array):
    X, pictures = array((2, 3, 5, 7)), r"expected X of shape \(n, .* got"
    for move in ((-1, 0), (6, 0), (0, -1), (0, 8)):
        for function in (module.translate, module.roll):
            with pytest.raises(ValueError, match=pictures):
                function(X, *move)
    for arguments in ((X, -1), (X, 6), (X[0], 1)):
        with pytest.raises(ValueError, match=pictures):
            module.pad_cyclic(*arguments)
    with pytest.raises(ValueError, match="expected A and B of one shape, got"):
        module.relative_difference(X, X[:1])
    with pytest.raises(ValueError, match="expected B with a value other than zero"):
        module.relative_difference(X, 0 * X)
