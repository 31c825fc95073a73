"""The statements of docs/training/activation-choice.md (tr-4): dead units, measured."""

from functools import partial

import numpy as np
import pytest
import torch

from mlnotes.linear.stochastic_gradient_descent import shuffled_order
from mlnotes.networks import activations_torch
from mlnotes.networks.activations import gelu_backward, leaky_relu_backward
from mlnotes.networks.backpropagation import mlp_loss_backward, train_mlp
from mlnotes.networks.multilayer_perceptron import init_mlp
from mlnotes.networks.multilayer_perceptron_torch import init_mlp as init_torch
from mlnotes.networks.multilayer_perceptron_torch import mlp as mlp_torch
from mlnotes.training.activation_choice import active_fraction
from mlnotes.training.preprocessing import standardize, standardize_statistics


@pytest.fixture(scope="module")
def digits():
    """The first 500 digits, pixels from 0 to 16, with their labels."""
    datasets = pytest.importorskip("sklearn.datasets")
    X, y = datasets.load_digits(return_X_y=True)
    return X[:500], y[:500]


def test_at_zero_torch_takes_the_slope_0_and_random_weights_hardly_meet_it(digits, rng):
    u = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    torch.relu(u).sum().backward()
    assert u.grad.tolist() == [0, 0, 0]
    W1, b1, _, _ = init_mlp(64, 32, 10, rng)
    assert (digits[0] @ W1.T + b1 != 0).all()


def test_active_is_above_zero_and_not_at_zero():
    U = np.array(
        [[0.0, -1.0, 2.0], [0.0, 1.0, 3.0], [-1.0, -2.0, 0.0], [0.0, 0.0, 1.0]]
    )
    assert active_fraction(U).tolist() == [0, 0.25, 0.75]


def network_with_a_dead_unit(X):
    """Unit 0 is negative for every sample, unit 1 for nine of ten."""
    W1, b1, W2, b2 = init_mlp(64, 32, 10, np.random.default_rng(0))
    U = X @ W1.T
    b1[0] = -U[:, 0].max() - 0.1
    b1[1] = -np.quantile(U[:, 1], 0.9)
    return W1, b1, W2, b2


def test_a_dead_unit_gets_no_gradient_from_any_sample_and_stays_dead(digits):
    X, y = digits[0] / 16, digits[1]
    parameters = network_with_a_dead_unit(X)
    active = active_fraction(X @ parameters[0].T + parameters[1])
    assert active[0] == 0
    for i in range(100):
        _, dW1, db1, dW2, _ = mlp_loss_backward(1.0, X[[i]], y[[i]], *parameters)
        for gradient in (dW1[0], db1[0], dW2[:, 0]):
            assert not gradient.any()
    order = shuffled_order(500, 10, np.random.default_rng(0))
    W1, b1, W2, *_ = train_mlp(X, y, *parameters, order, 50, 0.3)
    np.testing.assert_array_equal(W1[0], parameters[0][0])
    np.testing.assert_array_equal(W2[:, 0], parameters[2][:, 0])
    assert active_fraction(X @ W1.T + b1)[0] == 0


def test_a_unit_that_is_negative_for_some_inputs_goes_on_learning(digits):
    """Even if it is negative for the first one that it sees: the notes are wrong."""
    X, y = digits[0] / 16, digits[1]
    parameters = network_with_a_dead_unit(X)
    U = X @ parameters[0].T + parameters[1]
    assert active_fraction(U)[1] == pytest.approx(0.1)
    first = np.full((1, 500), U[:, 1].argmin())  # the notes' negative first output
    W1, *_ = train_mlp(X, y, *parameters, first, 50, 0.3)
    np.testing.assert_array_equal(W1[1], parameters[0][1])
    order = shuffled_order(500, 10, np.random.default_rng(0))
    W1, b1, *_ = train_mlp(X, y, *parameters, order, 50, 0.3)
    assert np.abs(W1[1] - parameters[0][1]).max() > 0.01
    assert active_fraction(X @ W1.T + b1)[1] > 0.2  # measured 0.7


def test_too_large_steps_kill_units_smaller_ones_and_standardised_inputs_do_not(digits):
    """Of 32 units: 24 to 28 at rate 0.1, all at 0.3, 0 to 3 at 0.01; scaled: none."""
    X, y = digits
    scaled = standardize(X, *standardize_statistics(X))
    cases = ((X, 0.1, 18, 31), (X, 0.3, 31, 32), (X, 0.01, 0, 6))
    for inputs, rate, low, high in (*cases, (scaled, 0.1, 0, 1), (scaled, 0.3, 0, 1)):
        for seed in range(3):
            rng = np.random.default_rng(seed)
            start, order = init_mlp(64, 32, 10, rng), shuffled_order(500, 10, rng)
            W1, b1, *_ = train_mlp(inputs, y, *start, order, 50, rate)
            dead = (active_fraction(inputs @ W1.T + b1) == 0).sum()
            assert low <= dead <= high, (rate, seed)


def train_torch(activation, X, y, bias, seed):
    """Share of digits right after 100 steps from biases far below zero."""
    X, y = torch.tensor(X[:200] / 16), torch.tensor(y[:200])
    generator = torch.Generator().manual_seed(seed)
    parameters = [part.double() for part in init_torch(64, 32, 10, generator)]
    parameters[1] += bias
    for _ in range(100):
        parameters = [part.requires_grad_() for part in parameters]
        scores = mlp_torch(X, *parameters, activation=activation)
        loss = torch.nn.functional.cross_entropy(scores, y)
        pairs = zip(parameters, torch.autograd.grad(loss, parameters), strict=True)
        parameters = [part.detach() - gradient for part, gradient in pairs]
    return (scores.argmax(dim=1) == y).double().mean().item()


@pytest.mark.parametrize("seed", range(3))
def test_leaky_relu_revives_far_dead_units_and_gelu_only_near_ones(digits, seed):
    """Measured: at bias −5 ReLU 0.1, leaky 0.01 up to 0.32, leaky 0.1 from 0.92 on,
    GELU up to 0.17; at bias −2 GELU from 0.82 on, 0.16 or more above ReLU."""
    leaky = partial(activations_torch.leaky_relu, slope=0.1)
    relu, gelu = activations_torch.relu, activations_torch.gelu
    right = {
        (name, bias): train_torch(activation, *digits, bias, seed)
        for bias in (-2, -5)
        for name, activation in (("relu", relu), ("leaky", leaky), ("gelu", gelu))
    }
    slight = train_torch(activations_torch.leaky_relu, *digits, -5, seed)
    assert right["relu", -5] < 0.2 < 0.8 < right["leaky", -5]
    assert right["leaky", -2] > 0.9
    assert slight < 0.5
    assert right["gelu", -5] < 0.4
    assert right["gelu", -2] > max(0.6, right["relu", -2] + 0.05)


def test_far_below_zero_gelu_has_no_slope_and_leaky_relu_has():
    one, u = np.ones(3), np.array([-2.0, -5.0, -10.0])
    np.testing.assert_array_equal(leaky_relu_backward(one, u, 0.1), 0.1)
    slopes = gelu_backward(one, u)
    assert (slopes < 0).all()
    np.testing.assert_allclose(np.abs(slopes), [0.085, 7e-6, 0], atol=1e-3)
    assert abs(slopes[1]) < 1e-5


def test_standardised_pre_activations_leave_no_unit_dead(digits):
    """What batch normalisation does before the activation, whatever the bias was."""
    X = digits[0] / 16
    W1, b1, _, _ = init_mlp(64, 32, 10, np.random.default_rng(0))
    U = X @ W1.T + b1 - 10
    assert (active_fraction(U) == 0).all()
    active = active_fraction(standardize(U, *standardize_statistics(U)))
    assert (active > 0.2).all()


@pytest.mark.parametrize("seed", range(5))
def test_positive_inputs_can_kill_units_at_the_start_and_centred_ones_cannot(
    digits, seed
):
    """Weighted with positive pixels, a row of mostly negative weights never fires."""
    X = digits[0]
    rng = np.random.default_rng(seed)
    W1, b1, _, _ = init_mlp(64, 200, 10, rng)
    assert (active_fraction(X @ W1.T + b1) == 0).any()
    centred = X - X.mean(axis=0)
    assert (active_fraction(centred @ W1.T + b1) > 0).all()


def test_a_dead_unit_of_a_second_layer_may_come_back():
    """Its inputs move when the first layer learns, though it does not learn itself."""
    X = torch.tensor([[1.0], [2.0]])
    W1, W2 = torch.tensor([[0.5]]), torch.tensor([[1.0], [1.0]])
    b2 = torch.tensor([0.0, -2.0])  # h is at most 1, so unit 1 is at most −1
    was_dead = []
    for _ in range(100):
        W1, W2, b2 = (part.detach().requires_grad_() for part in (W1, W2, b2))
        U = torch.relu(X @ W1.T) @ W2.T + b2
        was_dead.append(bool((U[:, 1] <= 0).all()))
        loss = ((torch.relu(U).sum(dim=1) - 5 * X[:, 0]) ** 2).mean()
        dW1, dW2, db2 = torch.autograd.grad(loss, (W1, W2, b2))
        assert not was_dead[-1] or (dW2[1].item(), db2[1].item()) == (0, 0)
        W1, W2, b2 = W1 - 0.01 * dW1, W2 - 0.01 * dW2, b2 - 0.01 * db2
    assert was_dead[0]
    assert not was_dead[-1]


def test_momentum_and_weight_decay_move_a_weight_whose_gradient_is_zero():
    for options in ({"momentum": 0.9}, {"weight_decay": 0.1}, {}):
        w = torch.ones(3, requires_grad=True)
        optimizer = torch.optim.SGD([w], lr=0.1, **options)
        path = []
        for gradient in (1.0, 0.0):
            w.grad = torch.full((3,), gradient)
            optimizer.step()
            path.append(w.detach().clone())
        assert torch.equal(*path) == (not options)
