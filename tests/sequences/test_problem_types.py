"""The statements of docs/sequences/problem-types.md (seq-1)."""

import numpy as np
import pytest
import torch

from mlnotes.linear.cross_entropy import cross_entropy_backward
from mlnotes.linear.scores import linear_scores
from mlnotes.sequences import problem_types as by_hand
from mlnotes.sequences import problem_types_torch as with_torch

N, T, D, H, C = 7, 11, 5, 3, 2
SHAPES = (H, D), (H, H), (H,), (C, H), (C,)


@pytest.fixture
def problem(rng):
    """X, h0 and the five weights; small, so that rounding does not grow."""
    shapes = (N, T, D), (N, H), *SHAPES
    arrays = [rng.normal(scale=0.5, size=shape) for shape in shapes]
    for array in arrays:
        array.flags.writeable = False
    return arrays


def test_many_to_one_is_torch_rnn_and_a_linear_layer_on_the_last_state(problem):
    X, h0, W_xh, W_hh, b, V, a = (torch.tensor(array) for array in problem)
    layer = torch.nn.RNN(D, H, batch_first=True, dtype=torch.float64)
    state = {"weight_ih_l0": W_xh, "weight_hh_l0": W_hh, "bias_ih_l0": b}
    layer.load_state_dict(state | {"bias_hh_l0": 0 * b})
    states, last = layer(X, h0[None])
    s = by_hand.many_to_one(*problem)
    np.testing.assert_allclose(s, (last[0] @ V.T + a).detach(), rtol=1e-10)
    s = by_hand.many_to_many(*problem)
    np.testing.assert_allclose(s, (states @ V.T + a).detach(), rtol=1e-10)


def test_many_to_one_is_the_last_step_of_many_to_many(problem):
    last = by_hand.many_to_many(*problem)[:, -1]
    np.testing.assert_allclose(by_hand.many_to_one(*problem), last, rtol=1e-12)


def test_one_step_of_either_is_one_to_one(problem):
    X, h0, W_xh, W_hh, b, V, a = problem
    hidden = np.tanh(linear_scores(X[:, 0], W_xh, b))
    s = by_hand.many_to_one(X[:, :1], 0 * h0, W_xh, W_hh, b, V, a)
    np.testing.assert_allclose(s, linear_scores(hidden, V, a), rtol=1e-12)


def test_scores_in_step_depend_on_no_later_input(problem, rng):
    X, *rest = problem
    changed = X.copy()
    changed[:, 4:] = rng.normal(size=changed[:, 4:].shape)
    before, after = by_hand.many_to_many(*problem), by_hand.many_to_many(changed, *rest)
    np.testing.assert_allclose(before[:, :4], after[:, :4], rtol=1e-12)
    assert (before[:, 4:] != after[:, 4:]).all()


@pytest.mark.parametrize("name", ["many_to_one", "many_to_many"])
def test_gradients_by_hand_equal_autograd(problem, rng, name):
    tensors = [torch.tensor(array, requires_grad=True) for array in problem]
    s = getattr(with_torch, name)(*tensors)
    ds = rng.normal(size=tuple(s.shape))
    s.backward(torch.tensor(ds))
    result = getattr(by_hand, f"{name}_backward")(ds, *problem[:-1])
    for ours, tensor in zip(result, tensors, strict=True):
        np.testing.assert_allclose(ours, tensor.grad, rtol=1e-7, atol=1e-12)


def test_a_loss_at_the_end_alone_is_a_loss_in_step_that_is_zero_before(problem, rng):
    ds = np.zeros((N, T, C))
    ds[:, -1] = rng.normal(size=(N, C))
    in_step = by_hand.many_to_many_backward(ds, *problem[:-1])
    at_end = by_hand.many_to_one_backward(ds[:, -1], *problem[:-1])
    for first, second in zip(in_step, at_end, strict=True):
        np.testing.assert_allclose(first, second, rtol=1e-10, atol=1e-14)


def test_the_mean_over_all_steps_weighs_every_step_alike(problem, rng):
    """Cross entropy of (n t, c) rows: each step's gradient is divided by n t."""
    s, y = by_hand.many_to_many(*problem), rng.integers(0, C, (N, T))
    rows = cross_entropy_backward(np.ones(()), s.reshape(-1, C), y.ravel())
    wanted = torch.tensor(s, requires_grad=True)
    losses = torch.nn.functional.cross_entropy(
        wanted.movedim(2, 1), torch.tensor(y), reduction="none"
    )
    (losses.sum() / (N * T)).backward()
    np.testing.assert_allclose(rows.reshape(s.shape), wanted.grad, rtol=1e-7)


@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_writing_is_reading_what_was_written(rng, module):
    """The scores of one_to_many are those of many_to_many on its shifted output."""
    c = 17
    shapes = (N, H), (H, c), (H, H), (H,), (c, H), (c,)
    arrays = [rng.normal(size=shape) for shape in shapes]
    if module is with_torch:
        y, s = with_torch.one_to_many(*map(torch.tensor, arrays), start=1, steps=5)
        y, s = y.numpy(), s.numpy()
    else:
        y, s = by_hand.one_to_many(*arrays, start=1, steps=5)
    assert (y[:, 1:] != y[:, :-1]).any(axis=0).all()  # tokens that change
    read = np.concatenate([np.full((N, 1), 1), y[:, :-1]], axis=1)
    again = by_hand.many_to_many(np.eye(c)[read], *arrays)
    np.testing.assert_allclose(s, again, rtol=1e-9)
    np.testing.assert_array_equal(s.argmax(axis=2), y)


def test_the_start_token_and_the_state_decide_what_is_written(rng):
    weights = [rng.normal(size=shape) for shape in ((H, C), (H, H), (H,), (C, H), (C,))]
    h0 = rng.normal(size=(1, H))
    scores = [by_hand.one_to_many(h0, *weights, start, 1)[1] for start in (0, 1)]
    assert not np.allclose(*scores)
    tensors = [torch.tensor(array) for array in (h0, *weights)]
    once = with_torch.one_to_many(*tensors, 0, 1)[1]
    np.testing.assert_allclose(once, scores[0], rtol=1e-12)
    assert not np.allclose(scores[0], by_hand.one_to_many(-h0, *weights, 0, 1)[1])


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_gradients_keep_the_dtype(problem, dtype):
    arrays = [array.astype(dtype) for array in problem]
    for name in ("many_to_one", "many_to_many"):
        s = getattr(by_hand, name)(*arrays)
        gradients = getattr(by_hand, f"{name}_backward")(s, *arrays[:-1])
        assert {s.dtype, *(g.dtype for g in gradients)} == {np.dtype(dtype)}


def test_torch_stays_on_the_device_and_agrees(problem, device):
    tensors = [torch.tensor(array, device=device) for array in problem]
    for name in ("many_to_one", "many_to_many"):
        s = getattr(with_torch, name)(*tensors)
        assert s.device.type == device.type
        wanted = getattr(by_hand, name)(*problem)
        np.testing.assert_allclose(s.cpu(), wanted, rtol=1e-9)


@pytest.mark.parametrize(
    ("module", "zeros"), [(by_hand, np.zeros), (with_torch, torch.zeros)]
)
def test_what_cannot_be_answered_is_refused(module, zeros):
    weights = [zeros(shape) for shape in SHAPES]
    with pytest.raises(ValueError, match="expected at least one time step, got"):
        module.many_to_one(zeros((N, 0, D)), zeros((N, H)), *weights)
    assert tuple(
        module.many_to_many(zeros((N, 0, D)), zeros((N, H)), *weights).shape
    ) == (N, 0, C)
    weights[0] = zeros((H, C))
    for start, steps in ((-1, 1), (C, 1), (0, 0)):
        with pytest.raises(ValueError, match=r"expected start in \[0, 2\).*got"):
            module.one_to_many(zeros((N, H)), *weights, start, steps)


def test_gradients_refuse_no_step_and_another_shape(problem):
    X, *rest = problem[:-1]
    with pytest.raises(ValueError, match="expected at least one time step, got"):
        by_hand.many_to_one_backward(np.ones((N, C)), X[:, :0], *rest)
    with pytest.raises(ValueError, match=r"expected ds of shape \(7, 11, 2\), got"):
        by_hand.many_to_many_backward(np.ones((N, 1, C)), X, *rest)
