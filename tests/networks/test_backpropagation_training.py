"""The statements of docs/networks/backpropagation.md on training (net-6)."""

import numpy as np
import pytest
import torch

from mlnotes.linear.stochastic_gradient_descent import shuffled_order
from mlnotes.networks import backpropagation as by_hand
from mlnotes.networks import backpropagation_torch as with_torch
from mlnotes.networks.multilayer_perceptron import init_mlp, mlp


@pytest.fixture
def problem(rng):
    """Samples, labels, parameters: n = 7, d = 5, h = 11, c = 3, read-only."""
    arrays = [rng.normal(size=(7, 5)), rng.integers(0, 3, 7)]
    arrays += [rng.normal(size=size) for size in ((11, 5), 11, (3, 11), 3)]
    for array in arrays:
        array.setflags(write=False)
    return arrays


def sequential(W1, b1, W2, b2):
    """Return the same network as a reader of PyTorch would write it."""
    c, h = W2.shape
    net = torch.nn.Sequential(
        torch.nn.Linear(W1.shape[1], h), torch.nn.ReLU(), torch.nn.Linear(h, c)
    ).double()
    with torch.no_grad():
        for p, value in zip(net.parameters(), (W1, b1, W2, b2), strict=True):
            p.copy_(torch.tensor(value))
    return net


@pytest.mark.parametrize("batch_size", [1, 3, 7])
def test_training_takes_the_steps_of_torch_optim_sgd(problem, rng, device, batch_size):
    order = shuffled_order(7, 5, rng)
    by_numpy = by_hand.train_mlp(*problem, order, batch_size, 0.3)
    X, y, *parameters, order = (
        torch.tensor(value, device=device) for value in (*problem, order)
    )
    by_torch = with_torch.train_mlp(X, y, *parameters, order, batch_size, 0.3)

    net, losses = sequential(*problem[2:]).to(device), []
    optimizer = torch.optim.SGD(net.parameters(), lr=0.3)
    for batch in [part for epoch in order for part in epoch.split(batch_size)]:
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(net(X[batch]), y[batch])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    losses = torch.tensor(losses, dtype=torch.float64).reshape(5, -1)
    wanted = [*net.parameters(), losses]
    for mine, its, oracle in zip(by_numpy, by_torch, wanted, strict=True):
        assert its.device == X.device
        assert not its.requires_grad
        expected = oracle.detach().cpu().numpy()
        np.testing.assert_allclose(mine, expected, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(its.cpu(), expected, rtol=1e-9, atol=1e-12)


def test_both_layers_are_updated_from_the_gradients_at_the_old_weights(problem):
    X, y, *parameters = problem
    order = np.arange(7)[np.newaxis]
    updated = by_hand.train_mlp(X, y, *parameters, order, 7, 0.5)[:4]
    gradients = by_hand.mlp_loss_backward(1.0, *problem)[1:]
    for new, old, gradient in zip(updated, parameters, gradients, strict=True):
        np.testing.assert_allclose(new, old - 0.5 * gradient, rtol=1e-12)


def test_from_zero_weights_only_the_last_bias_ever_learns(problem):
    X, y, *parameters = problem
    zeros = [np.zeros_like(array) for array in parameters]
    _, dW1, db1, dW2, db2 = by_hand.mlp_loss_backward(1.0, X, y, *zeros)
    assert not np.concatenate([dW1.ravel(), db1, dW2.ravel()]).any()
    assert db2.any()
    order = np.tile(np.arange(7), (30, 1))
    W1, b1, W2, b2, _ = by_hand.train_mlp(X, y, *zeros, order, 3, 0.5)
    assert not np.concatenate([W1.ravel(), b1, W2.ravel()]).any()
    assert b2.any()


def test_hidden_units_that_start_equal_stay_equal(problem):
    X, y, W1, b1, W2, b2 = problem
    same = np.tile(W1[:1], (11, 1)), np.tile(b1[:1], 11), np.tile(W2[:, :1], (1, 11))
    order = np.tile(np.arange(7), (30, 1))
    W1, b1, W2, _, _ = by_hand.train_mlp(X, y, *same, b2, order, 3, 0.1)
    np.testing.assert_allclose(W1, np.tile(W1[:1], (11, 1)), rtol=1e-9)
    np.testing.assert_allclose(W2, np.tile(W2[:, :1], (1, 11)), rtol=1e-9)
    assert not np.allclose(W1, same[0])


@pytest.mark.parametrize("seed", range(3))
def test_a_network_of_two_layers_learns_xor(seed):
    X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    start = init_mlp(2, 16, 2, np.random.default_rng(seed))
    order = np.tile(np.arange(4), (1000, 1))
    *parameters, losses = by_hand.train_mlp(X, y, *start, order, 4, 0.5)
    assert mlp(X, *parameters).argmax(axis=1).tolist() == y.tolist()
    assert losses[-1] < 0.05 < losses[0]


def test_it_separates_two_moons_that_no_line_separates(rng):
    datasets = pytest.importorskip("sklearn.datasets")
    linear_model = pytest.importorskip("sklearn.linear_model")
    X, y = datasets.make_moons(200, noise=0.15, random_state=0)
    order = shuffled_order(200, 150, rng)
    *parameters, _ = by_hand.train_mlp(X, y, *init_mlp(2, 16, 2, rng), order, 20, 0.5)
    right = (mlp(X, *parameters).argmax(axis=1) == y).mean()
    assert right > 0.97
    assert linear_model.LogisticRegression().fit(X, y).score(X, y) < 0.92


def test_torch_adds_to_the_gradient_until_it_is_set_to_zero(problem):
    X, y, *parameters = (torch.tensor(value) for value in problem)
    W1, *_ = leaves = [p.requires_grad_() for p in parameters]
    with_torch.mlp_loss(X, y, *leaves).backward()
    once = W1.grad.clone()
    with_torch.mlp_loss(X, y, *leaves).backward()
    torch.testing.assert_close(W1.grad, 2 * once)


MODULES = pytest.mark.parametrize(
    ("module", "make"), [(by_hand, np.array), (with_torch, torch.tensor)]
)


@MODULES
def test_training_refuses_what_does_not_fit(module, make, problem):
    X, y, W1, b1, W2, b2 = (make(value) for value in problem)
    start, order = (W1, b1, W2, b2), make([[0, 1, 2, 3, 4, 5, 6]])
    for arguments, message in (
        ((X, y, *start, order, 0, 0.1), r"expected batch_size in \[1, 7\], got 0"),
        ((X, y, *start, order, 3, 0.0), "expected a finite learning_rate > 0, got 0"),
        ((X, y, *start, order[:, 1:], 3, 0.1), r"shape \(epochs, 7\).*got \(1, 6\)"),
        ((X, y[1:], *start, order, 3, 0.1), r"expected X .*got \(7, 5\) and \(6,\)"),
        ((X, y + 3, *start, order, 3, 0.1), r"expected .*labels in \[0, 3\), got"),
        ((X, y, W1, b1, W2[:, 1:], b2, order, 3, 0.1), r"expected shapes.*got"),
    ):
        with pytest.raises(ValueError, match=message):
            module.train_mlp(*arguments)
