"""The statements of docs/convolution/pooling.md (cnn-7)."""

import itertools
import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from mlnotes.convolution import pooling as by_hand
from mlnotes.convolution import pooling_torch as with_torch

POOLINGS = ["max_pool2d", "avg_pool2d"]
SWEEP = list(itertools.product([1, 2, 3, 5], [1, 2, 3, 4]))  # sizes and strides


def pool(name, X, size, stride):
    return getattr(by_hand, name)(X, size, stride)


def pool_backward(name, dA, X, size, stride):
    return getattr(by_hand, f"{name}_backward")(dA, X, size, stride)


@pytest.fixture
def X(rng):
    """Two pictures of three channels, 7 by 11 pixels."""
    pictures = rng.normal(size=(2, 3, 7, 11))
    pictures.flags.writeable = False
    return pictures


@pytest.mark.parametrize(("size", "stride"), SWEEP)
@pytest.mark.parametrize("name", POOLINGS)
def test_pooling_equals_torch_with_overlap_gaps_and_remainders(X, name, size, stride):
    expected = getattr(F, name)(torch.tensor(X), size, stride).numpy()
    with_tensor = getattr(with_torch, name)(torch.tensor(X), size, stride).numpy()
    for A in (pool(name, X, size, stride), with_tensor):
        assert A.shape == expected.shape
        np.testing.assert_allclose(A, expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("size", "stride"), SWEEP)
@pytest.mark.parametrize("name", POOLINGS)
def test_gradients_equal_autograd_over_the_sweep(X, rng, name, size, stride):
    tensor = torch.tensor(X, requires_grad=True)
    A = getattr(F, name)(tensor, size, stride)
    dA = rng.normal(size=tuple(A.shape))
    A.backward(torch.tensor(dA))
    dX = pool_backward(name, dA, X, size, stride)
    np.testing.assert_allclose(dX, tensor.grad.numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", POOLINGS)
def test_pixels_that_fill_no_window_count_nowhere_and_get_no_gradient(X, name):
    A = pool(name, X, 2, 2)
    assert A.shape == (2, 3, 3, 5)  # 7 and 11 rounded down
    changed = X.copy()
    changed[:, :, -1], changed[:, :, :, -1] = np.nan, np.nan
    np.testing.assert_array_equal(pool(name, changed, 2, 2), A)
    dX = pool_backward(name, np.ones_like(A), X, 2, 2)
    assert not np.any([dX[0, 0, -1, -1], dX[1, 2, 0, -1], dX[1, 1, -1, 0]])


def test_overlapping_windows_add_their_gradients_and_gaps_get_none(X):
    """With an upstream gradient of ones, F² dX counts the windows of a pixel."""
    overlap = 4 * by_hand.avg_pool2d_backward(np.ones((2, 3, 6, 10)), X, 2, 1)
    assert overlap[0, 0, :3, :3].tolist() == [[1, 2, 2], [2, 4, 4], [2, 4, 4]]
    gaps = by_hand.avg_pool2d_backward(np.ones((2, 3, 2, 4)), X, 2, 3)
    assert (gaps == 0).mean() == pytest.approx(1 - 2 * 4 * 4 / 77)


@pytest.mark.parametrize("value", [0.0, 3.0, -np.inf])
@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 1), (2, 3)])
def test_of_equal_maxima_the_first_in_row_order_gets_the_gradient(size, stride, value):
    X = np.full((1, 2, 5, 7), value)
    tensor = torch.tensor(X, requires_grad=True)
    A = F.max_pool2d(tensor, size, stride)
    dA = np.arange(1.0, 1 + A.numel()).reshape(A.shape)
    A.backward(torch.tensor(dA))
    dX = by_hand.max_pool2d_backward(dA, X, size, stride)
    np.testing.assert_array_equal(dX, tensor.grad.numpy())


def test_max_pooling_passes_the_whole_gradient_on_to_few_pixels(X, rng):
    dA = rng.normal(size=(2, 3, 3, 5))
    to_maxima = by_hand.max_pool2d_backward(dA, X, 2, 2)
    to_all = by_hand.avg_pool2d_backward(dA, X, 2, 2)
    for dX in (to_maxima, to_all):
        assert dX.sum() == pytest.approx(dA.sum(), rel=1e-12)
    assert np.count_nonzero(to_maxima) * 4 == np.count_nonzero(to_all)


def test_pooling_twice_is_pooling_once_with_a_larger_window(rng):
    X = rng.normal(size=(2, 3, 23, 19))
    twice = by_hand.max_pool2d(by_hand.max_pool2d(X, 3, 2), 3, 2)
    np.testing.assert_array_equal(twice, by_hand.max_pool2d(X, 7, 4))
    twice = by_hand.avg_pool2d(by_hand.avg_pool2d(X, 2, 2), 2, 2)
    np.testing.assert_allclose(twice, by_hand.avg_pool2d(X, 4, 4))
    weighted = by_hand.avg_pool2d(by_hand.avg_pool2d(X, 3, 2), 3, 2)
    assert not np.allclose(weighted, by_hand.avg_pool2d(X, 7, 4))


@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_nan_and_infinity_stay_visible(module):
    X = np.full((1, 1, 4, 4), -np.inf)
    X[0, 0, 0, 0], X[0, 0, 3, 3] = np.nan, 2.0
    A = np.asarray(module.max_pool2d(X if module is by_hand else torch.tensor(X), 2, 2))
    np.testing.assert_array_equal(A[0, 0], [[np.nan, -np.inf], [-np.inf, 2]])
    dX = by_hand.max_pool2d_backward(np.ones((1, 1, 2, 2)), X, 2, 2)
    np.testing.assert_array_equal(np.isnan(dX), np.isnan(X))
    assert dX[0, 0, 3, 3] == dX[0, 0, 0, 2] == 1


def test_the_mean_of_large_half_precision_numbers_does_not_overflow():
    X = np.full((1, 1, 4, 4), 60000, dtype=np.float16)
    assert by_hand.avg_pool2d(X, 4, 4).item() == 60000
    assert by_hand.global_avg_pool2d(X).item() == 60000


@pytest.mark.parametrize("shape", [(2, 3, 7, 11), (1, 5, 3, 3)])
def test_global_average_pooling_is_one_mean_per_channel_as_in_torch(rng, shape):
    X = rng.normal(size=shape)
    A = by_hand.global_avg_pool2d(X)
    expected = F.adaptive_avg_pool2d(torch.tensor(X), 1)[:, :, 0, 0].numpy()
    np.testing.assert_allclose(A, expected, rtol=1e-12)
    whole = by_hand.avg_pool2d(X[:, :, :3, :3], 3, 1)[:, :, 0, 0]
    A = by_hand.global_avg_pool2d(X[:, :, :3, :3])
    np.testing.assert_allclose(A, whole, rtol=1e-12)


def test_average_pooling_is_a_convolution_with_equal_weights_and_max_is_not_linear(X):
    filters = torch.full((3, 1, 3, 3), 1 / 9, dtype=torch.float64)
    expected = F.conv2d(torch.tensor(X), filters, stride=2, groups=3).numpy()
    np.testing.assert_allclose(by_hand.avg_pool2d(X, 3, 2), expected, rtol=1e-9)
    summed = by_hand.max_pool2d(X, 2, 2) + by_hand.max_pool2d(-X, 2, 2)
    assert (summed > 0).all()  # a linear function would give 0


def test_pooling_leaves_a_quarter_of_the_values_and_of_the_next_layers_weights(rng):
    maps = rng.normal(size=(1, 16, 24, 24))
    pooled = by_hand.max_pool2d(maps, 2, 2)
    assert pooled.size * 4 == maps.size
    for A, parameters in ((maps, 92170), (pooled, 23050)):
        layer = torch.nn.Linear(A.size, 10)
        assert sum(p.numel() for p in layer.parameters()) == parameters


def test_averaging_divides_the_variance_of_independent_noise_by_the_pixels(rng):
    noise = rng.normal(size=(1, 1, 600, 600))
    for size in (2, 3, 5):
        variance = by_hand.avg_pool2d(noise, size, size).var()
        assert variance == pytest.approx(1 / size**2, rel=0.04)
    together = np.repeat(np.repeat(noise[:, :, :300, :300], 2, axis=2), 2, axis=3)
    assert by_hand.avg_pool2d(together, 2, 2).var() == pytest.approx(1, rel=0.02)


def test_max_pooling_lifts_noise_and_leaves_more_error_than_there_was(rng):
    """Mean and variance of the largest of four normal numbers, by integration."""
    x = np.linspace(-9, 9, 20001)
    below = np.array([math.erfc(-value / math.sqrt(2)) / 2 for value in x])
    density = 4 * np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi) * below**3
    mean, square = ((x**k * density).sum() * (x[1] - x[0]) for k in (1, 2))
    A = by_hand.max_pool2d(rng.normal(size=(1, 1, 600, 600)), 2, 2)
    assert (round(mean, 2), round(square - mean**2, 2)) == (1.03, 0.49)
    assert A.mean() == pytest.approx(mean, rel=0.01)
    assert A.var() == pytest.approx(square - mean**2, rel=0.02)
    assert (A**2).mean() > 1.5  # the noise itself: 1


def test_max_pooling_removes_dark_spots_and_spreads_bright_ones():
    grey = np.full((1, 1, 4, 4), 0.5)
    dark, bright = grey.copy(), grey.copy()
    dark[0, 0, 1, 1], bright[0, 0, 1, 1] = 0, 1
    np.testing.assert_array_equal(by_hand.max_pool2d(dark, 2, 2), 0.5)
    assert by_hand.max_pool2d(bright, 2, 2)[0, 0].tolist() == [[1, 0.5], [0.5, 0.5]]
    assert by_hand.avg_pool2d(bright, 2, 2)[0, 0, 0, 0] == 0.5 + 0.5 / 4


def test_a_maximum_that_moves_within_its_window_changes_nothing():
    X = np.zeros((1, 1, 6, 6))
    X[0, 0, 2, 2] = 1
    inside, outside = np.roll(X, (1, 1), (2, 3)), np.roll(X, (2, 2), (2, 3))
    A = by_hand.max_pool2d(X, 2, 2)
    np.testing.assert_array_equal(by_hand.max_pool2d(inside, 2, 2), A)
    assert (by_hand.max_pool2d(outside, 2, 2) != A).sum() == 2


def test_averaging_a_noisy_photograph_brings_it_nearer_and_the_maximum_does_not(rng):
    from sklearn.datasets import load_sample_image  # not on machines with a GPU

    clean = load_sample_image("china.jpg")[:400, :400].mean(axis=2)[None, None] / 255
    noisy = clean + rng.normal(scale=0.2, size=clean.shape)
    changes = [pool(name, noisy, 4, 4) - pool(name, clean, 4, 4) for name in POOLINGS]
    highest, average = (np.sqrt((change**2).mean()) for change in changes)
    assert average == pytest.approx(0.2 / 4, rel=0.03)
    assert highest > 0.2


def test_on_noisy_digits_averaging_narrows_the_gap_to_test_data_and_max_widens_it():
    from sklearn.datasets import load_digits

    from mlnotes.linear.scores import linear_scores
    from mlnotes.linear.stochastic_gradient_descent import train_softmax_classifier

    X, y = load_digits(return_X_y=True)
    X = X.reshape(-1, 1, 8, 8).repeat(3, axis=2).repeat(3, axis=3) / 16
    gaps = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        chosen = rng.permutation(len(X))[:500]
        noisy, labels = X[chosen] + rng.normal(size=(500, 1, 24, 24)), y[chosen]
        order = np.stack([rng.permutation(100) for _ in range(60)])
        pooled = [pool(name, noisy, 3, 3) for name in POOLINGS]
        for Z in (A.reshape(500, -1) for A in (noisy, *pooled)):
            start = np.zeros((10, Z.shape[1])), np.zeros(10)
            training = Z[:100], labels[:100], *start, order
            W, b, _ = train_softmax_classifier(*training, 20, 0.1)
            right = linear_scores(Z, W, b).argmax(axis=1) == labels
            gaps.append(right[:100].mean() - right[100:].mean())
    without, highest, average = np.array(gaps).reshape(5, 3).T
    assert (average + 0.1 < without).all()
    assert (without < highest).all()


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_torch_keeps_device_and_dtype(device, dtype):
    X = torch.arange(16, dtype=dtype, device=device).reshape(1, 1, 4, 4)
    results = with_torch.max_pool2d(X, 2, 2), with_torch.avg_pool2d(X, 2, 2)
    assert results[0].flatten().tolist() == [5, 7, 13, 15]
    assert results[1].flatten().tolist() == [2.5, 4.5, 10.5, 12.5]
    mean = with_torch.global_avg_pool2d(X)
    assert mean.item() == 7.5
    for A in (*results, mean):
        assert (A.dtype, A.device) == (dtype, X.device)


@pytest.mark.parametrize("name", POOLINGS)
@pytest.mark.parametrize(
    ("module", "array"), [(by_hand, np.ones), (with_torch, torch.ones)]
)
def test_windows_that_do_not_fit_are_refused(module, array, name):
    X, refused = array((2, 3, 7, 11)), r"expected X of shape \(n, .* got"
    windows = [(X, 8, 1), (X.swapaxes(2, 3), 8, 1), (X, 0, 1), (X, 2, 0), (X[0], 2, 2)]
    for arguments in windows:
        with pytest.raises(ValueError, match=refused):
            getattr(module, name)(*arguments)
    for pictures in (X[0], X[:, :, :0]):
        with pytest.raises(ValueError, match=refused):
            module.global_avg_pool2d(pictures)


@pytest.mark.parametrize("shape", [(2, 3, 3, 4), (1, 3, 3, 5), (3, 3, 5)])
def test_backward_refuses_a_gradient_of_another_shape(X, shape):
    for name in POOLINGS:
        with pytest.raises(
            ValueError, match=r"expected dA of the output's shape .* got"
        ):
            pool_backward(name, np.ones(shape), X, 2, 2)
    with pytest.raises(ValueError, match=r"expected dA of the output's shape .* got"):
        by_hand.global_avg_pool2d_backward(np.ones(shape), X)
