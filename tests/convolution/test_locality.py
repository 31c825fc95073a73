"""The statements of docs/convolution/locality.md (cnn-1)."""

import numpy as np
import pytest
import torch

from mlnotes.convolution import locality as by_hand
from mlnotes.convolution import locality_torch as with_torch
from mlnotes.linear.scores import linear_scores
from mlnotes.linear.stochastic_gradient_descent import (
    shuffled_order,
    train_softmax_classifier,
)
from mlnotes.networks.backpropagation import mlp_loss_backward, train_mlp
from mlnotes.networks.multilayer_perceptron import init_mlp, mlp

# height, width, channels, filters, kernel
WRONG = (
    (2, 5, 1, 1, 3),
    (5, 2, 1, 1, 3),
    (5, 5, 0, 1, 3),
    (5, 5, 1, 0, 3),
    (5, 5, 1, 1, 0),
)


@pytest.fixture
def digits():
    from sklearn.datasets import load_digits

    digits = load_digits()
    return digits.data / 16, digits.target


@pytest.fixture
def network():
    """Weights and biases: 64 pixels, 16 hidden units, 10 classes."""
    return init_mlp(64, 16, 10, np.random.default_rng(2))


def test_shuffled_pixels_and_columns_give_the_same_outputs_and_gradients(rng):
    X, y = rng.normal(size=(7, 64)), rng.integers(0, 10, 7)
    W1, *others = init_mlp(64, 16, 10, rng)
    pixels = rng.permutation(64)
    plain = mlp(X, W1, *others)
    np.testing.assert_allclose(mlp(X[:, pixels], W1[:, pixels], *others), plain)
    dX, dW1, *rest = mlp_loss_backward(1.0, X, y, W1, *others)
    shuffled = mlp_loss_backward(1.0, X[:, pixels], y, W1[:, pixels], *others)
    wanted = dX[:, pixels], dW1[:, pixels], *rest
    for result, gradient in zip(shuffled, wanted, strict=True):
        np.testing.assert_allclose(result, gradient, rtol=1e-7, atol=1e-12)


def test_shuffled_pixels_give_the_same_training_curve(digits, network, rng):
    X, y = digits
    W1, *others = network
    order = shuffled_order(len(X), epochs=2, rng=rng)
    pixels = rng.permutation(64)
    *plain, losses = train_mlp(X, y, W1, *others, order, 64, 0.2)
    *shuffled, same = train_mlp(X[:, pixels], y, W1[:, pixels], *others, order, 64, 0.2)
    assert losses[-1].mean() < losses[0, 0] / 2
    np.testing.assert_allclose(same, losses, rtol=1e-7)
    np.testing.assert_allclose(shuffled[0], plain[0][:, pixels], rtol=1e-7, atol=1e-12)


def test_a_shift_by_one_pixel_is_a_new_input_for_fully_connected_layers(digits):
    X, y = digits
    order = shuffled_order(1400, epochs=10, rng=np.random.default_rng(0))
    zeros = np.zeros((10, 64)), np.zeros(10)
    W, b, _ = train_softmax_classifier(X[:1400], y[:1400], *zeros, order, 32, 0.5)
    pictures = X[1400:].reshape(-1, 8, 8)
    moved = np.pad(pictures, [(0, 0), (0, 0), (1, 0)])[..., :-1].reshape(-1, 64)
    there = (linear_scores(X[1400:], W, b).argmax(axis=1) == y[1400:]).mean()
    moved = (linear_scores(moved, W, b).argmax(axis=1) == y[1400:]).mean()
    assert there > 0.85
    assert moved < 0.55


def test_shared_weights_commute_with_a_shift_and_fully_connected_ones_do_not(rng):
    """Away from the border: the moved input has a zero that nothing else has."""
    x = rng.normal(size=29)
    moved = np.append(0, x[:-1])
    dense, shared = rng.normal(size=(23, 29)), by_hand.sliding_matrix(x[:7], 29)
    np.testing.assert_allclose((shared @ moved)[1:], (shared @ x)[:-1], rtol=1e-12)
    local = by_hand.local_matrix(rng.normal(size=(23, 7)))
    for M in (dense, local):
        gap = (M @ moved)[1:] - (M @ x)[:-1]
        assert np.linalg.norm(gap) > np.linalg.norm(M @ x) / 2


def test_only_constant_diagonals_commute_with_every_shift(rng):
    """Row p + 1 must be row p moved by one; unit inputs show every entry."""
    M = by_hand.sliding_matrix(rng.normal(size=5), 13)
    for entry in ((0, 0), (3, 5), (7, 12)):
        broken = M.copy()
        broken[entry] += 1
        for matrix, commutes in ((M, True), (broken, False)):
            after = matrix[1:, 1:]  # outputs 1 … of the unit inputs moved by one
            before = matrix[:-1, :-1]
            assert np.allclose(after, before) == commutes


def test_a_local_output_sees_its_window_only(rng):
    V = rng.normal(size=(11, 3))
    M, x = by_hand.local_matrix(V), rng.normal(size=13)
    assert np.count_nonzero(M) == 33
    for p in range(11):
        assert (M @ x)[p] == pytest.approx(V[p] @ x[p : p + 3], rel=1e-12)


@pytest.mark.parametrize(("k", "d"), [(1, 1), (1, 7), (3, 7), (7, 7), (5, 29)])
def test_the_sliding_matrix_computes_the_sliding_dot_product(rng, k, d):
    w, x = rng.normal(size=k), rng.normal(size=d)
    a = by_hand.sliding_matrix(w, d) @ x
    np.testing.assert_allclose(a, np.correlate(x, w, mode="valid"), rtol=1e-7)
    expected = torch.nn.functional.conv1d(
        torch.tensor(x)[None, None], torch.tensor(w)[None, None]
    )
    np.testing.assert_allclose(a, expected[0, 0].numpy(), rtol=1e-7, atol=1e-12)


def test_the_sliding_matrix_is_the_one_of_scipy(rng):
    from scipy.linalg import toeplitz

    w = rng.normal(size=3)
    column, row = np.append(w[0], np.zeros(4)), np.append(w, np.zeros(4))
    np.testing.assert_array_equal(by_hand.sliding_matrix(w, 7), toeplitz(column, row))


def test_the_gradient_of_a_shared_weight_is_the_sum_over_its_places(rng):
    w, x, da = rng.normal(size=5), rng.normal(size=17), rng.normal(size=13)
    places = [sum(da[p] * x[p + i] for p in range(13)) for i in range(5)]
    dM = np.outer(da, x)  # that of a fully connected layer
    np.testing.assert_allclose(by_hand.sliding_matrix_backward(dM, 17), places)
    np.testing.assert_allclose(by_hand.local_matrix_backward(dM).sum(axis=0), places)
    tensor = torch.tensor(w, requires_grad=True)
    a = torch.nn.functional.conv1d(torch.tensor(x)[None, None], tensor[None, None])
    a.backward(torch.tensor(da)[None, None])
    np.testing.assert_allclose(places, tensor.grad.numpy(), rtol=1e-7)


@pytest.mark.parametrize("height", [3, 11])
@pytest.mark.parametrize("kernel", [1, 2, 3])
def test_three_counts_are_those_of_layers_that_are_built(height, kernel):
    width, channels, filters = 5, 2, 7
    places = (height - kernel + 1) * (width - kernel + 1)
    dense = torch.nn.Linear(height * width * channels, places * filters)
    shared = torch.nn.Conv2d(channels, filters, kernel)
    picture = torch.ones(1, channels, height, width)
    assert shared(picture).numel() == dense(picture.flatten(1)).numel()
    size = height, width, channels, filters, kernel
    in_dense, in_shared = (
        sum(parameter.numel() for parameter in layer.parameters())
        for layer in (dense, shared)
    )
    for module in (by_hand, with_torch):
        assert module.dense_parameters(*size) == in_dense
        assert module.local_parameters(*size) == places * in_shared
        assert module.shared_parameters(*size) == in_shared


def test_shared_weights_do_not_grow_with_the_picture():
    small, large = (8, 8, 3, 16, 3), (224, 224, 3, 16, 3)
    assert by_hand.shared_parameters(*small) == by_hand.shared_parameters(*large) == 448
    assert by_hand.local_parameters(*large) == 49284 * 448
    assert by_hand.dense_parameters(*large) == 49284 * 16 * 150529


def test_a_window_as_large_as_the_picture_is_fully_connected():
    size = (5, 5, 3, 7, 5)
    dense = by_hand.dense_parameters(*size)
    assert dense == by_hand.local_parameters(*size) == by_hand.shared_parameters(*size)


@pytest.mark.parametrize(
    ("layer", "enough"), [("dense", 16), ("local", 3), ("shared", 1)]
)
def test_fewer_weights_need_fewer_examples(rng, layer, enough):
    """The least squares fit finds the filter with as many examples, not with fewer."""
    M = by_hand.sliding_matrix(np.array([-1.0, 0, 1]), 16)
    for n, found in ((enough, True), (enough - 1, False)):
        X = rng.normal(size=(n, 16))
        assert np.allclose(fit(layer, X, X @ M.T), M) == found


def fit(layer, X, A):
    """Matrix (14, 16) of the smallest weights that explain A (n, 14) by X (n, 16)."""
    windows = np.lib.stride_tricks.sliding_window_view(X, 3, axis=1)
    if layer == "dense":
        return np.linalg.lstsq(X, A)[0].T
    if layer == "local":
        rows = [np.linalg.lstsq(windows[:, p], A[:, p])[0] for p in range(14)]
        return by_hand.local_matrix(np.array(rows))
    w = np.linalg.lstsq(windows.reshape(-1, 3), A.ravel())[0]
    return by_hand.sliding_matrix(w, 16)


def test_the_sum_over_all_places_does_not_tell_where_something_is(rng):
    M, x = by_hand.sliding_matrix(rng.normal(size=3), 17), np.zeros(17)
    x[2:5] = 1, 2, 3
    sums = [(M @ np.roll(x, move)).sum() for move in range(11)]
    np.testing.assert_allclose(sums, sums[0], rtol=1e-7)


@pytest.mark.parametrize(
    ("module", "array"), [(by_hand, np.ones), (with_torch, torch.ones)]
)
def test_windows_that_do_not_fit_are_refused(module, array):
    for w, d in ((array(3), 2), (array(0), 5), (array((1, 3)), 5)):
        with pytest.raises(ValueError, match=r"expected w of shape \(k,\).* got"):
            module.sliding_matrix(w, d)
    for V in (array((0, 3)), array((3, 0))):
        with pytest.raises(ValueError, match=r"expected V of shape \(h, k\).* got"):
            module.local_matrix(V)
    counts = module.dense_parameters, module.local_parameters, module.shared_parameters
    for count in counts:
        for size in (
            (2, 5, 1, 1, 3),
            (5, 2, 1, 1, 3),
            (5, 5, 0, 1, 3),
            (5, 5, 1, 1, 0),
        ):
            with pytest.raises(ValueError, match=r"expected channels.* got"):
                count(*size)


def test_backward_refuses_a_gradient_of_another_shape():
    for shape in ((3, 7), (7, 5), (6,), (0, 6)):
        with pytest.raises(ValueError, match=r"expected dM of shape.* got"):
            by_hand.sliding_matrix_backward(np.ones(shape), 5 if shape == (7, 5) else 6)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_torch_keeps_device_and_dtype(device, dtype):
    M = with_torch.sliding_matrix(torch.tensor([1, 2], dtype=dtype, device=device), 3)
    assert M.dtype == dtype
    assert M.device.type == device.type
    assert M.tolist() == [[1, 2, 0], [0, 1, 2]]
