"""The statements of docs/training/batch-normalization.md (tr-20)."""

import numpy as np
import pytest
import torch
from torch import nn

from mlnotes.linear.scores import linear_scores, linear_scores_backward
from mlnotes.training import batch_normalization as by_hand
from mlnotes.training import batch_normalization_torch as with_torch

BACKWARDS = [by_hand.batch_norm_backward, by_hand.batch_norm_backward_steps]


@pytest.fixture
def problem(rng):
    X, dY = rng.normal(3, 2, (2, 7, 5))
    return X, dY, rng.normal(size=5), rng.normal(size=5)


def test_every_feature_gets_mean_0_and_variance_1_then_scale_and_shift(rng):
    X = rng.normal(size=(7, 3)) * [0.1, 1, 100] + [5, 0, -300]
    gamma, beta = np.array([1.0, -2.0, 0.5]), np.array([0.0, 1.0, 10.0])
    Y = by_hand.batch_norm(X, gamma, beta)
    np.testing.assert_allclose(Y.mean(axis=0), beta, atol=1e-12)
    np.testing.assert_allclose(Y.std(axis=0), np.abs(gamma), rtol=1e-3)  # ε
    x_hat = by_hand.batch_norm(np.array([[1.0], [3.0], [8.0]]), np.ones(1), np.zeros(1))
    assert x_hat.round(2).ravel().tolist() == [-1.02, -0.34, 1.36]


def test_gamma_and_beta_can_undo_the_normalisation(problem):
    X, *_ = problem
    gamma = np.sqrt(X.var(axis=0) + 1e-5)
    np.testing.assert_allclose(by_hand.batch_norm(X, gamma, X.mean(axis=0)), X)
    past = X.mean(axis=0) + 1, 2 * X.var(axis=0)  # at test time: the stored ones
    gamma = np.sqrt(past[1] + 1e-5)
    Y = by_hand.batch_norm_inference(X, gamma, past[0], *past)
    np.testing.assert_allclose(Y, X)


@pytest.mark.parametrize("eps", [1e-5, 0.1])
def test_values_equal_pytorch_for_every_eps(problem, eps):
    X, _, gamma, beta = problem
    tensors = [torch.tensor(array) for array in (X, gamma, beta)]
    theirs = nn.functional.batch_norm(
        tensors[0], None, None, *tensors[1:], training=True, eps=eps
    )
    for ours in (
        by_hand.batch_norm(X, gamma, beta, eps),
        with_torch.batch_norm(*tensors, eps).numpy(),
    ):
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-7, atol=1e-12)
    running = np.abs(gamma)
    theirs = nn.functional.batch_norm(
        tensors[0], tensors[2], torch.tensor(running), *tensors[1:], eps=eps
    )
    ours = by_hand.batch_norm_inference(X, gamma, beta, beta, running, eps)
    np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-7)


@pytest.mark.parametrize("eps", [1e-5, 0.1])
@pytest.mark.parametrize("backward", BACKWARDS)
def test_both_backward_passes_equal_autograd_of_pytorch(problem, backward, eps):
    X, dY, gamma, beta = problem
    tensors = [torch.tensor(array, requires_grad=True) for array in (X, gamma, beta)]
    Y = nn.functional.batch_norm(
        tensors[0], None, None, *tensors[1:], training=True, eps=eps
    )
    Y.backward(torch.tensor(dY))
    for ours, tensor in zip(backward(dY, X, gamma, eps), tensors, strict=True):
        np.testing.assert_allclose(ours, tensor.grad.numpy(), rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("backward", BACKWARDS)
def test_both_backward_passes_equal_finite_differences(problem, backward):
    X, dY, gamma, beta = problem
    for position, dinput in enumerate(backward(dY, X, gamma)):
        for place in np.ndindex(dinput.shape):
            up, down = ([a.copy() for a in (X, gamma, beta)] for _ in range(2))
            up[position][place] += 1e-5
            down[position][place] -= 1e-5
            difference = by_hand.batch_norm(*up) - by_hand.batch_norm(*down)
            slope = (dY * difference).sum() / 2e-5
            assert slope == pytest.approx(dinput[place], rel=1e-6, abs=1e-8)


def test_the_gradient_loses_its_mean_and_its_part_along_x_hat(problem):
    X, dY, gamma, _ = problem
    dX, _, _ = by_hand.batch_norm_backward(dY, X, gamma, eps=1e-12)
    x_hat = by_hand.batch_norm(X, np.ones(5), np.zeros(5), eps=1e-12)
    np.testing.assert_allclose(dX.sum(axis=0), np.zeros(5), atol=1e-12)
    np.testing.assert_allclose((dX * x_hat).sum(axis=0), np.zeros(5), atol=1e-9)
    projected = dY - dY.mean(axis=0) - x_hat * (dY * x_hat).mean(axis=0)
    np.testing.assert_allclose(dX, gamma / X.std(axis=0) * projected, rtol=1e-7)


def test_pictures_are_normalised_by_channel_over_all_pixels(rng):
    X, dY = rng.normal(3, 2, (2, 2, 3, 5, 7))
    gamma, beta = rng.normal(size=(2, 3))
    Y = by_hand.batch_norm2d(X, gamma, beta)
    np.testing.assert_allclose(Y.mean(axis=(0, 2, 3)), beta, atol=1e-12)
    inputs = [torch.tensor(array, requires_grad=True) for array in (X, gamma, beta)]
    theirs = nn.functional.batch_norm(inputs[0], None, None, *inputs[1:], training=True)
    np.testing.assert_allclose(Y, theirs.detach().numpy(), rtol=1e-7)
    theirs.backward(torch.tensor(dY))

    def rows(pictures):
        return pictures.transpose(0, 2, 3, 1).reshape(-1, 3)

    gradients = by_hand.batch_norm_backward(rows(dY), rows(X), gamma)
    dX = inputs[0].grad.numpy()
    np.testing.assert_allclose(gradients[0], rows(dX), rtol=1e-7, atol=1e-12)
    for ours, tensor in zip(gradients[1:], inputs[1:], strict=True):
        np.testing.assert_allclose(ours, tensor.grad.numpy(), rtol=1e-7)


def test_a_constant_feature_becomes_beta_and_its_gradient_grows(rng):
    X, dY = np.full((7, 1), 3.0), rng.normal(size=(7, 1))
    one, beta = np.ones(1), np.array([0.5])
    assert by_hand.batch_norm(X, one, beta).tolist() == [[0.5]] * 7
    for backward in BACKWARDS:
        dX, dgamma, _ = backward(dY, X, one)
        np.testing.assert_allclose(dX, (dY - dY.mean()) / np.sqrt(1e-5), rtol=1e-7)
        assert dgamma == 0


def test_two_samples_become_minus_one_and_one(rng):
    X = np.array([[0.3, -2.0, 100.0], [0.1, 5.0, 101.0]])
    Y = by_hand.batch_norm(X, np.ones(3), np.zeros(3), eps=1e-12)
    np.testing.assert_allclose(Y, [[1, -1, -1], [-1, 1, 1]], rtol=1e-7)


def test_running_statistics_forget_their_start_and_use_the_unbiased_variance(rng):
    X = np.array([[0.0], [2.0]])
    one, zero = np.ones(1), np.zeros(1)
    mean, variance = by_hand.update_running_statistics(X, zero, one, momentum=1.0)
    assert (mean[0], variance[0]) == (1, 2)
    assert X.var() == 1  # what the batch itself is divided by
    Y = by_hand.batch_norm_inference(X, one, zero, mean, variance)
    np.testing.assert_allclose(Y[:, 0], [-(0.5**0.5), 0.5**0.5], rtol=1e-5)
    mean, variance = zero, np.full(1, 3.0)
    for _ in range(20):
        mean, variance = by_hand.update_running_statistics(X, mean, variance)
    np.testing.assert_allclose(mean, 1 - 0.9**20)
    np.testing.assert_allclose(variance, 2 + 0.9**20)


@pytest.mark.parametrize("n", [2, 7])
def test_the_biased_variance_is_too_small_on_average(rng, n):
    batches = rng.normal(scale=3, size=(n, 100_000))
    assert batches.var(axis=0).mean() == pytest.approx(9 * (n - 1) / n, rel=0.02)


def test_the_scale_of_the_weights_changes_no_output_and_divides_the_gradient(rng):
    X, W, dY = (
        rng.normal(size=(11, 7)),
        rng.normal(size=(5, 7)),
        rng.normal(size=(11, 5)),
    )
    one, zero = np.ones(5), np.zeros(5)

    def run(W, b):
        U = linear_scores(X, W, b)
        dU, _, _ = by_hand.batch_norm_backward(dY, U, one, eps=1e-12)
        Y = by_hand.batch_norm(U, one, zero, eps=1e-12)
        return Y, *linear_scores_backward(dU, X, W)[1:]

    Y, dW, db = run(W, zero)
    for a in (0.01, 3, 100):
        scaled, dW_scaled, _ = run(a * W, zero)
        np.testing.assert_allclose(scaled, Y, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(a * dW_scaled, dW, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(run(W, zero + 100)[0], Y, atol=1e-9)
    assert np.abs(db).max() < 1e-12 < 0.1 < np.abs(dW).max()


def test_in_eval_mode_one_linear_layer_does_the_work_of_both(rng):
    X, W, b = rng.normal(size=(7, 5)), rng.normal(size=(3, 5)), rng.normal(size=3)
    gamma, beta, mean = rng.normal(size=(3, 3))
    variance = rng.uniform(1, 2, 3)
    Y = by_hand.batch_norm_inference(X @ W.T + b, gamma, beta, mean, variance)
    scale = gamma / np.sqrt(variance + 1e-5)
    folded = X @ (scale[:, np.newaxis] * W).T + (b - mean) * scale + beta
    np.testing.assert_allclose(Y, folded, rtol=1e-7)


def test_bad_settings_are_refused(rng):
    X, one = rng.normal(size=(7, 5)), np.ones(5)
    for module, make in ((by_hand, np.asarray), (with_torch, torch.tensor)):
        X_, one_ = make(X), make(one)
        for eps in (0.0, -1.0, float("nan")):
            with pytest.raises(ValueError, match=r"expected eps > 0.* got"):
                module.batch_norm(X_, one_, one_, eps)
            with pytest.raises(ValueError, match=r"expected eps > 0.* got"):
                module.batch_norm_inference(X_, one_, one_, one_, one_, eps)
        never_varied = module.batch_norm_inference(X_, one_, one_, one_, 0 * one_)
        assert np.isfinite(np.asarray(never_varied)).all()
        with pytest.raises(ValueError, match="running_var >= 0, got"):
            module.batch_norm_inference(X_, one_, one_, one_, -one_)
        with pytest.raises(ValueError, match=r"expected momentum in \[0, 1\], got 2"):
            module.update_running_statistics(X_, one_, one_, 2)
