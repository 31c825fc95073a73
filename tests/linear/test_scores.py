"""The statements of docs/linear/scores.md (lin-1, lin-2, lin-3)."""

import numpy as np
import pytest
import torch

from mlnotes.linear import scores as by_hand
from mlnotes.linear import scores_torch as with_torch


@pytest.fixture
def problem(rng):
    """Samples, weights, bias: n = 7, d = 5, c = 3."""
    arrays = rng.normal(size=(7, 5)), rng.normal(size=(3, 5)), rng.normal(size=3)
    for array in arrays:
        array.flags.writeable = False
    return arrays


def test_a_score_is_a_weighted_sum_of_pixels_plus_a_bias(problem):
    X, W, b = problem
    s = by_hand.linear_scores(X, W, b)
    for i in range(7):
        for k in range(3):
            weighted_sum = sum(W[k, j] * X[i, j] for j in range(5))
            assert s[i, k] == pytest.approx(weighted_sum + b[k], rel=1e-12)


def test_linear_scores_equal_torch_linear_layer(problem):
    X, W, b = problem
    layer = torch.nn.Linear(5, 3, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(W))
        layer.bias.copy_(torch.tensor(b))
        expected = layer(torch.tensor(X)).numpy()
    np.testing.assert_allclose(by_hand.linear_scores(X, W, b), expected, rtol=1e-12)


def test_one_more_unit_of_a_pixel_moves_the_score_by_its_weight(problem):
    X, W, b = problem
    brighter = X.copy()
    brighter[:, 2] += 1
    moved = by_hand.linear_scores(brighter, W, b) - by_hand.linear_scores(X, W, b)
    np.testing.assert_allclose(moved, np.tile(W[:, 2], (7, 1)), rtol=1e-7)


def test_nearest_class_mean_is_a_linear_classifier_with_the_means_as_templates(rng):
    X, means = rng.normal(size=(11, 5)), rng.normal(size=(3, 5))
    distances = ((X[:, np.newaxis] - means) ** 2).sum(axis=2)
    s = by_hand.linear_scores(X, means, -(means**2).sum(axis=1) / 2)
    np.testing.assert_array_equal(s.argmax(axis=1), distances.argmin(axis=1))


def test_bias_trick_gives_the_same_scores(problem):
    X, W, b = problem
    X_one, W_bias = by_hand.append_one(X), by_hand.append_bias(W, b)
    assert X_one.shape == (7, 6)
    assert W_bias.shape == (3, 6)
    s = by_hand.linear_scores(X, W, b)
    np.testing.assert_allclose(X_one @ W_bias.T, s, rtol=1e-12)


def test_gradient_of_the_bias_trick_is_dw_and_db_side_by_side(problem, rng):
    X, W, b = problem
    ds = rng.normal(size=(7, 3))
    _, dW, db = by_hand.linear_scores_backward(ds, X, W)
    X_one, W_bias = by_hand.append_one(X), by_hand.append_bias(W, b)
    _, dW_bias, _ = by_hand.linear_scores_backward(ds, X_one, W_bias)
    np.testing.assert_allclose(dW_bias, by_hand.append_bias(dW, db), rtol=1e-12)


def test_without_bias_every_score_of_the_zero_input_is_zero(problem):
    _, W, b = problem
    zero = np.zeros((1, 5))
    np.testing.assert_array_equal(by_hand.linear_scores(zero, W, 0 * b), 0)
    np.testing.assert_array_equal(by_hand.linear_scores(zero, W, b)[0], b)


def test_without_bias_the_boundary_passes_through_the_origin(rng):
    """A sample and its multiples get the same class, so a ray is never cut."""
    x, W = rng.normal(size=(1, 2)), rng.normal(size=(3, 2))
    ray = x * np.logspace(-6, 6, 13)[:, np.newaxis]
    without = by_hand.linear_scores(ray, W, np.zeros(3)).argmax(axis=1)
    assert len(set(without.tolist())) == 1
    lift = np.array([0.0, 0.0, 0.0])
    lift[(without[0] + 1) % 3] = 1
    with_bias = by_hand.linear_scores(ray, W, lift).argmax(axis=1)
    assert len(set(with_bias.tolist())) > 1


def test_bias_moves_the_output_by_the_same_amount_for_every_input(problem):
    X, W, b = problem
    moved = by_hand.linear_scores(X, W, b) - by_hand.linear_scores(X, W, np.zeros(3))
    np.testing.assert_allclose(moved, np.tile(b, (7, 1)), rtol=1e-7)


def test_no_line_through_the_origin_separates_what_a_bias_separates(rng):
    y = np.repeat([-1, 1], 50)
    X = rng.normal(scale=0.2, size=(100, 2)) + np.where(y < 0, 1, 3)[:, np.newaxis]
    with_bias = by_hand.linear_scores(X, np.ones((1, 2)), np.array([-4.0]))[:, 0]
    np.testing.assert_array_equal(np.sign(with_bias), y)
    angles = np.linspace(0, 2 * np.pi, 3601)
    W = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    s = by_hand.linear_scores(X, W, np.zeros(len(W)))
    assert (np.sign(s) == y[:, np.newaxis]).mean(axis=0).max() < 0.7


def test_backward_equals_autograd(problem, rng):
    X, W, b = problem
    ds = rng.normal(size=(7, 3))
    tensors = [torch.tensor(array, requires_grad=True) for array in (X, W, b)]
    with_torch.linear_scores(*tensors).backward(torch.tensor(ds))
    for ours, tensor in zip(
        by_hand.linear_scores_backward(ds, X, W), tensors, strict=True
    ):
        np.testing.assert_allclose(ours, tensor.grad.numpy(), rtol=1e-7)


def test_backward_equals_finite_differences(problem, rng):
    X, W, b = problem
    ds, step = rng.normal(size=(7, 3)), 1e-6
    _, dW, db = by_hand.linear_scores_backward(ds, X, W)
    up, down = W.copy(), W.copy()
    up[1, 4] += step
    down[1, 4] -= step
    slope = by_hand.linear_scores(X, up, b) - by_hand.linear_scores(X, down, b)
    assert (ds * slope).sum() / (2 * step) == pytest.approx(dW[1, 4], rel=1e-7)
    slope = by_hand.linear_scores(X, W, b + step) - by_hand.linear_scores(X, W, b)
    np.testing.assert_allclose((ds * slope).sum(axis=0) / step, db, rtol=1e-7)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_torch_keeps_device_and_dtype(device, dtype):
    X = torch.tensor([[1.0, 2.0]], dtype=dtype, device=device)
    W = torch.tensor([[3.0, 4.0], [5.0, 6.0], [7.0, 8.0]], dtype=dtype, device=device)
    b = torch.tensor([0.5, 1.0, -1.0], dtype=dtype, device=device)
    s = with_torch.linear_scores(X, W, b)
    with_trick = with_torch.append_one(X) @ with_torch.append_bias(W, b).T
    for result in (s, with_trick):
        assert result.dtype == dtype
        assert result.device == X.device
        assert result.tolist() == [[11.5, 18.0, 22.0]]


@pytest.mark.parametrize(
    ("module", "array"), [(by_hand, np.ones), (with_torch, torch.ones)]
)
def test_wrong_shapes_are_refused_and_never_broadcast(module, array):
    square, column, row = array((3, 3)), array((3, 1)), array((3,))
    for arguments in ((square, square, column), (row, square, row)):
        with pytest.raises(ValueError, match=r"expected shapes X \(n, d\).* got"):
            module.linear_scores(*arguments)
    with pytest.raises(ValueError, match=r"expected shapes W \(c, d\).* got"):
        module.append_bias(square, column)
    with pytest.raises(ValueError, match=r"expected X of shape \(n, d\), got"):
        module.append_one(row)


@pytest.mark.parametrize("shape", [(7, 2), (7,), (6, 3)])
def test_backward_refuses_a_gradient_of_another_shape(problem, shape):
    X, W, _ = problem
    with pytest.raises(ValueError, match=r"expected shapes ds \(n, c\).* got"):
        by_hand.linear_scores_backward(np.ones(shape), X, W)
