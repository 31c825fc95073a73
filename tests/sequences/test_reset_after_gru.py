"""The statements of docs/sequences/reset-after-gru.md (seq-13)."""

import numpy as np
import pytest
import torch
from torch import nn

from mlnotes.linear.softmax import sigmoid
from mlnotes.sequences import gru_torch
from mlnotes.sequences import reset_after_gru as by_hand
from mlnotes.sequences import reset_after_gru_torch as with_torch

N, T, D, HIDDEN = 2, 7, 3, 5


@pytest.fixture
def problem(rng):
    """X, h0, W, U, b, b_h with axes of different primes."""
    shapes = [(N, T, D), (N, HIDDEN), (3 * HIDDEN, D), (3 * HIDDEN, HIDDEN)]
    return [rng.normal(size=s) for s in [*shapes, (3 * HIDDEN,), (3 * HIDDEN,)]]


def load(theirs, *arrays):
    """Put weights and biases into a layer of torch.nn."""
    names = theirs.state_dict()
    tensors = map(torch.tensor, arrays)
    theirs.load_state_dict(dict(zip(names, tensors, strict=True)))
    return theirs


def test_a_step_is_pytorchs_documented_formula(problem):
    X, h0, W, U, b, b_h = problem
    W_r, W_z, W_n = np.split(W, 3)
    U_r, U_z, U_n = np.split(U, 3)
    b_ir, b_iz, b_in = np.split(b, 3)
    b_hr, b_hz, b_hn = np.split(b_h, 3)
    h_new = by_hand.reset_after_gru_step(X[:, 0], h0, W, U, b, b_h)
    for sample, (x, h) in enumerate(zip(X[:, 0], h0, strict=True)):
        r = sigmoid(W_r @ x + b_ir + U_r @ h + b_hr)
        z = sigmoid(W_z @ x + b_iz + U_z @ h + b_hz)
        n = np.tanh(W_n @ x + b_in + r * (U_n @ h + b_hn))
        np.testing.assert_allclose(h_new[sample], (1 - z) * n + z * h)


def test_values_equal_torch_nn_from_any_initial_state(problem, device):
    theirs = load(nn.GRU(D, HIDDEN, batch_first=True).double(), *problem[2:])
    tensors = [torch.tensor(array, device=device) for array in problem]
    wanted, h_n = theirs.to(device)(tensors[0], tensors[1][None])
    H = with_torch.reset_after_gru(*tensors)
    torch.testing.assert_close(H, wanted, rtol=1e-7, atol=1e-12)
    torch.testing.assert_close(H[:, -1], h_n[0], rtol=1e-7, atol=1e-12)
    by_numpy = by_hand.reset_after_gru(*problem)
    np.testing.assert_allclose(by_numpy, wanted.detach().cpu(), rtol=1e-7, atol=1e-12)


def test_gradients_by_hand_equal_those_of_torch_nn(problem, rng):
    theirs = load(nn.GRU(D, HIDDEN, batch_first=True).double(), *problem[2:])
    X, h0 = (torch.tensor(array, requires_grad=True) for array in problem[:2])
    H, _ = theirs(X, h0[None])
    dH = rng.normal(size=H.shape)
    (H * torch.tensor(dH)).sum().backward()
    ours = by_hand.reset_after_gru_backward(dH, *problem)
    for gradient, tensor in zip(ours, (X, h0, *theirs.parameters()), strict=True):
        np.testing.assert_allclose(gradient, tensor.grad, rtol=1e-7, atol=1e-12)


def test_gradients_by_hand_equal_finite_differences_and_autograd(problem, rng):
    dH = rng.normal(size=(N, T, HIDDEN))
    gradients = by_hand.reset_after_gru_backward(dH, *problem)
    tensors = [torch.tensor(array, requires_grad=True) for array in problem]
    with_torch.reset_after_gru(*tensors).backward(torch.tensor(dH))
    for position, (ours, tensor) in enumerate(zip(gradients, tensors, strict=True)):
        np.testing.assert_allclose(ours, tensor.grad, rtol=1e-7, atol=1e-12)
        direction = rng.normal(size=ours.shape)
        ends = []
        for step in (1e-6, -1e-6):
            moved = list(problem)
            moved[position] = moved[position] + step * direction
            ends.append((dH * by_hand.reset_after_gru(*moved)).sum())
        slope = (ends[0] - ends[1]) / 2e-6
        np.testing.assert_allclose((ours * direction).sum(), slope, rtol=1e-6)


def test_both_biases_of_r_and_z_have_one_gradient_and_those_of_g_differ(problem, rng):
    dH = rng.normal(size=(N, T, HIDDEN))
    *_, db, db_h = by_hand.reset_after_gru_backward(dH, *problem)
    k = 2 * HIDDEN
    np.testing.assert_array_equal(db[:k], db_h[:k])
    assert np.abs(db[k:] - db_h[k:]).max() > 0.1


@pytest.mark.parametrize("scale", [1, 10])
def test_a_state_lies_between_the_old_one_and_the_candidate_here_too(problem, scale):
    X, h0, *weights = (scale * array for array in problem)
    H = by_hand.reset_after_gru(np.tile(X, (1, 20, 1)), np.tanh(h0), *weights)
    assert 0.9 < np.abs(H).max() <= 1
    X, h0, *weights = problem
    h_new = by_hand.reset_after_gru_step(X[:, 0], h0, *weights)
    g = by_hand._reset_after_gates(X[:, 0], h0, *weights)[2]
    assert (np.minimum(h0, g) < h_new).all()
    assert (h_new < np.maximum(h0, g)).all()


def test_one_seed_gives_the_weights_of_torch_nn_and_they_load_both_ways():
    layers = []
    for make in (gru_torch.GRU, nn.GRU):
        torch.manual_seed(0)
        layers.append(make(D, HIDDEN))
    ours, theirs = layers
    for name, wanted in theirs.state_dict().items():
        torch.testing.assert_close(ours.state_dict()[name], wanted, rtol=0, atol=0)
    theirs = nn.GRU(D, HIDDEN, batch_first=True)
    ours.load_state_dict(nn.GRU(D, HIDDEN).state_dict())
    theirs.load_state_dict(ours.state_dict())
    X = torch.linspace(-2, 2, N * T * D).reshape(N, T, D)
    H, h = ours(X)
    wanted, h_n = theirs(X)
    torch.testing.assert_close(H, wanted)
    torch.testing.assert_close(h, h_n[0])
