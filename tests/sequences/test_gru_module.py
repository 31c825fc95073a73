"""The statements of docs/sequences/gru.md (seq-13): the size, and the module."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from mlnotes.sequences import gru as by_hand
from mlnotes.sequences import gru_torch as with_torch
from mlnotes.sequences.lstm_torch import LSTM

N, T, D, HIDDEN = 2, 7, 3, 5


@pytest.mark.parametrize(("d", "h"), [(3, 5), (1, 1), (7, 2)])
def test_a_gru_has_three_quarters_of_the_parameters_of_an_lstm(d, h):
    def count(layer):
        return sum(parameter.numel() for parameter in layer.parameters())

    assert count(with_torch.GRU(d, h)) == count(nn.GRU(d, h)) == 3 * h * (d + h + 2)
    assert 4 * count(with_torch.GRU(d, h)) == 3 * count(LSTM(d, h))
    shapes = (3 * h, d), (3 * h, h), (3 * h,)  # the notes have one bias a gate
    assert sum(map(math.prod, shapes)) == 3 * h * (d + h + 1)
    by_hand.gru_step(*map(np.zeros, [(2, d), (2, h), *shapes]))


def test_a_gru_of_353_units_has_no_more_parameters_than_an_lstm_of_300():
    def count(layer):
        return sum(parameter.numel() for parameter in layer.parameters())

    lstm = count(LSTM(100, 300))
    assert count(with_torch.GRU(100, 353)) <= lstm < count(with_torch.GRU(100, 354))


def test_the_module_takes_the_notes_equations_with_the_sum_of_both_biases(device):
    torch.manual_seed(0)
    notes = with_torch.GRU(D, HIDDEN, reset_after=False).double()
    X = torch.randn(N, T, D, dtype=torch.float64)
    h0 = torch.randn(N, HIDDEN, dtype=torch.float64)
    W, U, b, b_h = (parameter.detach().numpy() for parameter in notes.parameters())
    wanted = by_hand.gru(X.numpy(), h0.numpy(), W, U, b + b_h)
    H, h = notes.to(device)(X.to(device), h0.to(device))
    np.testing.assert_allclose(H.detach().cpu(), wanted, rtol=1e-7, atol=1e-12)
    np.testing.assert_allclose(h.detach().cpu(), H[:, -1].detach().cpu())


@pytest.mark.parametrize("reset_after", [False, True])
def test_a_sequence_may_be_cut_if_the_state_is_handed_on(reset_after):
    torch.manual_seed(0)
    layer = with_torch.GRU(D, HIDDEN, reset_after)
    X = torch.randn(N, T, D)
    H, h = layer(X)
    first, state = layer(X[:, :4])
    second, end = layer(X[:, 4:], state)
    torch.testing.assert_close(torch.cat([first, second], dim=1), H)
    torch.testing.assert_close(end, h)
    nothing, unchanged = layer(X[:, :0], state)
    assert nothing.shape == (N, 0, HIDDEN)
    assert torch.equal(unchanged, state)


@pytest.mark.parametrize("reset_after", [False, True])
@pytest.mark.parametrize("t", [0, T])
def test_no_state_means_zeros_of_the_inputs_dtype_and_device(reset_after, t, device):
    torch.manual_seed(0)
    layer = with_torch.GRU(D, HIDDEN, reset_after).double().to(device)
    X = torch.randn(N, t, D, dtype=torch.float64).to(device)
    zeros = torch.zeros(N, HIDDEN, dtype=torch.float64, device=device)
    for ours, wanted in zip(layer(X), layer(X, zeros), strict=True):
        torch.testing.assert_close(ours, wanted, rtol=0, atol=0)


def test_a_sequence_without_steps_has_no_states_and_no_gradients(rng):
    h3 = 3 * HIDDEN
    shapes = [(N, 0, D), (N, HIDDEN), (h3, D), (h3, HIDDEN), (h3,)]
    arguments = [rng.normal(size=shape) for shape in shapes]
    assert by_hand.gru(*arguments).shape == (N, 0, HIDDEN)
    gradients = by_hand.gru_backward(np.empty((N, 0, HIDDEN)), *arguments)
    assert [gradient.shape for gradient in gradients] == shapes
    assert not any(gradient.any() for gradient in gradients)
