"""The statements of docs/sequences/reset-after-gru.md (seq-13): both forms."""

import numpy as np
import pytest
import torch

from mlnotes.linear.softmax import sigmoid
from mlnotes.sequences import gru, gru_torch
from mlnotes.sequences import reset_after_gru as by_hand

N, T, D, HIDDEN = 2, 7, 3, 5
FLIP = np.repeat([1.0, -1.0, 1.0], HIDDEN)  # negates the rows of the update gate


@pytest.fixture
def problem(rng):
    """X, h0, W, U, b, b_h with axes of different primes."""
    shapes = [(N, T, D), (N, HIDDEN), (3 * HIDDEN, D), (3 * HIDDEN, HIDDEN)]
    return [rng.normal(size=s) for s in [*shapes, (3 * HIDDEN,), (3 * HIDDEN,)]]


def flipped(W, U, b):
    """Weights for the other variant: z becomes 1 − z."""
    return W * FLIP[:, None], U * FLIP[:, None], b * FLIP, 0 * b


@pytest.mark.parametrize("forgotten", range(3))
def test_only_three_changed_signs_together_turn_z_into_1_minus_z(problem, forgotten):
    X, h0, W, U, b, _ = problem
    U[2 * HIDDEN :] *= np.eye(HIDDEN)
    weights = list(flipped(W, U, b))
    weights[forgotten] = (W, U, b)[forgotten]
    gap = gru.gru(X, h0, W, U, b) - by_hand.reset_after_gru(X, h0, *weights)
    assert np.abs(gap).max() > 0.1


@pytest.mark.parametrize("case", ["diagonal", "equal reset gates", "blocks"])
def test_the_variants_coincide_if_the_reset_gate_may_be_pulled_out(problem, case):
    X, h0, W, U, b, _ = problem
    U_g = U[2 * HIDDEN :]
    if case == "diagonal":
        U_g *= np.eye(HIDDEN)
    elif case == "equal reset gates":
        W[:HIDDEN], U[:HIDDEN], b[:HIDDEN] = W[0], U[0], b[0]
    else:  # units 0 and 1, units 2 to 4: one reset gate and one block of U_g each
        for block in (slice(0, 2), slice(2, HIDDEN)):
            for array in (W, U, b):
                array[:HIDDEN][block] = array[block.start]
        U_g[:2, 2:] = U_g[2:, :2] = 0
    notes = gru.gru(X, h0, W, U, b)
    np.testing.assert_allclose(notes, by_hand.reset_after_gru(X, h0, *flipped(W, U, b)))


def test_with_one_hidden_unit_the_variants_coincide(problem):
    X, h0, W, U, b, _ = problem
    h0, W, U, b = h0[:, :1], W[::HIDDEN], U[::HIDDEN, :1], b[::HIDDEN]
    sign = FLIP[::HIDDEN]
    weights = W * sign[:, None], U * sign[:, None], b * sign, 0 * b
    notes = gru.gru(X, h0, W, U, b)
    np.testing.assert_allclose(notes, by_hand.reset_after_gru(X, h0, *weights))


def test_in_general_they_differ_even_with_z_flipped_and_no_second_bias(problem):
    X, h0, W, U, b, _ = problem
    notes = gru.gru_step(X[:, 0], h0, W, U, b)
    after = by_hand.reset_after_gru_step(X[:, 0], h0, *flipped(W, U, b))
    assert np.abs(notes - after).max() > 0.1
    unflipped = by_hand.reset_after_gru_step(X[:, 0], h0, W, U, b, 0 * b)
    assert np.abs(notes - unflipped).max() > 0.1
    # The difference inside the tanh is Σ_j U_ij (r_i − r_j) h_j.
    r, z, g = gru._gru_gates(X[:, 0], h0, W, U, b)
    U_g = U[2 * HIDDEN :]
    gap = np.einsum("ij,nij,nj->ni", U_g, r[:, :, None] - r[:, None, :], h0)
    wanted = (1 - z) * h0 + z * np.tanh(np.arctanh(g) + gap)
    np.testing.assert_allclose(after, wanted)


def test_the_second_bias_only_adds_to_the_first_but_not_in_the_candidate(problem):
    X, h0, W, U, b, b_h = problem
    for value, same in ((0, True), (1, False)):
        b_h[2 * HIDDEN :] = value
        once = by_hand.reset_after_gru(X, h0, W, U, b + b_h, 0 * b)
        apart = by_hand.reset_after_gru(X, h0, W, U, b, b_h)
        assert np.allclose(apart, once) == same


@pytest.mark.parametrize("bias", [-2.0, 2.0])
def test_a_bias_that_keeps_the_state_in_one_form_replaces_it_in_the_other(bias):
    X, h0, zero = np.zeros((1, 10, 1)), np.ones((1, 1)), np.zeros((3, 1))
    b = np.array([0, bias, 0])
    notes = gru.gru(X, h0, zero, zero, b)[0, -1, 0]
    pytorch = by_hand.reset_after_gru(X, h0, zero, zero, b, 0 * b)[0, -1, 0]
    np.testing.assert_allclose(notes, sigmoid(np.array(-bias)) ** 10)
    np.testing.assert_allclose(pytorch, sigmoid(np.array(bias)) ** 10)


def test_weights_load_without_an_error_into_the_other_form_and_give_other_numbers():
    torch.manual_seed(0)
    notes = gru_torch.GRU(D, HIDDEN, reset_after=False)
    pytorch = gru_torch.GRU(D, HIDDEN)
    pytorch.load_state_dict(notes.state_dict())
    X = torch.randn(N, T, D)
    assert (pytorch(X)[0] - notes(X)[0]).abs().max() > 0.1
