"""The statements of docs/networks/autograd.md (no row of the ledger)."""

import numpy as np
import pytest
import torch

from mlnotes.networks.autograd import (
    Graph,
    Variable,
)
from mlnotes.networks.backpropagation import mlp_loss, mlp_loss_backward

UNARY = {
    "square": lambda a: a**2,
    "cube root": lambda a: (a * a + 0.5) ** (1 / 3),
    "exp": lambda a: (a * 0.3).exp(),
    "log": lambda a: (a * a + 0.5).log(),
    "tanh": lambda a: a.tanh(),
    "relu": lambda a: a.relu(),
    "negative": lambda a: -a,
    "constants": lambda a: (2 - a) / 3 + 1 / (a * a + 1) + 0.5 * a - 1,
    "row sums": lambda a: a * a.sum(axis=1, keepdims=True),
    "column means": lambda a: a - a.mean(axis=0),
    "picked": lambda a: a[[2, 0, 2, 1, 1]] + a[1] * a[1, 3],
    "transposed": lambda a: a @ a.T @ a * 0.1,
}
BINARY = {
    "sum": lambda a, b: a + b,
    "difference": lambda a, b: a - b,
    "product": lambda a, b: a * b,
    "quotient": lambda a, b: a / (b * b + 1),
    "matrices": lambda a, b: (a @ b.T).tanh() @ a,
    "row": lambda a, b: a + b[0],
    "column": lambda a, b: a * b.sum(axis=1, keepdims=True),
    "number": lambda a, b: a * b.mean() + b.sum(),
}


def grow(rng, a, b):
    """Random expression of a few operations, the same for both libraries."""
    nodes = [a, b]
    for _ in range(rng.integers(3, 8)):
        first, second = (nodes[i] for i in rng.integers(len(nodes), size=2))
        if rng.random() < 0.5:
            nodes.append(UNARY[rng.choice(list(UNARY))](first)[:3])
        else:
            nodes.append(BINARY[rng.choice(list(BINARY))](first, second))
        nodes[-1] = nodes[-1].tanh()  # keeps the numbers small
    return sum(nodes[2:], start=nodes[-1])


def both(expression, *arrays):
    """Value and gradients of an expression by our engine and by torch."""
    ours = [Variable(array) for array in arrays]
    theirs = [torch.tensor(array, requires_grad=True) for array in arrays]
    ours_out, theirs_out = expression(*ours), expression(*theirs)
    upstream = np.linspace(1, 2, ours_out.data.size).reshape(ours_out.data.shape)
    ours_out.backward(upstream)
    theirs_out.backward(torch.tensor(upstream))
    grads = [torch.zeros_like(t) if t.grad is None else t.grad for t in theirs]
    return (
        [
            ours_out.data,
            *(np.zeros_like(v.data) if v.grad is None else v.grad for v in ours),
        ],
        [theirs_out.detach().numpy(), *(g.numpy() for g in grads)],
    )


@pytest.mark.parametrize("name", [*UNARY, *BINARY])
def test_every_operation_equals_torch(name, rng):
    if name in UNARY:
        ours, theirs = both(UNARY[name], rng.normal(size=(3, 5)))
    else:
        ours, theirs = both(BINARY[name], *rng.normal(size=(2, 3, 5)))
    for result, wanted in zip(ours, theirs, strict=True):
        assert result.shape == wanted.shape
        np.testing.assert_allclose(result, wanted, rtol=1e-7, atol=1e-12)


@pytest.mark.parametrize("seed", range(100))
def test_random_expressions_equal_torch(seed):
    a, b = np.random.default_rng(seed).normal(size=(2, 3, 5))
    ours, theirs = both(
        lambda a, b: grow(np.random.default_rng(seed + 1000), a, b), a, b
    )
    for result, wanted in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(result, wanted, rtol=1e-7, atol=1e-10)


def test_the_gradient_of_a_broadcast_is_a_sum(rng):
    g = rng.normal(size=(7, 3, 5))
    for shape in [(7, 3, 5), (3, 5), (5,), (1, 5), (3, 1), (7, 1, 1), (1, 1, 1), ()]:
        a = Variable(rng.normal(size=shape))
        (a + np.zeros((7, 3, 5))).backward(g)
        t = torch.tensor(a.data, requires_grad=True)
        (t + torch.zeros(7, 3, 5).double()).backward(torch.tensor(g))
        assert a.grad.shape == shape
        np.testing.assert_allclose(a.grad, t.grad.numpy(), rtol=1e-12)


def test_gradients_add_up_where_paths_meet():
    a, b = Variable(2.0), Variable(3.0)
    L = (a * b + a) ** 2
    L.backward()
    assert (L.data, a.grad, b.grad) == (64, 64, 32)  # 2s·(b + 1) and 2s·a with s = 8


def test_a_node_is_visited_after_everything_that_uses_it():
    x = Variable(1.5)
    u = x * x
    L = u + u.exp() * u  # u is used three times, at different depths
    L.backward()
    t = torch.tensor(1.5, dtype=torch.float64, requires_grad=True)
    v = t * t
    (v + v.exp() * v).backward()
    assert x.grad == pytest.approx(t.grad.item(), rel=1e-12)
    place = {node: i for i, node in enumerate(Graph(L).nodes)}
    assert all(place[n] < place[p] for n in place for p in n.parents)


def test_a_graph_with_2_to_the_100_paths_takes_100_visits():
    x = result = Variable(1.0)
    for _ in range(100):
        result = result + result
    result.backward()
    assert len(Graph(result).nodes) == 101
    assert x.grad == 2.0**100


def test_ten_thousand_operations_do_not_reach_the_recursion_limit():
    x = result = Variable(1.0)
    for _ in range(10_000):
        result = result + 1.0
    result.backward()
    assert (result.data, x.grad) == (10_001, 1)
    assert len(Graph(result).operations) == 10_000


def test_leaves_add_up_over_calls_until_they_are_reset_as_in_torch():
    a, t = Variable(3.0), torch.tensor(3.0, requires_grad=True)
    square = a * a
    for calls in (1, 2):
        square.backward()
        (t * t).backward()
        assert a.grad == t.grad.item() == 6 * calls
        assert square.grad == 1
    a.grad = None
    (a * a).backward()
    assert a.grad == 6


def test_torch_frees_the_graph_and_the_inner_gradients_unless_it_is_asked():
    t = torch.tensor(3.0, requires_grad=True)
    u = t * 2
    square = u * u
    u.retain_grad()
    square.backward(retain_graph=True)
    assert u.grad == 12
    square.backward()
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        square.backward()


def test_gradients_share_no_memory_with_each_other_or_the_upstream():
    a, b, g = Variable(np.ones(5)), Variable(np.ones(5)), np.ones(5)
    (a + b).backward(g)
    c = Variable(np.ones(5))
    c.backward(g)  # a leaf may be the result
    a.grad *= 7
    c.grad *= 7
    assert (b.grad == 1).all()
    assert (g == 1).all()
    a.sum().backward()
    a.grad += 1  # writable, although the gradient of a sum is a broadcast


def test_a_result_that_is_no_single_number_needs_an_upstream_gradient():
    result = Variable(np.ones((3, 5))) * 2.0
    with pytest.raises(ValueError, match=r"expected an upstream.*got none.*\(3, 5\)"):
        result.backward()
    for wrong in (np.ones((5, 3)), np.ones(5), 1.0):
        with pytest.raises(
            ValueError, match=r"expected upstream of shape \(3, 5\), got"
        ):
            result.backward(wrong)
    one = Variable(np.ones((1, 1)))
    (one * 3.0).backward()
    assert one.grad.tolist() == [[3.0]]


def test_what_cannot_be_differentiated_is_refused():
    a = Variable(np.ones((3, 5)))
    for bad in (3, np.arange(3), True, "a"):
        with pytest.raises(ValueError, match=r"expected data of a float type, got"):
            Variable(bad)
    for other in (np.ones((3, 5)), np.ones(5), np.ones((1, 5, 2))):
        with pytest.raises(ValueError, match=r"expected matrices \(n, d\) @ .* got"):
            a @ other
    with pytest.raises(ValueError, match="broadcast"):
        a + np.ones(3)
    with pytest.raises(ValueError, match="expected a number as exponent, got"):
        a**a


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_values_and_gradients_keep_the_dtype(dtype):
    a = Variable(np.full((3, 3), 0.5, dtype))
    result = ((a @ np.ones((3, 3))).tanh() * 2.0 + 1 / a - a**0.5).exp().log().relu()
    result = result[0].mean() / np.float64(3)
    result.backward()
    assert result.data.dtype == a.grad.dtype == dtype
    wide = Variable(np.ones((3, 3)))
    (a * wide).sum().backward()  # mixed: the value is wide, each gradient its own
    assert (a.grad.dtype, wide.grad.dtype) == (dtype, "float64")


def test_an_array_on_the_left_is_a_constant_too(rng):
    X = rng.normal(size=(7, 5))
    a = Variable(rng.normal(size=(5, 3)))
    for result in (X @ a, X[0] + a.T, X[0] - a.T, X[0] * a.T, X[0] / a.T):
        assert isinstance(result, Variable)
        leaves = [n for n in Graph(result).nodes if n.operation == "leaf"]
        assert leaves == [a]


def test_an_mlp_by_the_engine_equals_the_gradients_by_hand_and_torch(rng):
    X, y = rng.normal(size=(7, 5)), np.array([0, 2, 1, 1, 0, 2, 2])
    weights = [rng.normal(size=s) for s in [(11, 5), (11,), (3, 11), (3,)]]
    W1, b1, W2, b2 = leaves = [Variable(w) for w in weights]
    s = (X @ W1.T + b1).relu() @ W2.T + b2
    shifted = s - s.data.max(axis=1, keepdims=True)
    log_p = shifted - shifted.exp().sum(axis=1, keepdims=True).log()
    loss = -log_p[np.arange(7), y].mean()
    loss.backward()

    np.testing.assert_allclose(loss.data, mlp_loss(X, y, *weights), rtol=1e-7)
    _, *by_hand = mlp_loss_backward(1.0, X, y, *weights)
    t = [torch.tensor(w, requires_grad=True) for w in weights]
    scores = torch.relu(torch.tensor(X) @ t[0].T + t[1]) @ t[2].T + t[3]
    torch.nn.functional.cross_entropy(scores, torch.tensor(y)).backward()
    for leaf, hand, theirs in zip(leaves, by_hand, t, strict=True):
        np.testing.assert_allclose(leaf.grad, hand, rtol=1e-7, atol=1e-12)
        np.testing.assert_allclose(
            leaf.grad, theirs.grad.numpy(), rtol=1e-7, atol=1e-12
        )
