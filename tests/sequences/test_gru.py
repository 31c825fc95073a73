"""The statements of docs/sequences/gru.md (seq-13)."""

import math

import numpy as np
import pytest
import torch

from mlnotes.linear.softmax import sigmoid
from mlnotes.sequences import gru as by_hand
from mlnotes.sequences import gru_torch as with_torch

N, T, D, HIDDEN = 2, 7, 3, 5


@pytest.fixture
def problem(rng):
    """X, h0, W, U, b with axes of different primes."""
    shapes = [(N, T, D), (N, HIDDEN), (3 * HIDDEN, D), (3 * HIDDEN, HIDDEN)]
    return [rng.normal(size=shape) for shape in [*shapes, (3 * HIDDEN,)]]


def test_a_step_is_the_three_equations_of_the_notes_one_gate_at_a_time(problem):
    X, h0, W, U, b = problem
    W_r, W_z, W_h = np.split(W, 3)
    U_r, U_z, U_h = np.split(U, 3)
    b_r, b_z, b_h = np.split(b, 3)
    h_new = by_hand.gru_step(X[:, 0], h0, W, U, b)
    for sample, (x, h) in enumerate(zip(X[:, 0], h0, strict=True)):
        r = sigmoid(W_r @ x + U_r @ h + b_r)
        z = sigmoid(W_z @ x + U_z @ h + b_z)
        wanted = (1 - z) * h + z * np.tanh(W_h @ x + U_h @ (r * h) + b_h)
        np.testing.assert_allclose(h_new[sample], wanted)


def test_gradients_by_hand_equal_finite_differences_and_autograd(problem, rng):
    dH = rng.normal(size=(N, T, HIDDEN))
    gradients = by_hand.gru_backward(dH, *problem)
    tensors = [torch.tensor(array, requires_grad=True) for array in problem]
    with_torch.gru(*tensors).backward(torch.tensor(dH))
    for position, (ours, tensor) in enumerate(zip(gradients, tensors, strict=True)):
        np.testing.assert_allclose(ours, tensor.grad, rtol=1e-7, atol=1e-12)
        direction = rng.normal(size=ours.shape)
        ends = []
        for step in (1e-6, -1e-6):
            moved = list(problem)
            moved[position] = moved[position] + step * direction
            ends.append((dH * by_hand.gru(*moved)).sum())
        slope = (ends[0] - ends[1]) / 2e-6
        np.testing.assert_allclose((ours * direction).sum(), slope, rtol=1e-6)


def test_two_shortcuts_of_the_derivation_give_other_numbers(problem, rng):
    """The reset gate after the product, and dU_g with h in place of r ∘ h."""
    X, h0, W, U, b = problem
    x, k = X[:, 0], 2 * HIDDEN
    r, _, g = by_hand._gru_gates(x, h0, W, U, b)
    after = np.tanh(x @ W[k:].T + b[k:] + r * (h0 @ U[k:].T))
    assert np.abs(after - g).max() > 0.1
    dh_new = rng.normal(size=(1, HIDDEN))
    *_, dU, db = by_hand.gru_step_backward(dh_new, x[:1], h0[:1], W, U, b)
    np.testing.assert_allclose(dU[k:], np.outer(db[k:], r[0] * h0[0]))
    assert np.abs(dU[k:] - np.outer(db[k:], h0[0])).max() > 0.01


def test_the_new_state_lies_between_the_old_one_and_the_candidate(problem):
    X, h0, W, U, b = problem
    h_new = by_hand.gru_step(X[:, 0], h0, W, U, b)
    _, _, g = by_hand._gru_gates(X[:, 0], h0, W, U, b)
    assert (np.minimum(h0, g) < h_new).all()
    assert (h_new < np.maximum(h0, g)).all()


@pytest.mark.parametrize("scale", [1, 10])
def test_states_that_start_in_minus_1_to_1_stay_there(problem, scale):
    X, h0, W, U, b = (scale * array for array in problem)
    X = np.tile(X, (1, 20, 1))
    H = by_hand.gru(X, np.tanh(h0), W, U, b)
    assert 0.9 < np.abs(H).max() <= 1  # 0.95 or more for 20 seeds
    far = 10 * np.sign(h0)  # from outside: never further out
    sizes = np.abs(np.concatenate([far[:, None], by_hand.gru(X, far, W, U, b)], axis=1))
    assert (sizes[:, 1:] <= np.maximum(sizes[:, :-1], 1)).all()


def test_an_update_gate_at_0_keeps_the_state_and_a_reset_gate_at_0_hides_it(problem):
    X, h0, W, U, b = problem
    gate = np.repeat(np.eye(3), HIDDEN, axis=1)  # rows: r, z, candidate
    kept = by_hand.gru(X, h0, W, U, b - 800 * gate[1])
    np.testing.assert_array_equal(kept, np.repeat(h0[:, None], T, axis=1))
    hidden = b - 800 * gate[0] + 800 * gate[1]  # r = 0, z = 1: a layer of the input
    H = by_hand.gru(X, h0, W, U, hidden)
    W_g, b_g = W[2 * HIDDEN :], b[2 * HIDDEN :]
    np.testing.assert_allclose(H, np.tanh(X @ W_g.T + b_g))
    rnn = by_hand.gru(X, h0, W, U, b + 800 * gate[0] + 800 * gate[1])  # both 1: an RNN
    h = h0
    for x, h_new in zip(X.swapaxes(0, 1), rnn.swapaxes(0, 1), strict=True):
        h = np.tanh(x @ W_g.T + h @ U[2 * HIDDEN :].T + b_g)
        np.testing.assert_allclose(h_new, h, rtol=1e-10)


def test_a_constant_update_gate_makes_a_moving_average_of_the_candidates(problem):
    X, h0, W, U, _ = problem
    W[: 2 * HIDDEN], U[:], b = 0, 0, np.zeros(3 * HIDDEN)
    b[HIDDEN : 2 * HIDDEN] = math.log(0.3 / 0.7)  # z = 0.3
    candidates = np.tanh(X @ W[2 * HIDDEN :].T)
    weights = 0.3 * 0.7 ** np.arange(T)[::-1]
    wanted = np.einsum("t,nth->nh", weights, candidates) + 0.7**T * h0
    np.testing.assert_allclose(by_hand.gru(X, h0, W, U, b)[:, -1], wanted)


def test_a_bias_of_minus_4_97_leaves_half_of_a_state_after_100_steps():
    z = 1 - 0.5 ** (1 / 100)
    bias = np.array([0, math.log(z / (1 - z)), 0])
    assert round(bias[1], 2) == -4.97
    nothing, start = np.zeros((3, 1)), np.ones((1, 1))
    H = by_hand.gru(np.zeros((1, 100, 1)), start, nothing, nothing, bias)
    np.testing.assert_allclose(H[:, -1], 0.5)
