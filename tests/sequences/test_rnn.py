"""The statements of docs/sequences/rnn.md (seq-6, seq-7, seq-10)."""

import numpy as np
import pytest
import torch
from torch import nn

from mlnotes.sequences import rnn as by_hand
from mlnotes.sequences import rnn_torch as with_torch

NAMES = ("X", "h0", "W_xh", "W_hh", "b")


def problem(n=7, t=13, d=5, h=11, seed=0, radius=0.9):
    """Inputs, first state and weights, read-only."""
    rng = np.random.default_rng(seed)
    W_hh = rng.normal(size=(h, h)) * radius / np.sqrt(h)
    arrays = rng.normal(size=(n, t, d)), rng.normal(size=(n, h))
    arrays += rng.normal(size=(h, d)), W_hh, rng.normal(size=h)
    for array in arrays:
        array.setflags(write=False)
    return arrays


def torch_rnn(W_xh, W_hh, b):
    """Give torch.nn.RNN our weights; our bias is the sum of its two."""
    module = nn.RNN(W_xh.shape[1], len(b), batch_first=True, dtype=torch.float64)
    values = W_xh, W_hh, 0.25 * b, 0.75 * b
    for parameter, value in zip(module.parameters(), values, strict=True):
        parameter.data = torch.tensor(value)
    return module


def test_one_step_is_tanh_of_two_products():
    X, h0, W_xh, W_hh, b = problem()
    h1 = by_hand.rnn_step(X[:, 0], h0, W_xh, W_hh, b)
    for i in range(7):
        wanted = np.tanh(W_hh @ h0[i] + W_xh @ X[i, 0] + b)
        np.testing.assert_allclose(h1[i], wanted, rtol=1e-12)
    cell = nn.RNNCell(5, 11, dtype=torch.float64)
    values = W_xh, W_hh, b, 0 * b
    for parameter, value in zip(cell.parameters(), values, strict=True):
        parameter.data = torch.tensor(value)
    theirs = cell(torch.tensor(X[:, 0]), torch.tensor(h0)).detach()
    np.testing.assert_allclose(h1, theirs, rtol=1e-7)


def test_the_network_is_the_same_step_again_and_again():
    X, h, *cell = arrays = problem()
    H = by_hand.rnn(*arrays)
    for step in range(13):
        h = by_hand.rnn_step(X[:, step], h, *cell)
        np.testing.assert_allclose(H[:, step], h, rtol=1e-12)


@pytest.mark.parametrize("t", [1, 2, 13])
def test_states_and_all_gradients_equal_torch_nn_rnn(t, rng):
    arrays = X, h0, *cell = problem(t=t)
    module = torch_rnn(*cell)
    inputs = torch.tensor(X, requires_grad=True), torch.tensor(h0[None]).clone()
    inputs[1].requires_grad_()
    H, _ = module(*inputs)
    np.testing.assert_allclose(by_hand.rnn(*arrays), H.detach(), rtol=1e-7)
    dH = rng.normal(size=H.shape)
    H.backward(torch.tensor(dH))
    wanted = [inputs[0].grad, inputs[1].grad[0], *(p.grad for p in module.parameters())]
    results = by_hand.rnn_backward(dH, *arrays)
    for ours, theirs in zip((*results, results[-1]), wanted, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_backpropagation_through_time_equals_finite_differences(name, rng):
    arrays = dict(zip(NAMES, problem(n=2, t=5, d=3, h=7), strict=True))
    dH, direction = rng.normal(size=(2, 5, 7)), rng.normal(size=arrays[name].shape)
    gradients = by_hand.rnn_backward(dH, *arrays.values())
    up, down = (
        by_hand.rnn(**arrays | {name: arrays[name] + step * direction})
        for step in (1e-6, -1e-6)
    )
    slope = (dH * (up - down)).sum() / 2e-6
    by_gradient = (gradients[NAMES.index(name)] * direction).sum()
    assert by_gradient == pytest.approx(slope, rel=1e-6)


def test_the_gradient_of_shared_weights_is_the_sum_over_the_steps():
    """Every step gets its own copy of the weights; autograd differentiates by each."""
    X, h, *cell = map(torch.tensor, problem())
    copies = [[w.clone().requires_grad_() for w in cell] for _ in range(13)]
    for step in range(13):
        h = with_torch.rnn_step(X[:, step], h, *copies[step])
    h.sum().backward()
    dH = np.zeros((7, 13, 11))
    dH[:, -1] = 1
    shared = by_hand.rnn_backward(dH, *problem())[2:]
    for ours, *single in zip(shared, *copies, strict=True):
        total = torch.stack([w.grad for w in single]).sum(dim=0)
        np.testing.assert_allclose(ours, total, rtol=1e-7, atol=1e-12)


def test_a_loss_at_one_step_gives_no_gradient_to_later_inputs():
    dH = np.zeros((7, 13, 11))
    dH[:, 6] = 1
    dX = by_hand.rnn_backward(dH, *problem())[0]
    assert (dX[:, 7:] == 0).all()
    assert (dX[:, :7] != 0).all()


def test_a_step_backward_is_the_network_backward_for_one_step(rng):
    X, h0, *cell = arrays = problem(t=1)
    dH = rng.normal(size=(7, 1, 11))
    step = by_hand.rnn_step_backward(dH[:, 0], X[:, 0], h0, *cell)
    whole = by_hand.rnn_backward(dH, *arrays)
    np.testing.assert_allclose(step[0], whole[0][:, 0], rtol=1e-12)
    for ours, wanted in zip(step[1:], whole[1:], strict=True):
        np.testing.assert_allclose(ours, wanted, rtol=1e-12)


def test_two_halves_with_the_state_carried_over_are_the_whole():
    X, h0, *cell = problem()
    first = by_hand.rnn(X[:, :5], h0, *cell)
    second = by_hand.rnn(X[:, 5:], first[:, -1], *cell)
    whole = by_hand.rnn(X, h0, *cell)
    np.testing.assert_allclose(np.concatenate([first, second], 1), whole, rtol=1e-12)


def test_no_step_changes_no_state():
    X, h0, *cell = problem(t=0)
    assert by_hand.rnn(X, h0, *cell).shape == (7, 0, 11)
    gradients = by_hand.rnn_backward(np.zeros((7, 0, 11)), X, h0, *cell)
    assert gradients[0].shape == (7, 0, 5)
    assert not any(gradient.any() for gradient in gradients[1:])
    assert with_torch.rnn(*map(torch.tensor, (X, h0, *cell))).shape == (7, 0, 11)
    module = with_torch.RNN(5, 11).double()
    H, last = module(torch.tensor(X), torch.tensor(h0))
    assert H.shape == (7, 0, 11)
    np.testing.assert_array_equal(last, h0)


def test_eight_numbers_compute_the_parity_of_any_length(rng):
    """Hand-made weights; after 5000 steps the states are as exact as after one."""
    a = 20.0
    W_xh, b = np.array([[a], [a]]), np.array([-0.5 * a, -1.5 * a])
    W_hh = np.array([[a / 2, -a / 2], [a / 2, -a / 2]])
    X = rng.integers(0, 2, (7, 5000, 1)).astype(float)
    H = by_hand.rnn(X, np.zeros((7, 2)), W_xh, W_hh, b)
    parity = X[:, :, 0].cumsum(axis=1) % 2
    np.testing.assert_allclose((H[:, :, 0] - H[:, :, 1]) / 2, parity, atol=1e-7)
    assert W_xh.size + W_hh.size + b.size == by_hand.rnn_parameters(1, 2) == 8


@pytest.mark.parametrize(("d", "h"), [(1, 2), (5, 11), (13, 3)])
def test_the_number_of_parameters_is_a_formula_without_the_length(d, h):
    _, _, *cell = problem(d=d, h=h)
    assert sum(w.size for w in cell) == by_hand.rnn_parameters(d, h) == h * (d + h + 1)
    module = nn.RNN(d, h)
    assert sum(p.numel() for p in module.parameters()) == h * (d + h + 2)
    for t in (1, 29, 101):  # the same arrays take every length
        assert by_hand.rnn(*problem(t=t, d=d, h=h)[:2], *cell).shape == (7, t, h)
    for arguments in ((0, 2), (2, 0)):
        with pytest.raises(ValueError, match="expected d >= 1 and h >= 1, got"):
            by_hand.rnn_parameters(*arguments)
        with pytest.raises(ValueError, match="expected d >= 1 and h >= 1, got"):
            with_torch.RNN(*arguments)
    assert with_torch.RNN(1, 1)(torch.ones(1, 1, 1))[1].shape == (1, 1)


def test_module_and_torch_nn_rnn_start_alike_and_load_each_other(device):
    torch.manual_seed(3)
    ours = with_torch.RNN(5, 11)
    torch.manual_seed(3)
    theirs = nn.RNN(5, 11, batch_first=True)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert torch.equal(p, q)
        assert p.abs().max() <= 11**-0.5
    other = nn.RNN(5, 11, batch_first=True)
    ours.load_state_dict(other.state_dict())
    theirs.load_state_dict(ours.state_dict())
    ours.double().to(device)
    theirs.double().to(device)
    X, h0, *_ = (torch.tensor(a, device=device) for a in problem())
    for state in (None, h0):
        H, last = ours(X, state)
        wanted, final = theirs(X, None if state is None else state[None])
        torch.testing.assert_close(H, wanted)
        torch.testing.assert_close(last, final[0])
        assert H.device == last.device == X.device
    H.sum().backward()
    wanted.sum().backward()
    for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(p.grad, q.grad)
    with pytest.raises(ValueError, match=r"expected shapes X \(n, t, d\).* got"):
        ours(X[0])
    with pytest.raises(ValueError, match=r"expected shapes X \(n, t, d\).* got"):
        ours(X, h0[None])


@pytest.mark.parametrize("window", [1, 2, 5, 12])
def test_truncation_is_a_detached_state_and_gives_no_gradient_across(window, rng):
    arrays, dH = problem(), rng.normal(size=(7, 13, 11))
    tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
    h = tensors[1]
    for start in range(0, 13, window):
        now = slice(start, start + window)
        H = with_torch.rnn(tensors[0][:, now], h, *tensors[2:])
        H.backward(torch.tensor(dH[:, now]))
        h = H[:, -1].detach()
    ours = by_hand.rnn_backward_truncated(dH, *arrays, window)
    for gradient, tensor in zip(ours, tensors, strict=True):
        np.testing.assert_allclose(gradient, tensor.grad, rtol=1e-7, atol=1e-12)
    dH[:, :-1] = 0
    dX, dh0, *_ = by_hand.rnn_backward_truncated(dH, *arrays, window)
    last = (12 // window) * window
    assert (dX[:, :last] == 0).all()
    assert (dX[:, last:] != 0).all()
    assert not dh0.any()


@pytest.mark.parametrize("window", [13, 14, 1000])
def test_a_window_of_the_whole_length_truncates_nothing(window, rng):
    arrays, dH = problem(), rng.normal(size=(7, 13, 11))
    ours = by_hand.rnn_backward_truncated(dH, *arrays, window)
    for part, whole in zip(ours, by_hand.rnn_backward(dH, *arrays), strict=True):
        np.testing.assert_array_equal(part, whole)


def test_without_batch_first_torch_nn_reads_samples_as_time_steps():
    torch.manual_seed(0)
    module = nn.RNN(5, 11)
    X = torch.randn(7, 13, 5)
    alone, together = module(X[1:])[0], module(X)[0]
    assert together.shape == (7, 13, 11)  # no error
    assert (together[1] - alone[0]).abs().max() > 0.01  # sample 1 depends on sample 0


def test_a_state_carried_over_without_detach_reaches_into_a_freed_graph():
    torch.manual_seed(0)
    module, X = with_torch.RNN(5, 11), torch.randn(7, 13, 5)
    H, state = module(X)
    H.sum().backward()
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        module(X, state)[0].sum().backward()
    module(X, state.detach())[0].sum().backward()
