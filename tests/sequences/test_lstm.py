"""The statements of docs/sequences/lstm.md (seq-12)."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from mlnotes.linear.softmax import sigmoid
from mlnotes.sequences import lstm as by_hand
from mlnotes.sequences import lstm_torch as with_torch
from mlnotes.sequences.rnn_torch import RNN

N, T, D, HIDDEN = 2, 7, 3, 5


@pytest.fixture
def problem(rng):
    """X, h0, c0, W, U, b with axes of different primes."""
    shapes = [(N, T, D), (N, HIDDEN), (N, HIDDEN)]
    shapes += [(4 * HIDDEN, D), (4 * HIDDEN, HIDDEN), (4 * HIDDEN,)]
    return [rng.normal(size=shape) for shape in shapes]


def finite_difference(loss, array, step=1e-6):
    """Central differences of a scalar loss by every entry of one array."""
    gradient = np.empty_like(array)
    for place in np.ndindex(array.shape):
        ends = []
        for sign in (1, -1):
            moved = array.copy()
            moved[place] += sign * step
            ends.append(loss(moved))
        gradient[place] = (ends[0] - ends[1]) / (2 * step)
    return gradient


def load(theirs, W, U, b):
    """Put stacked weights into a layer of torch.nn; its second bias becomes 0."""
    state = [torch.tensor(array) for array in (W, U, b, 0 * b)]
    theirs.load_state_dict(dict(zip(theirs.state_dict(), state, strict=True)))
    return theirs


def test_a_step_is_the_five_equations_of_the_notes_one_gate_at_a_time(problem):
    X, h0, c0, W, U, b = problem
    W_i, W_f, W_c, W_o = np.split(W, 4)
    U_i, U_f, U_c, U_o = np.split(U, 4)
    b_i, b_f, b_c, b_o = np.split(b, 4)
    h_new, c_new = by_hand.lstm_step(X[:, 0], h0, c0, W, U, b)
    for sample, (x, h, c) in enumerate(zip(X[:, 0], h0, c0, strict=True)):
        f = sigmoid(W_f @ x + U_f @ h + b_f)
        i = sigmoid(W_i @ x + U_i @ h + b_i)
        o = sigmoid(W_o @ x + U_o @ h + b_o)
        c = f * c + i * np.tanh(W_c @ x + U_c @ h + b_c)
        np.testing.assert_allclose(c_new[sample], c)
        np.testing.assert_allclose(h_new[sample], o * np.tanh(c))


def test_values_equal_torch_nn_from_any_initial_state(problem, device):
    theirs = load(nn.LSTM(D, HIDDEN, batch_first=True).double(), *problem[3:])
    tensors = [torch.tensor(array, device=device) for array in problem]
    X, h0, c0 = tensors[:3]
    wanted, (h_n, c_n) = theirs.to(device)(X, (h0[None], c0[None]))
    H, C = with_torch.lstm(*tensors)
    torch.testing.assert_close(H, wanted, rtol=1e-7, atol=1e-12)
    torch.testing.assert_close(H[:, -1], h_n[0], rtol=1e-7, atol=1e-12)
    torch.testing.assert_close(C[:, -1], c_n[0], rtol=1e-7, atol=1e-12)
    by_numpy = by_hand.lstm(*problem)
    np.testing.assert_allclose(by_numpy[0], wanted.detach().cpu(), rtol=1e-7)
    np.testing.assert_allclose(by_numpy[1], C.cpu(), rtol=1e-7)


def test_gradients_by_hand_equal_those_of_torch_nn(problem, rng):
    theirs = load(nn.LSTM(D, HIDDEN, batch_first=True).double(), *problem[3:])
    X, h0, c0 = (torch.tensor(array, requires_grad=True) for array in problem[:3])
    H, (_, c_n) = theirs(X, (h0[None], c0[None]))
    dH, dC = rng.normal(size=H.shape), np.zeros(H.shape)
    dC[:, -1] = rng.normal(size=(N, HIDDEN))  # torch.nn shows the last cell state only
    (H * torch.tensor(dH)).sum().backward(retain_graph=True)
    (c_n[0] * torch.tensor(dC[:, -1])).sum().backward()
    dX, dh0, dc0, dW, dU, db = by_hand.lstm_backward(dH, dC, *problem)
    for ours, tensor in zip((dX, dh0, dc0), (X, h0, c0), strict=True):
        np.testing.assert_allclose(ours, tensor.grad.numpy(), rtol=1e-7, atol=1e-12)
    both = list(theirs.parameters())
    for ours, tensor in zip((dW, dU, db, db), both, strict=True):
        np.testing.assert_allclose(ours, tensor.grad.numpy(), rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("position", range(6))
def test_gradients_by_hand_equal_finite_differences(problem, rng, position):
    dH, dC = rng.normal(size=(2, N, T, HIDDEN))

    def loss(moved):
        H, C = by_hand.lstm(*problem[:position], moved, *problem[position + 1 :])
        return (dH * H).sum() + (dC * C).sum()

    ours = by_hand.lstm_backward(dH, dC, *problem)[position]
    wanted = finite_difference(loss, problem[position])
    np.testing.assert_allclose(ours, wanted, rtol=1e-5, atol=1e-7)


def test_the_gradient_of_a_cell_state_has_two_parts(problem, rng):
    """dc_t = dh_t ∘ o_t ∘ (1 − tanh² c_t) + dc_{t+1} ∘ f_{t+1}; then f_t on the way."""
    X, h0, c0, W, U, b = problem
    dh, dc = rng.normal(size=(2, N, HIDDEN))
    _, f, _, o = by_hand._lstm_gates(X[:, 0], h0, W, U, b)
    _, c = by_hand.lstm_step(X[:, 0], h0, c0, W, U, b)
    through_h = dh * o * (1 - np.tanh(c) ** 2)
    backward = by_hand.lstm_step_backward(dh, dc, X[:, 0], h0, c0, W, U, b)
    np.testing.assert_allclose(backward[2], (through_h + dc) * f)


def test_along_the_cell_state_gradients_are_multiplied_by_forget_gates_only(problem):
    """Exactly so when no gate looks at h, U = 0; else there are paths through h."""
    X, h0, c0, W, U, b = problem
    dH, dC = np.zeros((2, N, T, HIDDEN))
    dC[:, -1] = 1
    gates = [by_hand._lstm_gates(x, h0, W, 0 * U, b) for x in X.swapaxes(0, 1)]
    product = np.prod([f for _, f, _, _ in gates], axis=0)
    dc0 = by_hand.lstm_backward(dH, dC, X, h0, c0, W, 0 * U, b)[2]
    np.testing.assert_allclose(dc0, product)
    dc0 = by_hand.lstm_backward(dH, dC, *problem)[2]
    assert np.abs(dc0 - product).max() > 0.01


@pytest.mark.parametrize(("d", "h"), [(3, 5), (1, 1), (7, 2)])
def test_an_lstm_has_four_times_the_parameters_of_an_rnn(d, h):
    ours = sum(p.numel() for p in with_torch.LSTM(d, h).parameters())
    assert ours == sum(p.numel() for p in nn.LSTM(d, h).parameters())
    assert (
        ours
        == 4 * h * (d + h + 2)
        == 4 * sum(p.numel() for p in RNN(d, h).parameters())
    )
    shapes = (4 * h, d), (4 * h, h), (4 * h,)  # the notes have one bias a gate
    assert sum(map(math.prod, shapes)) == 4 * h * (d + h + 1)
    by_hand.lstm_step(*map(np.zeros, [(2, d), (2, h), (2, h), *shapes]))


def test_one_seed_gives_the_weights_of_torch_nn_and_they_load_both_ways():
    layers = []
    for make in (with_torch.LSTM, nn.LSTM):
        torch.manual_seed(0)
        layers.append(make(D, HIDDEN))
    ours, theirs = layers
    for name, wanted in theirs.state_dict().items():
        torch.testing.assert_close(ours.state_dict()[name], wanted, rtol=0, atol=0)
    theirs = nn.LSTM(D, HIDDEN, batch_first=True)
    X = torch.linspace(-2, 2, N * T * D).reshape(N, T, D)
    for target, source in ((theirs, ours), (ours, nn.LSTM(D, HIDDEN))):
        target.load_state_dict(source.state_dict())
    theirs.load_state_dict(ours.state_dict())
    H, (h, c) = ours(X)
    wanted, (h_n, c_n) = theirs(X)
    torch.testing.assert_close(H, wanted)
    torch.testing.assert_close(torch.stack([h, c]), torch.cat([h_n, c_n]))


def test_a_sequence_may_be_cut_if_both_states_are_handed_on():
    torch.manual_seed(0)
    layer = with_torch.LSTM(D, HIDDEN).double()
    X = torch.randn(N, T, D, dtype=torch.float64)
    H, (h, c) = layer(X)
    first, state = layer(X[:, :4])
    second, (h_end, c_end) = layer(X[:, 4:], state)
    torch.testing.assert_close(torch.cat([first, second], dim=1), H)
    torch.testing.assert_close(torch.stack([h_end, c_end]), torch.stack([h, c]))
    lost, _ = layer(X[:, 4:], (state[0], torch.zeros_like(state[1])))
    assert (lost - H[:, 4:]).abs().max() > 0.01
    nothing, unchanged = layer(X[:, :0], state)
    assert nothing.shape == (N, 0, HIDDEN)
    assert all(torch.equal(*pair) for pair in zip(unchanged, state, strict=True))


def test_no_time_step_gives_no_state_and_the_gradient_0(problem):
    X, *others = problem
    H, C = by_hand.lstm(X[:, :0], *others)
    assert H.shape == C.shape == (N, 0, HIDDEN)
    gradients = by_hand.lstm_backward(H, C, X[:, :0], *others)
    assert not any(gradient.any() for gradient in gradients)


def test_gates_in_another_order_give_other_numbers_and_no_error(problem):
    X, h0, c0, *weights = problem
    H, _ = by_hand.lstm(*problem)
    swapped = [np.concatenate(np.split(w, 4)[::-1]) for w in weights]
    assert np.abs(by_hand.lstm(X, h0, c0, *swapped)[0] - H).max() > 0.1


def test_without_batch_first_torch_nn_takes_samples_for_time_steps():
    torch.manual_seed(0)
    layer = nn.LSTM(D, HIDDEN)
    X = torch.randn(N, T, D)
    alone, together = layer(X[1:])[0], layer(X)[0]
    assert together.shape == (N, T, HIDDEN)  # no error
    assert (together[1] - alone[0]).abs().max() > 0.01  # sample 1 depends on sample 0


@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_a_vector_is_no_weight_matrix(module, problem):
    X, h0, c0, W, U, b = problem
    arrays = [X, h0, c0, W, U[:, 0], b]
    if module is with_torch:
        arrays = [torch.tensor(array) for array in arrays]
    with pytest.raises(ValueError, match=r"expected an input with 3 axes.*got"):
        module.lstm(*arrays)
