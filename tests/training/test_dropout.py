"""The statements of docs/training/dropout.md (tr-14)."""

import numpy as np
import pytest
import torch
from torch import nn

from mlnotes.linear.softmax import log_softmax, softmax
from mlnotes.training import dropout as by_hand
from mlnotes.training import dropout_torch as with_torch


def all_masks(d, p):
    """List every mask of d units and its probability."""
    kept = np.array(list(np.ndindex(*[2] * d)))
    return kept / (1 - p), np.prod(np.where(kept, 1 - p, p), axis=1)


@pytest.mark.parametrize("p", [0.0, 0.2, 0.5, 0.9])
def test_mean_and_variance_over_the_masks_are_those_of_the_formulas(rng, p):
    x = np.array([1.0, -2.0, 3.0])
    X = np.tile(x, (200_000, 1))
    M = by_hand.dropout_mask(X, p, rng)
    Y = by_hand.dropout(X, M)
    # five standard errors; those of p = 0 are zero
    noise = 5 * np.sqrt(p / (1 - p) / len(X)) * np.abs(x)
    assert (np.abs(Y.mean(axis=0) - x) <= noise).all()
    np.testing.assert_allclose(Y.var(axis=0), p / (1 - p) * x**2, rtol=0.05)
    values = {1.0} if p == 0 else {0.0, 1 / (1 - p)}
    assert set(np.unique(M)) == values
    masks, chance = all_masks(5, p)  # the same exactly, over all masks
    np.testing.assert_allclose(chance @ masks, np.ones(5), rtol=1e-12)
    variance = chance @ (masks - 1) ** 2
    np.testing.assert_allclose(variance, np.full(5, p / (1 - p)), atol=1e-12)


def test_units_are_silent_independently_of_each_other(rng):
    M = by_hand.dropout_mask(np.ones((50_000, 3)), 0.25, rng)
    correlation = np.corrcoef(M.T)
    np.testing.assert_allclose(correlation, np.eye(3), atol=0.03)


@pytest.mark.parametrize("p", [-0.1, 1.0, 1.5, float("nan")])
def test_a_p_outside_0_to_1_is_refused_and_so_is_1(p, rng):
    for refuse in (
        lambda: by_hand.dropout_mask(np.ones(3), p, rng),
        lambda: with_torch.dropout_mask(torch.ones(3), p, None),
        lambda: with_torch.Dropout(p),
    ):
        with pytest.raises(ValueError, match=r"expected p in \[0, 1\), got"):
            refuse()


def test_pytorch_takes_p_1_and_returns_zeros_without_a_gradient():
    X = torch.ones(5, requires_grad=True)
    Y = nn.Dropout(1.0)(X)
    Y.sum().backward()
    assert Y.tolist() == X.grad.tolist() == [0.0] * 5


def test_close_to_p_1_the_kept_units_still_have_the_right_scale():
    X = np.ones(10)
    M = by_hand.dropout_mask(X, np.nextafter(1, 0), np.random.default_rng(0))
    assert M.tolist() == [0.0] * 10
    M = by_hand.dropout_mask(np.ones(100_000), 0.999, np.random.default_rng(0))
    assert M.max() == pytest.approx(1000)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
@pytest.mark.parametrize("shape", [(), (7,), (5, 3), (2, 3, 5, 7), (0, 3)])
@pytest.mark.parametrize("p", [0.0, 0.3, 0.5])
def test_the_module_equals_nn_dropout_with_the_same_seed(shape, dtype, p):
    results = []
    for module in (with_torch.Dropout(p), nn.Dropout(p)):
        torch.manual_seed(11)
        X = torch.linspace(1, 2, int(np.prod(shape))).reshape(shape).to(dtype)
        X.requires_grad_()
        first, second = module(X), module(X)
        (first.sum() + 2 * second.sum()).backward()
        results.append([first, second, X.grad, module.eval()(X), torch.rand(2)])
    for ours, theirs in zip(*results, strict=True):
        torch.testing.assert_close(ours, theirs)


def test_the_default_p_is_that_of_pytorch():
    assert with_torch.Dropout().p == nn.Dropout().p == 0.5


def test_the_module_keeps_device_and_scale_and_eval_returns_its_input(device):
    X = torch.ones(100_000, device=device)
    module = with_torch.Dropout(0.25)
    Y = module(X)
    assert Y.device == X.device
    assert (Y == 0).double().mean().item() == pytest.approx(0.25, abs=0.01)
    assert Y.mean().item() == pytest.approx(1, abs=0.01)
    assert module.eval()(X) is X
    assert not torch.equal(module.train()(X), X)


def test_the_mask_depends_on_the_generator_and_not_on_the_layout_of_memory():
    X = torch.ones(5, 7)
    masks = [
        with_torch.dropout_mask(x, 0.5, torch.Generator().manual_seed(seed))
        for x, seed in ((X, 1), (torch.ones(7, 5).T, 1), (X, 2))
    ]
    assert torch.equal(masks[0], masks[1])
    assert not torch.equal(masks[0], masks[2])


def test_modes_reach_modules_inside_modules():
    network = nn.Sequential(nn.Linear(3, 3), nn.Sequential(with_torch.Dropout()))
    assert network[1][0].training
    network.eval()
    assert not network[1][0].training


def test_backward_equals_autograd_and_finite_differences(rng):
    X, dY = rng.normal(size=(2, 7, 5))
    M = by_hand.dropout_mask(X, 0.5, rng)
    dX = by_hand.dropout_backward(dY, M)
    X_torch = torch.tensor(X, requires_grad=True)
    with_torch.dropout(X_torch, torch.tensor(M)).backward(torch.tensor(dY))
    np.testing.assert_array_equal(dX, X_torch.grad.numpy())
    step = 1e-6
    slope = by_hand.dropout(X + step, M) - by_hand.dropout(X - step, M)
    np.testing.assert_allclose(dX, dY * slope / (2 * step), atol=1e-8)


def test_another_mask_backward_is_wrong_on_average():
    masks, chance = all_masks(2, 0.5)
    x = 3.0  # L = y²/2, so that the upstream gradient is y
    same = chance @ (masks[:, 0] * masks[:, 0]) * x
    another = chance @ (masks[:, 0] * masks[:, 1]) * x
    assert (same, another) == (6.0, 3.0)


@pytest.mark.parametrize("p", [0.25, 0.5, 0.8])
def test_without_a_scale_the_sums_at_test_time_are_too_large(rng, p):
    H, w = np.abs(rng.normal(size=(5000, 100))), rng.uniform(size=100)
    M = by_hand.dropout_mask(H, p, rng)
    at_test_time = (H @ w).mean()
    unscaled = (by_hand.dropout(H, np.sign(M)) @ w).mean()
    # the standard error of the mean over 5000 sums is below 0.5 % for these p
    assert at_test_time / unscaled == pytest.approx(1 / (1 - p), rel=0.02)
    scaled = (by_hand.dropout(H, M) @ w).mean()
    assert scaled == pytest.approx(at_test_time, rel=0.02)
    weights_scaled = (H @ ((1 - p) * w)).mean()  # the way of the paper
    assert weights_scaled == pytest.approx(unscaled, rel=0.02)


@pytest.mark.parametrize("p", [0.25, 0.5, 0.8])
def test_one_pass_is_the_geometric_mean_of_all_networks_of_a_softmax_layer(rng, p):
    x, W, b = rng.normal(size=7), rng.normal(size=(3, 7)), rng.normal(size=3)
    masks, chance = all_masks(7, p)
    S = by_hand.dropout(np.tile(x, (len(masks), 1)), masks) @ W.T + b
    geometric = softmax(chance @ log_softmax(S))
    one_pass = softmax(W @ x + b)
    np.testing.assert_allclose(geometric, one_pass, rtol=1e-12)
    assert np.abs(chance @ softmax(S) - one_pass).max() > 0.01  # arithmetic
    hidden = np.maximum(S, 0) @ rng.normal(size=(3, 3))  # not linear any more
    deep = softmax(np.maximum(W @ x + b, 0) @ rng.normal(size=(3, 3)))
    assert np.abs(softmax(chance @ log_softmax(hidden)) - deep).max() > 0.01


def test_one_mask_for_all_samples_leaves_its_noise_in_the_mean_of_the_batch(rng):
    n, times, p = 50, 10_000, 0.5
    own = by_hand.dropout_mask(np.ones((times, n)), p, rng).mean(axis=1)
    shared = by_hand.dropout_mask(np.ones(times), p, rng)
    assert own.var() == pytest.approx(p / (1 - p) / n, rel=0.1)
    assert shared.var() == pytest.approx(p / (1 - p), rel=0.1)


@pytest.mark.parametrize("p", [0.25, 0.5])
def test_on_linear_regression_dropout_is_a_weighted_l2_penalty(rng, p):
    X, w, y = rng.normal(size=(7, 5)), rng.normal(size=5), rng.normal(size=7)
    masks, chance = all_masks(5, p)
    outputs = (masks[:, np.newaxis] * X) @ w  # masks by samples
    expected = (chance @ (outputs - y) ** 2).sum()
    penalty = p / (1 - p) * (X**2).sum(axis=0) @ w**2
    assert expected == pytest.approx(((X @ w - y) ** 2).sum() + penalty, rel=1e-12)


def test_in_front_of_batch_normalisation_the_variance_shifts(rng):
    from mlnotes.training.batch_normalization_torch import BatchNorm

    H = torch.tensor(np.maximum(rng.normal(size=(100_000, 1)), 0))
    p, torch_seed = 0.5, 0
    torch.manual_seed(torch_seed)
    dropout, norm = with_torch.Dropout(p), BatchNorm(1, momentum=1.0).double()
    norm(dropout(H))
    formula = H.var() + p / (1 - p) * (H**2).mean()
    assert norm.running_var.item() == pytest.approx(formula.item(), rel=0.02)
    Y = norm.eval()(dropout.eval()(H))
    assert Y.var().item() == pytest.approx(0.405, abs=0.02)  # and not 1


@pytest.mark.parametrize(
    ("module", "array"), [(by_hand, np.ones), (with_torch, torch.ones)]
)
def test_a_mask_is_never_broadcast(module, array):
    with pytest.raises(ValueError, match=r"expected M of X's shape \(7, 5\), got"):
        module.dropout(array((7, 5)), array((1, 5)))
    with pytest.raises(ValueError, match=r"expected dY of M's shape \(7, 5\), got"):
        by_hand.dropout_backward(np.ones((7, 1)), np.ones((7, 5)))
