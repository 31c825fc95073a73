"""The statements of docs/convolution/cross-correlation.md (cnn-2)."""

import numpy as np
import pytest
import torch

from mlnotes.convolution import cross_correlation as by_hand
from mlnotes.convolution import cross_correlation_torch as with_torch
from mlnotes.convolution.cross_correlation import FILTERS

EDGE = np.repeat([[0.0, 0, 0, 0, 1, 1, 1, 1]], 5, axis=0)  # dark left, bright right


@pytest.fixture
def pair(rng):
    """A picture 11 × 13 and a filter 2 × 5, no side equal to another."""
    arrays = rng.normal(size=(11, 13)), rng.normal(size=(2, 5))
    for array in arrays:
        array.flags.writeable = False
    return arrays


@pytest.mark.parametrize("name", ["cross_correlate_loop", "cross_correlate"])
@pytest.mark.parametrize(
    ("side", "kernel"),
    [((11, 13), (2, 5)), ((7, 3), (7, 3)), ((5, 2), (1, 1)), ((5, 7), (5, 1))],
)
def test_slide_and_take_a_dot_product_at_each_place(rng, name, side, kernel):
    from scipy.signal import correlate2d

    X, W = rng.normal(size=side), rng.normal(size=kernel)
    A = getattr(by_hand, name)(X, W)
    assert A.shape == (side[0] - kernel[0] + 1, side[1] - kernel[1] + 1)
    for p, q in np.ndindex(A.shape):
        window = X[p : p + kernel[0], q : q + kernel[1]]
        assert A[p, q] == pytest.approx(window.ravel() @ W.ravel(), rel=1e-7)
    np.testing.assert_allclose(A, correlate2d(X, W, mode="valid"), atol=1e-12)
    layer = torch.nn.Conv2d(1, 1, kernel, bias=False, dtype=torch.float64)
    layer.weight.data = torch.tensor(W)[None, None]
    expected = layer(torch.tensor(X)[None, None])[0, 0].detach().numpy()
    np.testing.assert_allclose(A, expected, rtol=1e-7, atol=1e-12)


def test_the_view_of_all_windows_takes_no_memory_and_is_read_only(pair):
    X, W = pair
    windows = np.lib.stride_tricks.sliding_window_view(X, W.shape)
    assert np.shares_memory(windows, X)
    assert windows.strides == (13 * 8, 8, 13 * 8, 8)
    assert not windows.flags.writeable
    p, q, i, j = 3, 4, 1, 2
    assert windows[p, q, i, j] == X[p + i, q + j]


def test_convolution_turns_the_filter(pair):
    from scipy.signal import convolve2d

    X, W = pair
    A = by_hand.convolve(X, W)
    np.testing.assert_allclose(A, convolve2d(X, W, mode="valid"), atol=1e-12)
    turned = np.rot90(W, 2)
    np.testing.assert_allclose(A, by_hand.cross_correlate(X, turned), atol=1e-12)
    assert not np.allclose(A, by_hand.cross_correlate(X, W))
    same = W + turned  # symmetric: nothing to turn
    np.testing.assert_allclose(
        by_hand.convolve(X, same), by_hand.cross_correlate(X, same), atol=1e-12
    )


def test_full_convolution_is_that_of_scipy_and_valid_is_its_middle(pair):
    from scipy.signal import convolve2d

    X, W = pair
    full = by_hand.convolve_full(X, W)
    np.testing.assert_allclose(full, convolve2d(X, W), atol=1e-12)
    middle = full[1:-1, 4:-4]
    np.testing.assert_allclose(middle, by_hand.convolve(X, W), atol=1e-12)
    assert full.sum() == pytest.approx(X.sum() * W.sum(), rel=1e-9)


def test_convolution_is_commutative_and_associative_cross_correlation_is_not(pair, rng):
    X, W = pair
    V = rng.normal(size=(3, 2))

    def correlate_full(X, W):
        return by_hand.convolve_full(X, W[::-1, ::-1])

    for operation, holds in ((by_hand.convolve_full, True), (correlate_full, False)):
        assert np.allclose(operation(X, W), operation(W, X)) == holds
        one = operation(operation(X, W), V)
        other = operation(X, operation(W, V))
        assert np.allclose(one, other) == holds


def test_two_filters_in_a_row_are_one_larger_filter(pair, rng):
    X, W = pair
    V = rng.normal(size=(3, 2))
    one_by_one = by_hand.cross_correlate(by_hand.cross_correlate(X, W), V)
    merged = by_hand.convolve_full(W, V)
    assert merged.shape == (4, 6)
    np.testing.assert_allclose(
        by_hand.cross_correlate(X, merged), one_by_one, rtol=1e-7, atol=1e-12
    )


def test_gradients_are_a_cross_correlation_and_a_full_convolution(pair, rng):
    X, W = pair
    dA = rng.normal(size=(10, 9))
    tensors = [torch.tensor(array, requires_grad=True) for array in (X, W)]
    with_torch.cross_correlate(*tensors).backward(torch.tensor(dA))
    for ours, tensor in zip(
        by_hand.cross_correlate_backward(dA, X, W), tensors, strict=True
    ):
        np.testing.assert_allclose(ours, tensor.grad.numpy(), rtol=1e-7, atol=1e-12)
    step = 1e-6 * np.eye(2, 5)
    dW = by_hand.cross_correlate_backward(dA, X, W)[1]
    up, down = (
        by_hand.cross_correlate(X, W + step),
        by_hand.cross_correlate(X, W - step),
    )
    slope = (dA * (up - down)).sum() / 2e-6
    assert slope == pytest.approx(dW[0, 0] + dW[1, 1], rel=1e-6)


def test_flat_areas_give_the_sum_of_the_filter():
    flat = np.full((5, 7), 0.25)
    for name, W in FILTERS.items():
        wanted = 0.25 if name in {"blur", "sharpen"} else 0
        np.testing.assert_allclose(by_hand.cross_correlate(flat, W), wanted, atol=1e-12)


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("blur", [0, 0, 1 / 3, 2 / 3, 1, 1]),
        ("sharpen", [0, 0, -1, 2, 1, 1]),
        ("vertical edges", [0, 0, 4, 4, 0, 0]),
        ("horizontal edges", [0, 0, 0, 0, 0, 0]),
        ("Laplacian", [0, 0, 1, -1, 0, 0]),
    ],
)
def test_what_each_filter_does_to_a_vertical_edge(name, row):
    A = by_hand.cross_correlate(EDGE, FILTERS[name])
    np.testing.assert_allclose(A, [row] * 3, atol=1e-12)
    turned = by_hand.cross_correlate(EDGE.T, FILTERS[name].T)
    np.testing.assert_allclose(turned, A.T, atol=1e-12)


def test_on_an_even_slope_the_laplacian_is_zero_and_sobel_gives_eight_times_it():
    slope = np.add.outer(3 * np.arange(5.0), 2 * np.arange(7.0))
    for name, wanted in (
        ("Laplacian", 0),
        ("vertical edges", 16),
        ("horizontal edges", 24),
    ):
        A = by_hand.cross_correlate(slope, FILTERS[name])
        np.testing.assert_allclose(A, wanted, atol=1e-12)


def test_turning_changes_the_sign_of_sobel_and_nothing_for_symmetric_filters(pair):
    signs = {"vertical edges": -1, "horizontal edges": -1}
    for name, W in FILTERS.items():
        turned = by_hand.convolve(pair[0], W)
        wanted = signs.get(name, 1) * by_hand.cross_correlate(pair[0], W)
        np.testing.assert_allclose(turned, wanted, rtol=1e-7, atol=1e-12)


def test_blur_divides_the_variance_of_noise_by_nine(rng):
    noise = rng.normal(size=(200, 200))
    A = by_hand.cross_correlate(noise, FILTERS["blur"])
    assert A.var() == pytest.approx(1 / 9, rel=0.1)


@pytest.mark.parametrize(
    ("name", "rank"),
    list(zip(FILTERS, (1, 2, 1, 1, 2), strict=True)),
)
def test_a_filter_of_rank_one_is_two_passes(pair, name, rank):
    X, W = pair[0], FILTERS[name]
    U, sizes, Vt = np.linalg.svd(W)
    assert (sizes > 1e-12).sum() == rank
    first = by_hand.cross_correlate(X, U[:, :1] * sizes[0])
    both = by_hand.cross_correlate(first, Vt[:1])
    assert np.allclose(both, by_hand.cross_correlate(X, W)) == (rank == 1)


def test_gradient_descent_finds_the_filter_from_examples(rng):
    X, W = rng.normal(size=(16, 16)), np.zeros((3, 3))
    A = by_hand.cross_correlate(X, FILTERS["vertical edges"])
    for _ in range(40):
        difference = by_hand.cross_correlate(X, W) - A
        W = W - by_hand.cross_correlate_backward(difference / A.size, X, W)[1]
    np.testing.assert_allclose(W, FILTERS["vertical edges"], atol=1e-6)


def test_a_moved_picture_gives_a_moved_result(pair):
    X, W = pair
    moved = by_hand.cross_correlate(X[1:, 2:], W)
    np.testing.assert_allclose(moved, by_hand.cross_correlate(X, W)[1:, 2:], rtol=1e-12)


def test_the_filters_cannot_be_changed_by_accident():
    with pytest.raises(ValueError, match="read-only"):
        FILTERS["blur"][0, 0] = 2


@pytest.mark.parametrize(
    ("module", "array", "integer", "single"),
    [
        (by_hand, np.ones, np.uint8, np.float32),
        (with_torch, torch.ones, torch.uint8, torch.float32),
    ],
)
def test_integers_and_filters_that_do_not_fit_are_refused(
    module, array, integer, single
):
    double = np.float64 if module is by_hand else torch.float64
    X, W = array((5, 7), dtype=double), array((3, 2), dtype=double)
    functions = module.cross_correlate, module.cross_correlate_loop, module.convolve
    for function in functions:
        for dtype in (integer, single):
            with pytest.raises(ValueError, match="expected X and W of one float dtype"):
                function(array((5, 7), dtype=dtype), W)
        with pytest.raises(ValueError, match="expected X and W of one float dtype"):
            function(array((5, 7), dtype=integer), array((3, 2), dtype=integer))
        for shape in ((6, 2), (3, 8), (0, 2), (3, 0), (3,)):
            with pytest.raises(ValueError, match=r"that fits into it, got \(5, 7\)"):
                function(X, array(shape, dtype=double))
    for arguments in ((X, array((0, 2))), (array((0, 7)), W), (X, array(3))):
        with pytest.raises(ValueError, match="not empty, got"):
            module.convolve_full(*arguments)


@pytest.mark.parametrize("shape", [(10, 8), (9, 9), (1, 1), (10, 1), (10, 9, 1)])
def test_backward_refuses_a_gradient_of_another_shape(pair, shape):
    with pytest.raises(ValueError, match=r"expected dA of shape \(10, 9\), got"):
        by_hand.cross_correlate_backward(np.ones(shape), *pair)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_torch_keeps_device_and_dtype(device, dtype):
    X = torch.tensor([[1, 2, 3], [4, 5, 6]], dtype=dtype, device=device)
    W = torch.tensor([[1, 0], [0, 2]], dtype=dtype, device=device)
    for A, wanted in (
        (with_torch.cross_correlate(X, W), [[11, 14]]),
        (with_torch.cross_correlate_loop(X, W), [[11, 14]]),
        (with_torch.convolve(X, W), [[7, 10]]),
    ):
        assert A.dtype == dtype
        assert A.device.type == device.type
        assert A.tolist() == wanted
