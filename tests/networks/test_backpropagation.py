"""The statements of docs/networks/backpropagation.md (net-6)."""

import numpy as np
import pytest
import torch
from torch.autograd.functional import jacobian

from mlnotes.linear.cross_entropy import cross_entropy_backward
from mlnotes.linear.scores import linear_scores, linear_scores_backward
from mlnotes.networks import backpropagation as by_hand
from mlnotes.networks.activations import relu, relu_backward
from mlnotes.networks.multilayer_perceptron import mlp

NAMES = ("X", "W1", "b1", "W2", "b2")


@pytest.fixture
def problem(rng):
    """Samples, labels, parameters: n = 7, d = 5, h = 11, c = 3, read-only."""
    arrays = [rng.normal(size=(7, 5)), rng.integers(0, 3, 7)]
    arrays += [rng.normal(size=size) for size in ((11, 5), 11, (3, 11), 3)]
    for array in arrays:
        array.setflags(write=False)
    return arrays


def numeric_gradient(loss, x, step=1e-6):
    """Central differences, one entry of x at a time."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(*x.shape):
        up, down = x.copy(), x.copy()
        up[index] += step
        down[index] -= step
        gradient[index] = (loss(up) - loss(down)) / (2 * step)
    return gradient


def test_loss_is_the_cross_entropy_of_the_networks_scores(problem):
    X, y, *parameters = problem
    W1, b1, W2, b2 = (torch.tensor(array) for array in parameters)
    hidden = torch.relu(torch.nn.functional.linear(torch.tensor(X), W1, b1))
    scores = torch.nn.functional.linear(hidden, W2, b2)
    wanted = torch.nn.functional.cross_entropy(scores, torch.tensor(y)).item()
    assert by_hand.mlp_loss(*problem) == pytest.approx(wanted, rel=1e-12)
    np.testing.assert_allclose(mlp(X, *parameters), scores.numpy(), rtol=1e-12)


@pytest.mark.parametrize("dL", [1.0, -2.5])
def test_every_gradient_equals_autograd(problem, dL):
    X, y, *parameters = problem
    leaves = [torch.tensor(a, requires_grad=True) for a in (X, *parameters)]
    X_torch, W1, b1, W2, b2 = leaves
    hidden = torch.relu(torch.nn.functional.linear(X_torch, W1, b1))
    scores = torch.nn.functional.linear(hidden, W2, b2)
    (dL * torch.nn.functional.cross_entropy(scores, torch.tensor(y))).backward()
    ours = by_hand.mlp_loss_backward(dL, *problem)
    for mine, leaf in zip(ours, leaves, strict=True):
        np.testing.assert_allclose(mine, leaf.grad.numpy(), rtol=1e-7, atol=1e-15)


@pytest.mark.parametrize("position", range(5), ids=NAMES)
def test_every_gradient_equals_finite_differences(problem, position):
    X, y, *parameters = problem
    values = [X, *parameters]

    def loss(value):
        X, *parameters = [*values[:position], value, *values[position + 1 :]]
        return by_hand.mlp_loss(X, y, *parameters)

    ours = by_hand.mlp_loss_backward(1.0, *problem)[position]
    numeric = numeric_gradient(loss, values[position])
    np.testing.assert_allclose(ours, numeric, rtol=1e-6, atol=1e-9)


def test_gradients_of_the_graph_with_numbers_are_those_of_the_page():
    x, W1, W2 = np.array([[2.0]]), np.array([[1.5], [0.5]]), np.array([[1.0, -2.0]])
    U = linear_scores(x, W1, np.zeros(2))
    y_hat = linear_scores(relu(U), W2, np.zeros(1))
    assert (U.tolist(), y_hat.tolist()) == ([[3, 1]], [[1]])
    dH, dW2, _ = linear_scores_backward(y_hat - 3, relu(U), W2)  # of ½(ŷ − 3)²
    dx, dW1, _ = linear_scores_backward(relu_backward(dH, U), x, W1)
    assert (dH.tolist(), dW2.tolist()) == ([[-2, 4]], [[-6, -2]])
    assert (dx.tolist(), dW1.tolist()) == ([[-1]], [[-4], [8]])


def test_where_paths_meet_their_gradients_are_added(problem):
    X, y, W1, b1, W2, b2 = problem
    dX = by_hand.mlp_loss_backward(1.0, *problem)[0]
    U = linear_scores(X, W1, b1)
    ds = cross_entropy_backward(1.0, linear_scores(relu(U), W2, b2), y)
    dU = relu_backward(ds @ W2, U)
    one_path_per_unit = [np.outer(dU[:, q], W1[q]) for q in range(11)]
    np.testing.assert_allclose(np.sum(one_path_per_unit, axis=0), dX, rtol=1e-9)


@pytest.mark.parametrize("prediction", ["scores", "probabilities"])
def test_the_chains_of_the_notes_hold_with_whole_jacobians(problem, prediction):
    """∂L/∂W₂ = ∂L/∂ŷ ∂ŷ/∂W₂ and ∂L/∂W₁ = ∂L/∂ŷ ∂ŷ/∂h ∂h/∂W₁ for one sample."""
    x, y = torch.tensor(problem[0][0]), torch.tensor(problem[1][0])
    W1, b1, W2, b2 = (torch.tensor(array) for array in problem[2:])

    def hidden(W1):
        return torch.relu(W1 @ x + b1)

    def predict(W2, h):
        s = W2 @ h + b2
        return s if prediction == "scores" else torch.softmax(s, 0)

    def loss(y_hat):
        log_p = torch.log_softmax(y_hat, 0)
        return -(log_p if prediction == "scores" else torch.log(y_hat))[y]

    h = hidden(W1)
    dL_dy_hat = jacobian(loss, predict(W2, h))
    dy_hat_dW2, dy_hat_dh = jacobian(predict, (W2, h))
    dh_dW1 = jacobian(hidden, W1)
    assert dy_hat_dW2.shape == (3, 3, 11)
    assert dh_dW1.shape == (11, 11, 5)
    one = [problem[0][:1], problem[1][:1], *problem[2:]]
    _, dW1, _, dW2, _ = by_hand.mlp_loss_backward(1.0, *one)
    chain = torch.einsum("i,ijk->jk", dL_dy_hat, dy_hat_dW2)
    np.testing.assert_allclose(dW2, chain.numpy(), rtol=1e-7, atol=1e-15)
    chain = torch.einsum("i,ij,jkl->kl", dL_dy_hat, dy_hat_dh, dh_dW1)
    np.testing.assert_allclose(dW1, chain.numpy(), rtol=1e-7, atol=1e-15)


class Counted(float):
    """A number that counts the multiplications of matrices."""

    products = 0

    def __mul__(self, other):
        Counted.products += 1
        return Counted(float(self) * other)

    def __add__(self, other):
        return Counted(float(self) + other)


def test_the_way_back_costs_twice_the_multiplications_of_the_way_forward(problem):
    Counted.products = 0
    counted = np.vectorize(Counted, otypes=[object])
    X, _, W1, b1, W2, b2 = map(counted, problem)
    U = linear_scores(X, W1, b1)
    s = linear_scores(U, W2, b2)  # the ReLU between multiplies no matrices
    assert Counted.products == 7 * (5 * 11 + 11 * 3)
    dU, _, _ = linear_scores_backward(s, U, W2)  # any ds of this shape will do
    linear_scores_backward(dU, X, W1)
    assert Counted.products == 3 * 7 * (5 * 11 + 11 * 3)


def test_relative_error_of_a_gradient_check_is_smallest_at_a_middle_step(problem):
    X, y, W1, b1, W2, b2 = problem
    dW2 = by_hand.mlp_loss_backward(1.0, *problem)[3]

    def error(step):
        numeric = numeric_gradient(
            lambda value: by_hand.mlp_loss(X, y, W1, b1, value, b2), W2, step
        )
        return np.linalg.norm(numeric - dW2) / np.linalg.norm(dW2)

    assert error(1e-5) < 1e-8 < 1e-5 < min(error(1e-1), error(1e-12))
    assert error(1e-1) / error(1e-2) == pytest.approx(100, rel=0.1)  # truncation
    assert error(1e-12) / error(1e-8) > 100  # rounding


def test_a_step_across_a_kink_spoils_a_gradient_check():
    X, y = np.array([[1.0]]), np.array([0])
    W1, W2 = np.array([[1e-4]]), np.array([[1.0], [0.0]])

    def loss(W1):
        return by_hand.mlp_loss(X, y, W1, np.zeros(1), W2, np.zeros(2))

    _, dW1, *_ = by_hand.mlp_loss_backward(1.0, X, y, W1, np.zeros(1), W2, np.zeros(2))
    np.testing.assert_allclose(numeric_gradient(loss, W1, 1e-5), dW1, rtol=1e-6)
    np.testing.assert_allclose(numeric_gradient(loss, W1, 0.1), dW1 / 2, rtol=0.1)
    at_the_kink = np.zeros((1, 1))  # two slopes: 0 is taken, the mean is measured
    _, dW1, *_ = by_hand.mlp_loss_backward(
        1.0, X, y, at_the_kink, np.zeros(1), W2, np.zeros(2)
    )
    assert dW1 == 0
    assert numeric_gradient(loss, at_the_kink) == pytest.approx(-0.25, rel=1e-5)


def test_the_pattern_repeats_for_a_second_hidden_layer_and_for_tanh(rng):
    """The answers to exercises 2 and 3."""
    X, y = rng.normal(size=(7, 5)), rng.integers(0, 3, 7)
    arrays = [rng.normal(size=size) for size in ((11, 5), (13, 11), (3, 13))]
    leaves = [torch.tensor(array, requires_grad=True) for array in arrays]
    V1, V2, V3 = leaves
    scores = torch.tanh(torch.relu(torch.tensor(X) @ V1.T) @ V2.T) @ V3.T
    torch.nn.functional.cross_entropy(scores, torch.tensor(y)).backward()

    W1, W2, W3 = arrays
    U1 = X @ W1.T
    H1 = np.maximum(U1, 0)
    H2 = np.tanh(H1 @ W2.T)
    ds = cross_entropy_backward(1.0, H2 @ W3.T, y)
    dU2 = (ds @ W3) * (1 - H2 * H2)
    dU1 = (dU2 @ W2) * (U1 > 0)
    expected = dU1.T @ X, dU2.T @ H1, ds.T @ H2
    for leaf, gradient in zip(leaves, expected, strict=True):
        np.testing.assert_allclose(leaf.grad.numpy(), gradient, rtol=1e-9, atol=1e-14)


def test_a_gradient_of_another_shape_than_the_loss_is_refused(problem):
    with pytest.raises(ValueError, match=r"expected dL of shape \(\), got \(2,\)"):
        by_hand.mlp_loss_backward(np.ones(2), *problem)
