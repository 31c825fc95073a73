"""The statements of docs/sequences/variable-length.md (seq-4): what a code keeps."""

import numpy as np
import pytest
import torch

from mlnotes.sequences import variable_length as by_hand
from mlnotes.sequences import variable_length_torch as with_torch


def uncorrelated(rng, n, t):
    """Inputs whose columns have mean 0, length 1 and are orthogonal, exactly."""
    X = rng.normal(size=(n, t))
    return np.linalg.qr(X - X.mean(axis=0))[0] * np.sqrt(n)


def encoder(rng, h, radius):
    Q, _ = np.linalg.qr(rng.normal(size=(h, h)))
    return 0.1 * rng.normal(size=(h, 1)), radius * Q, np.zeros(h)


def test_linear_memory_is_the_r2_of_scikit_learns_linear_regression(rng):
    linear_model = pytest.importorskip("sklearn.linear_model")
    X, H = rng.normal(size=(31, 5)), rng.normal(size=(31, 3))
    X[:, 2] += 2 * H[:, 1]
    share = by_hand.linear_memory(X, H)
    np.testing.assert_allclose(by_hand.linear_memory(X, 1e-20 * H), share, rtol=1e-9)
    for column, ours in zip(X.T, share, strict=True):
        model = linear_model.LinearRegression().fit(H, column)
        assert ours == pytest.approx(model.score(H, column), rel=1e-9)


@pytest.mark.parametrize("h", [1, 3, 7])
def test_no_code_of_h_numbers_keeps_more_than_h_inputs(rng, h):
    """Any function of the inputs: the theorem does not ask how the code was made."""
    X = uncorrelated(rng, 101, 29)
    codes = (
        rng.normal(size=(101, h)),
        np.tanh(X @ rng.normal(size=(29, h))),
        np.sin(5 * X[:, :h]) + X[:, -h:] ** 3,
        by_hand.rnn_encoder(X[..., None], np.full(101, 29), *encoder(rng, h, 0.9)),
    )
    for code in codes:
        assert by_hand.linear_memory(X, code).sum() <= h + 1e-9
    assert by_hand.linear_memory(X, X[:, :h]).sum() == pytest.approx(h)


@pytest.mark.parametrize("seed", range(3))
def test_an_rnn_keeps_the_end_of_a_long_sequence_and_loses_its_beginning(seed):
    """Over ten seeds: last 10 above 0.88, first 10 below 0.02, short above 0.99."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(-1, 1, (2000, 60))
    weights = encoder(rng, 20, 0.95)
    code = by_hand.rnn_encoder(X[..., None], np.full(2000, 60), *weights)
    share = by_hand.linear_memory(X, code)
    assert share[-10:].mean() > 0.6
    assert share[:10].mean() < 0.1
    short = by_hand.rnn_encoder(X[:, -10:, None], np.full(2000, 10), *weights)
    assert by_hand.linear_memory(X[:, -10:], short).min() > 0.95


def test_a_code_may_keep_the_answer_and_nothing_else(rng):
    """Two units hold the parity of the bits; no single bit can be read from them."""
    bits = rng.integers(0, 2, (4000, 12)).astype(float)
    W_xh, b = np.array([[10.0], [10.0]]), np.array([-5.0, -15.0])
    W_hh = np.array([[5.0, -5.0], [5.0, -5.0]])
    X = np.pad(bits, ((0, 0), (0, 1)))[:, :, np.newaxis]  # a last 0 ends it
    code = by_hand.rnn_encoder(X, np.full(4000, 13), W_xh, W_hh, b)
    assert by_hand.linear_memory(bits, code).max() < 0.02
    parity = bits.sum(axis=1, keepdims=True) % 2
    assert by_hand.linear_memory(parity, code)[0] > 0.999
    code = by_hand.rnn_encoder(X[:, :-1], np.full(4000, 12), W_xh, W_hh, b)
    left = by_hand.linear_memory(bits, code)[-1]
    assert left == pytest.approx(0.5, abs=0.05), "what the last 0 clears"


def test_the_share_does_not_depend_on_scale_shift_or_mixing_of_the_code(rng):
    X, H = rng.normal(size=(31, 5)), rng.normal(size=(31, 3))
    mixed = H @ rng.normal(size=(3, 3)) * 1e3 + 7
    share = by_hand.linear_memory(X, H)
    np.testing.assert_allclose(
        by_hand.linear_memory(2 - 3 * X, mixed), share, rtol=1e-7
    )
    doubled = np.concatenate([H, H], axis=1)  # no new information
    np.testing.assert_allclose(by_hand.linear_memory(X, doubled), share, rtol=1e-7)
    np.testing.assert_array_equal(by_hand.linear_memory(X, 0 * H), 0)


def test_torch_agrees_on_the_device(rng, device):
    X, H = rng.normal(size=(31, 5)), rng.normal(size=(31, 3))
    share = with_torch.linear_memory(*(torch.tensor(a, device=device) for a in (X, H)))
    assert share.device.type == device.type
    np.testing.assert_allclose(share.cpu(), by_hand.linear_memory(X, H), rtol=1e-9)


BOTH = [(by_hand, np.asarray), (with_torch, torch.as_tensor)]


@pytest.mark.parametrize(("module", "array"), BOTH)
def test_what_has_no_answer_is_refused(module, array):
    X = array(np.arange(14.0).reshape(7, 2))
    bad = array(np.full((7, 2), np.nan))
    for first, second in ((X, bad), (bad, X), (0 * X, X)):
        with pytest.raises(ValueError, match=r"expected finite numbers.*got"):
            module.linear_memory(first, second)
    for first, second in ((X, X[:6]), (X[:1], X[:1]), (X[:, 0], X)):
        with pytest.raises(ValueError, match=r"expected X \(n, t\).*got"):
            module.linear_memory(first, second)


@pytest.mark.parametrize(("module", "array"), BOTH)
def test_filters_that_do_not_fit_and_wrong_lengths_are_refused(module, array):
    X, W, b = (array(np.ones(shape)) for shape in ((7, 3, 5), (2, 4, 5), (2,)))
    with pytest.raises(ValueError, match="expected filters of 1 to t = 3 words, got 4"):
        module.word_convolution(X, W, b)
    with pytest.raises(ValueError, match="expected filters of 1 to t = 3 words, got 0"):
        module.word_convolution(X, W[:, :0], b)
    with pytest.raises(ValueError, match=r"expected shapes X \(n, t, d\).*got"):
        module.word_convolution(X, W[..., :1], b)
    for pool in (module.max_over_time, module.mean_over_time):
        for lengths in ([0] * 7, [4] * 7):
            with pytest.raises(ValueError, match="expected lengths from 1 to t = 3"):
                pool(X, array(np.array(lengths)))
        with pytest.raises(ValueError, match=r"expected shapes .* lengths \(n,\), got"):
            pool(X, array(np.array([3])))


def test_gradients_of_another_shape_are_refused():
    X, W, dM = np.ones((7, 3, 5)), np.ones((2, 2, 5)), np.ones((7, 1))
    with pytest.raises(ValueError, match=r"expected dA of shape \(7, 2, 2\), got"):
        by_hand.word_convolution_backward(np.ones((7, 3, 2)), X, W)
    with pytest.raises(ValueError, match=r"expected dM of shape \(7, 5\), got"):
        by_hand.max_over_time_backward(dM, X, np.full(7, 3))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_torch_keeps_device_and_dtype(device, dtype):
    X = torch.tensor([[[1.0], [3.0], [9.0]]], dtype=dtype, device=device)
    W, b = torch.ones((1, 2, 1), dtype=dtype, device=device), torch.ones(1).to(X)
    A, two = with_torch.word_convolution(X, W, b), torch.tensor([2], device=device)
    results = with_torch.max_over_time(A, two - 1), with_torch.mean_over_time(X, two)
    for result, wanted in zip(results, (5.0, 2.0), strict=True):
        assert (result.dtype, result.device) == (dtype, X.device)
        assert result.item() == wanted
