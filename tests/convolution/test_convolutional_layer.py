"""The statements of docs/convolution/convolutional-layer.md (cnn-2, cnn-6)."""

import itertools
import tracemalloc

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from mlnotes.convolution import convolutional_layer as by_hand
from mlnotes.convolution import convolutional_layer_torch as with_torch
from mlnotes.convolution.cross_correlation import cross_correlate
from mlnotes.convolution.output_size import conv_multiplications, output_size

KERNELS = (1, 1), (2, 3), (3, 2), (3, 3), (5, 1)
# Stride, padding, dilation, sides of the kernel, groups.
SWEEP = list(itertools.product((1, 2, 3), (0, 1, 2), (1, 2), KERNELS, (1, 2, 4)))


@pytest.fixture
def problem(rng):
    """Two pictures of 3 channels, 7 × 5; five filters of 3 × 2; a bias each."""
    arrays = [rng.normal(size=s) for s in ((2, 3, 7, 5), (5, 3, 3, 2), (5,))]
    for array in arrays:
        array.flags.writeable = False
    return arrays


def assert_equal_to_torch(rng, X, W, b, *numbers):
    """Compare values and all three gradients with PyTorch's own layer."""
    leaves = [torch.tensor(array, requires_grad=True) for array in (X, W, b)]
    wanted = F.conv2d(*leaves, *numbers)
    A = by_hand.conv2d(X, W, b, *numbers)
    np.testing.assert_allclose(A, wanted.detach().numpy(), rtol=1e-9, atol=1e-11)
    dA = rng.normal(size=A.shape)
    gradients = torch.autograd.grad(wanted, leaves, torch.tensor(dA))
    results = by_hand.conv2d_backward(dA, X, W, *numbers)
    for result, want in zip(results, gradients, strict=True):
        np.testing.assert_allclose(result, want.numpy(), rtol=1e-9, atol=1e-9)


def test_the_layer_is_its_formula(problem):
    X, W, b = problem
    S, P, D = 2, 1, 2
    A = by_hand.conv2d(X, W, b, stride=S, padding=P, dilation=D)
    for s, k, p, q in np.ndindex(A.shape):
        total = b[k]
        for c, i, j in np.ndindex(W.shape[1:]):
            row, column = p * S + i * D - P, q * S + j * D - P
            if 0 <= row < 7 and 0 <= column < 5:
                total += W[k, c, i, j] * X[s, c, row, column]
        assert A[s, k, p, q] == pytest.approx(total, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_values_and_gradients_equal_torch_for_every_setting(n, rng):
    for S, P, D, (height, width), groups in SWEEP[n::3]:
        X = rng.normal(size=(n, 4, 9, 7))
        W, b = rng.normal(size=(8, 4 // groups, height, width)), rng.normal(size=8)
        assert_equal_to_torch(rng, X, W, b, S, P, D, groups)


def test_im2col_and_its_adjoint_equal_unfold_and_fold(rng):
    for S, P, D, (height, width), _ in SWEEP[::7]:
        X = rng.normal(size=(2, 3, 9, 7))
        columns = by_hand.im2col(X, height, width, S, P, D)
        unfolded = F.unfold(torch.tensor(X), (height, width), D, P, S)
        np.testing.assert_array_equal(columns, unfolded.numpy())
        dcolumns = rng.normal(size=columns.shape)
        dX = by_hand.im2col_backward(dcolumns, X, height, width, S, P, D)
        folded = F.fold(torch.tensor(dcolumns), (9, 7), (height, width), D, P, S)
        np.testing.assert_allclose(dX, folded.numpy(), rtol=1e-9, atol=1e-12)
        assert (columns * dcolumns).sum() == pytest.approx((X * dX).sum(), rel=1e-9)


def test_gradients_equal_finite_differences(problem, rng):
    dA, step = rng.normal(size=(2, 5, 4, 3)), 1e-6
    gradients = by_hand.conv2d_backward(dA, *problem[:2], 2, 1)
    for position, gradient in enumerate(gradients):
        index = tuple(rng.integers(0, gradient.shape))
        moved = []
        for sign in (1, -1):
            arrays = [array.copy() for array in problem]
            arrays[position][index] += sign * step
            moved.append((dA * by_hand.conv2d(*arrays, 2, 1)).sum())
        slope = (moved[0] - moved[1]) / (2 * step)
        assert gradient[index] == pytest.approx(slope, rel=1e-6)


def test_one_channel_and_one_filter_are_a_cross_correlation(rng):
    X, W = rng.normal(size=(7, 5)), rng.normal(size=(3, 2))
    A = by_hand.conv2d(X[None, None], W[None, None], np.zeros(1))
    np.testing.assert_allclose(A[0, 0], cross_correlate(X, W), rtol=1e-12)


def test_channels_are_correlated_one_by_one_and_added(problem):
    X, W, b = problem
    maps = [cross_correlate(X[1, c], W[4, c]) for c in range(3)]
    A = by_hand.conv2d(X, W, b)[1, 4]
    np.testing.assert_allclose(A, sum(maps) + b[4], rtol=1e-12)


def test_a_layer_is_one_matrix_product(problem):
    X, W, b = problem
    columns = by_hand.im2col(X, 3, 2)
    assert columns.shape == (2, 3 * 3 * 2, 5 * 4)
    A = (W.reshape(5, -1) @ columns + b[:, None]).reshape(2, 5, 5, 4)
    np.testing.assert_allclose(by_hand.conv2d(X, W, b), A, rtol=1e-12)
    products = 5 * by_hand.im2col(X, 2, 2)[0].size
    assert products == conv_multiplications(3, 7, 5, filters=5, kernel=2)


def test_a_1x1_filter_is_a_linear_layer_at_every_pixel(rng):
    X, W, b = rng.normal(size=(2, 3, 7, 5)), rng.normal(size=(11, 3)), np.arange(11.0)
    A = by_hand.conv2d(X, W[:, :, None, None], b)
    linear = X.transpose(0, 2, 3, 1) @ W.T + b
    np.testing.assert_allclose(A.transpose(0, 2, 3, 1), linear, rtol=1e-12)


def test_a_filter_as_large_as_the_picture_is_a_fully_connected_layer(rng):
    X, W, b = rng.normal(size=(2, 3, 7, 5)), rng.normal(size=(11, 3, 7, 5)), np.ones(11)
    A = by_hand.conv2d(X, W, b)
    assert A.shape == (2, 11, 1, 1)
    linear = X.reshape(2, -1) @ W.reshape(11, -1).T + b
    np.testing.assert_allclose(A[:, :, 0, 0], linear, rtol=1e-12)


def test_a_stride_keeps_every_second_place(problem):
    every = by_hand.conv2d(*problem, padding=1)[:, :, ::2, ::2]
    A = by_hand.conv2d(*problem, stride=2, padding=1)
    np.testing.assert_allclose(A, every, rtol=1e-9)


def test_dilation_is_a_filter_with_zeros_between_its_weights(problem):
    X, W, b = problem
    spread = np.zeros((5, 3, 5, 3))
    spread[:, :, ::2, ::2] = W
    wanted = by_hand.conv2d(X, spread, b)
    np.testing.assert_allclose(by_hand.conv2d(X, W, b, dilation=2), wanted, rtol=1e-9)


def test_groups_are_layers_side_by_side_down_to_one_channel_each(rng):
    X, W, b = rng.normal(size=(2, 6, 7, 5)), rng.normal(size=(4, 3, 3, 2)), np.ones(4)
    halves = [
        by_hand.conv2d(X[:, 3 * g : 3 * g + 3], W[2 * g : 2 * g + 2], b[:2])
        for g in range(2)
    ]
    together = by_hand.conv2d(X, W, b, groups=2)
    np.testing.assert_allclose(together, np.concatenate(halves, axis=1), rtol=1e-9)
    single = np.repeat(W[:2, :1], 3, axis=0)
    depthwise = by_hand.conv2d(X, single, np.zeros(6), groups=6)[1, 5]
    np.testing.assert_allclose(depthwise, cross_correlate(X[1, 5], W[1, 0]), rtol=1e-9)


def test_a_filter_has_one_bias_for_all_places(problem, rng):
    X, W, b = problem
    moved = by_hand.conv2d(X, W, b + np.arange(5)) - by_hand.conv2d(X, W, b)
    np.testing.assert_allclose(moved.std(axis=(0, 2, 3)), 0, atol=1e-12)
    np.testing.assert_allclose(moved[0, :, 0, 0], np.arange(5), atol=1e-12)
    dA = rng.normal(size=moved.shape)
    assert by_hand.conv2d_backward(dA, X, W)[2][3] == pytest.approx(dA[:, 3].sum())


def test_the_adjoint_counts_the_windows_that_a_pixel_lies_in():
    X = np.zeros((1, 1, 5, 5))
    counts = by_hand.im2col_backward(np.ones((1, 9, 9)), X, 3, 3)[0, 0]
    np.testing.assert_array_equal(counts, np.outer([1, 2, 3, 2, 1], [1, 2, 3, 2, 1]))


def test_zero_padding_darkens_the_border():
    white, mean = np.ones((1, 1, 5, 5)), np.full((1, 1, 3, 3), 1 / 9)
    A = by_hand.conv2d(white, mean, np.zeros(1), padding=1)[0, 0]
    np.testing.assert_allclose(A * 9, np.outer([2, 3, 3, 3, 2], [2, 3, 3, 3, 2]))


def test_float16_is_summed_in_float32():
    X, W = np.ones((1, 4096, 1, 1), "float16"), np.ones((1, 4096, 1, 1), "float16")
    assert np.add.accumulate(X.ravel())[-1] == 2048  # 2048 + 1 rounds to 2048
    assert by_hand.conv2d(X, W, np.zeros(1, "float16")) == 4096
    X, W = X.reshape(4096, 1, 1, 1), W[0, :2, :, None]
    dA = np.ones((4096, 2, 1, 1), "float16")  # now the gradients sum over samples
    dX, dW, db = by_hand.conv2d_backward(dA, X, W)
    assert dX.dtype == dW.dtype == db.dtype == np.float16
    assert dW.ravel().tolist() == db.tolist() == [4096, 4096]


def test_a_block_of_samples_changes_nothing(rng):
    X, W, b = rng.normal(size=(7, 3, 64, 61)), rng.normal(size=(5, 3, 5, 5)), np.ones(5)
    assert 1 < len(by_hand._blocks(7, W.reshape(1, 5, -1), places=60 * 57)) < 7
    assert_equal_to_torch(rng, X, W, b)


def test_memory_does_not_grow_with_the_columns_of_the_whole_batch(rng):
    X, W = rng.normal(size=(64, 16, 32, 32)), rng.normal(size=(16, 16, 3, 3))
    dA, b = rng.normal(size=X.shape), np.zeros(16)
    peaks = []
    for call, arguments in (
        (by_hand.im2col, (X, 3, 3)),
        (by_hand.conv2d, (X, W, b)),
        (by_hand.conv2d_backward, (dA, X, W)),
    ):
        tracemalloc.start()
        call(*arguments, padding=1)
        peaks.append(tracemalloc.get_traced_memory()[1] / X.nbytes)
        tracemalloc.stop()
    assert 9 < peaks[0] < 11
    assert max(peaks[1:]) < 5


def test_sides_are_those_of_output_size():
    for S, P, D, kernel, _ in SWEEP:
        sides = by_hand._out_sides((2, 3, 9, 7), kernel, S, P, D)
        wanted = [output_size(9 - 2 * i, kernel[i], S, P, D) for i in range(2)]
        assert list(sides) == wanted


WRONG = [
    ({"stride": 0}, "an integer stride >= 1, got 0"),
    ({"stride": 1.5}, "an integer stride >= 1, got 1.5"),
    ({"padding": -1}, "an integer padding >= 0, got -1"),
    ({"dilation": 0}, "an integer dilation >= 1, got 0"),
    ({"dilation": 4}, "expected a filter that fits, .* got 9 > 7"),
    ({"groups": 0}, "an integer groups >= 1, got 0"),
    ({"groups": 3}, "that groups divides, got 3 and 5 in 3"),
    ({"X": (2, 7, 5, 3)}, r"expected .* got \(2, 7, 5, 3\)"),
    ({"X": (3, 7, 5)}, r"expected .* got \(3, 7, 5\)"),
    ({"W": (5, 3, 8, 2)}, "expected a filter that fits, .* got 8 > 7"),
    ({"W": (5, 3, 0, 2)}, "an integer kernel >= 1, got 0"),
    ({"b": (4,)}, r"expected b \(5,\), got \(4,\)"),
]


@pytest.mark.parametrize(("change", "message"), WRONG)
def test_what_does_not_fit_is_refused(change, message, problem):
    arrays = {k: np.ones(v) if k in "XWb" else v for k, v in change.items()}
    arguments = dict(zip("XWb", problem, strict=True)) | arrays
    with pytest.raises(ValueError, match=message):
        by_hand.conv2d(**arguments)
    tensors = {name: torch.tensor(arguments[name]) for name in "XWb"}
    with pytest.raises(ValueError, match=message):
        with_torch.conv2d(**arguments | tensors)


def test_columns_of_another_setting_are_refused(problem):
    X, _, _ = problem
    with pytest.raises(ValueError, match=r"expected X \(n, channels"):
        by_hand.im2col(X[0], 3, 3)
    with pytest.raises(ValueError, match=r"expected dcolumns .* got"):
        by_hand.im2col_backward(by_hand.im2col(X, 3, 2), X, 3, 2, padding=1)
    with pytest.raises(ValueError, match=r"expected dA .* got"):
        by_hand.conv2d_backward(np.ones((2, 5, 5, 4)), X, np.ones((5, 3, 3, 2)), 2)
