"""The statements of docs/sequences/lstm.md (seq-12): what gates can do."""

import math

import numpy as np
import torch
from torch import nn

from mlnotes.linear.softmax import sigmoid
from mlnotes.sequences import lstm as by_hand
from mlnotes.sequences import lstm_torch as with_torch
from mlnotes.sequences.rnn_torch import RNN

D, HIDDEN = 3, 5


def test_the_bias_of_the_forget_gate_can_start_at_1():
    sums = {}
    for bias in (None, 1.0):
        torch.manual_seed(0)
        layer = with_torch.LSTM(D, HIDDEN, forget_bias=bias)
        sums[bias] = (layer.bias_ih_l0 + layer.bias_hh_l0).detach().chunk(4)
    assert (sums[1.0][1] == 1).all()
    for gate in (0, 2, 3):  # i, g and o are drawn as ever
        assert torch.equal(sums[1.0][gate], sums[None][gate])
        assert (sums[None][gate].abs() <= 2 / math.sqrt(HIDDEN)).all()
    drawn = sum(nn.LSTM(D, 64).state_dict()[f"bias_{kind}_l0"] for kind in ("ih", "hh"))
    assert (drawn[64:128].abs() <= 2 / 8).all()  # PyTorch: near 0, so f is near 1/2
    assert abs(torch.sigmoid(drawn[64:128]).mean() - 0.5) < 0.05
    assert [f"{sigmoid(np.array(b)) ** 100:.0e}" for b in (0.0, 1.0)] == [
        "8e-31",
        "2e-14",
    ]


def test_extreme_gates_keep_replace_add_and_empty_and_a_closed_output_loses_nothing():
    """One unit, c = 2, candidate tanh(0.5): the table of the page, then o = 0."""
    state, g = (np.array([[0.3]]), np.array([[2.0]])), math.tanh(0.5)
    none = np.zeros((1, 1)), *state, np.zeros((4, 1)), np.zeros((4, 1))
    for f, i, wanted in ((1, 0, 2.0), (0, 1, g), (1, 1, 2 + g), (0, 0, 0.0)):
        for o in (0, 1):
            b = np.array([80.0 * i - 40, 80.0 * f - 40, 0.5, 80.0 * o - 40])
            h, c = by_hand.lstm_step(*none, b)
            np.testing.assert_allclose(c, wanted, atol=1e-12)
            np.testing.assert_allclose(h, o * np.tanh(wanted), atol=1e-12)


def test_the_cell_state_counts_and_is_not_bounded():
    """f = i = 1 and g = ±1: the depth of brackets."""
    text = "(()(()))" * 3 + "(" * 50
    X = np.array([[[1.0] if bracket == "(" else [-1.0] for bracket in text]])
    W, b = np.array([[0.0], [0.0], [20.0], [0.0]]), np.array([20.0, 20.0, 0.0, 20.0])
    H, C = by_hand.lstm(X, *np.zeros((2, 1, 1)), W, np.zeros((4, 1)), b)
    np.testing.assert_allclose(C[0, :, 0], np.cumsum(X[0, :, 0]), atol=1e-6)
    assert C[0, -1, 0] > 49.9
    assert np.abs(H).max() <= 1


def test_chosen_gates_keep_a_bit_for_100_steps_and_a_random_rnn_forgets_it(rng):
    """Both bits, ten sequences of noise; RNN from PyTorch's start, five seeds.

    Measured: the cell keeps 0.99 of the bit; the RNN's states differ by < 1e-15.
    """
    W = np.array([[0.0, 20.0], [0.0, -20.0], [3.0, 0.0], [0.0, 0.0]])
    b = np.array([-10.0, 10.0, 0.0, 10.0])
    X = np.zeros((20, 101, 2))
    X[:, :, 0] = np.tile(rng.choice([-1.0, 1.0], (10, 101)), (2, 1))
    X[:10, 0], X[10:, 0] = (1, 1), (-1, 1)  # the bit, and the flag that says: store
    H, C = by_hand.lstm(X, *np.zeros((2, 20, 1)), W, np.zeros((4, 1)), b)
    assert (C[:, -1, 0] * X[:, 0, 0] > 0.9).all()
    assert (H[:, -1, 0] * X[:, 0, 0] > 0.7).all()
    for seed in range(5):
        torch.manual_seed(seed)
        states, _ = RNN(2, 32).double()(torch.tensor(X))
        between = (states[:10] - states[10:]).abs().amax(dim=(0, 2)).detach()
        assert between[0] > 0.1
        assert between[-1] < 1e-6


def test_gradients_through_the_hidden_state_can_explode():
    """f = i = o = 1, U_g = 3, at the fixed point 0: a factor of 1 + 3 at every step."""
    U, b = np.array([[0.0], [0.0], [3.0], [0.0]]), np.array([40.0, 40.0, 0.0, 40.0])
    dH, dC = np.zeros((2, 1, 50, 1))
    dC[:, -1] = 1
    rest = np.zeros((1, 50, 1)), *np.zeros((2, 1, 1)), np.zeros((4, 1))
    _, _, dc0, *_ = by_hand.lstm_backward(dH, dC, *rest, U, b)
    np.testing.assert_allclose(dc0, 4.0**49)  # the first step has h0 from outside


def test_an_rnn_can_hold_a_bit_too_but_no_gradient_goes_through():
    """h = tanh(3h) has the fixed points ±0.995, where the derivative is 0.03."""
    h, slope = 0.5, 1.0
    for _ in range(100):
        h = math.tanh(3 * h)
        slope *= 3 * (1 - h * h)
    assert round(h, 3) == 0.995
    assert round(3 * (1 - h * h), 2) == 0.03
    assert slope < 1e-140
    assert round(float(sigmoid(np.array(10.0))) ** 100, 3) == 0.995  # LSTM, b_f = 10
