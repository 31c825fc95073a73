"""The statements of docs/networks/autograd.md on graphs, products and traps."""

from itertools import pairwise

import numpy as np
import pytest
import torch

from mlnotes.linear.softmax import sigmoid, sigmoid_backward
from mlnotes.networks import autograd, autograd_torch
from mlnotes.networks.autograd import Graph, Node, Variable


def perceptron_loss(X, W1, b1, W2, b2):
    """Write a network with the operations that both libraries name alike."""
    scores = (X @ W1.T + b1).relu() @ W2.T + b2
    log_p = scores - scores.exp().sum(axis=1, keepdims=True).log()
    return -(log_p[[0, 1, 2], [1, 0, 1]]).sum() / 3


EXPRESSIONS = {
    "paths meet": (lambda a, b: ((a * b + a) ** 2).sum(), [(3, 5), (3, 5)]),
    "diamond": (lambda a: (a.exp() * a.tanh() - a.exp() / 2).sum(), [(3, 5)]),
    "one operation": (lambda a: a.sum(), [(3,)]),
    "network": (perceptron_loss, [(3, 5), (7, 5), (7,), (2, 7), (2,)]),
}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_both_engines_record_the_same_graph(name, rng):
    expression, shapes = EXPRESSIONS[name]
    arrays = [rng.normal(size=shape) for shape in shapes]
    ours = Graph(expression(*map(Variable, arrays)))
    leaves = [torch.tensor(array, requires_grad=True) for array in arrays]
    theirs = autograd_torch.Graph(expression(*leaves))
    assert ours.operations == theirs.operations
    assert ours.edges == theirs.edges


def test_constants_are_in_neither_graph():
    result = np.ones(3) * Variable(np.ones(3)) + 1.0
    assert Graph(result).operations == ["add", "mul"]
    assert [node.operation for node in Graph(result).nodes] == ["add", "mul", "leaf"]
    assert autograd_torch.Graph(torch.ones(3)).operations == []
    with torch.no_grad():
        hidden = torch.ones(3, requires_grad=True) * 2
    assert autograd_torch.Graph(hidden).nodes == []


def test_pytorch_visits_operations_in_the_order_that_graph_lists(rng):
    """Hooks write down when the backward pass of PyTorch reaches an operation."""
    expression, shapes = EXPRESSIONS["network"]
    leaves = [torch.tensor(rng.normal(size=s), requires_grad=True) for s in shapes]
    loss = expression(*leaves)
    nodes, visited = autograd_torch.Graph(loss).nodes, []
    for node in nodes:
        node.register_prehook(lambda grads, node=node: visited.append(node))
    loss.backward()
    assert visited == nodes
    assert len(visited) == 15


@pytest.mark.parametrize("module", [autograd, autograd_torch])
def test_vjp_is_the_vector_times_the_jacobian(module, rng):
    x, v = rng.normal(size=(5,)), rng.normal(size=(3,))
    A = rng.normal(size=(3, 5))

    def f(x):
        rows = A if module is autograd else torch.tensor(A)
        return ((rows * x).sum(axis=1)).tanh()

    array = np.asarray if module is autograd else torch.tensor
    y, dx = module.vjp(f, array(x), array(v))
    jacobian = (1 - np.tanh(A @ x) ** 2)[:, np.newaxis] * A
    np.testing.assert_allclose(y, np.tanh(A @ x), rtol=1e-7)
    np.testing.assert_allclose(dx, v @ jacobian, rtol=1e-7)
    with pytest.raises(ValueError, match=r"expected .* of shape \(3,\), got \(5,\)"):
        module.vjp(f, array(x), array(x))


def test_vjp_of_a_function_that_ignores_its_input_is_zero():
    x, v = np.ones(3), np.ones(2)
    _, dx = autograd.vjp(lambda x: Variable(v), x, v)
    t = torch.ones(2, requires_grad=True)
    _, wanted = autograd_torch.vjp(lambda x: t * 1, torch.ones(3), torch.ones(2))
    assert dx.tolist() == wanted.tolist() == [0, 0, 0]


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated")
def test_rows_of_the_jacobian_come_from_vjp_and_columns_from_jvp(rng):
    A, x = rng.normal(size=(3, 5)), torch.tensor(rng.normal(size=5))

    def f(x):
        return (torch.tensor(A) @ x).exp()

    jacobian = torch.autograd.functional.jacobian(f, x)
    for row, unit in zip(jacobian, torch.eye(3).double(), strict=True):
        np.testing.assert_allclose(autograd_torch.vjp(f, x, unit)[1], row, rtol=1e-7)
    for column, unit in zip(jacobian.T, torch.eye(5).double(), strict=True):
        product = torch.func.jvp(f, (x,), (unit,))[1]
        np.testing.assert_allclose(product, column, rtol=1e-7)


def test_both_ends_of_a_chain_give_one_jacobian_at_the_counted_cost(rng):
    widths = [7, 5, 11, 3, 2]
    chain = [rng.normal(size=(o, i)) for i, o in pairwise(widths)]
    counted = {}
    for end, order in (("input", chain), ("result", chain[::-1])):
        product, counted[end] = order[0], 0
        for J in order[1:]:
            first, second = (J, product) if end == "input" else (product, J)
            counted[end] += len(first) * first.shape[1] * second.shape[1]
            product = first @ second
        np.testing.assert_allclose(product, np.linalg.multi_dot(chain[::-1]))
    cost = autograd.chain_multiplications(widths)
    assert cost == (counted["input"], counted["result"]) == (658, 246)
    assert autograd.chain_multiplications([784, 128, 64, 10, 1]) == (6_932_128, 109_184)
    assert autograd.chain_multiplications([7, 5]) == (0, 0)


@pytest.mark.parametrize("widths", [[], [7], [7, 0], [-1, 3]])
def test_a_chain_without_maps_or_widths_is_refused(widths):
    with pytest.raises(ValueError, match="expected two or more widths >= 1, got"):
        autograd.chain_multiplications(widths)


def test_a_backward_pass_takes_at_most_twice_the_products_of_the_forward_pass(rng):
    X = rng.normal(size=(7, 5))
    W1, W2, W3 = (Variable(rng.normal(size=s)) for s in [(11, 5), (13, 11), (3, 13)])
    loss = (((X @ W1.T).relu() @ W2.T).relu() @ W3.T).sum()
    products = [node for node in Graph(loss).nodes if node.operation == "mm"]
    inner = dict(zip(products, (13, 11, 5), strict=True))
    sizes = {node: node.data.size * inner[node] for node in products}
    forward = sum(sizes.values())
    backward = sum(sizes[node] * len(node.parents) for node in products)
    assert forward == 7 * (13 * 3 + 11 * 13 + 5 * 11)
    assert backward == 2 * forward - 7 * 5 * 11  # X is a constant


def test_data_changed_in_place_spoils_the_gradient_and_torch_notices():
    a = Variable(np.array([3.0]))
    square = a * a
    a.data[0] = 5.0
    square.backward()
    assert (square.data, a.grad) == (9, 10)  # the slope at 5, not the 6 at 3
    t = torch.tensor([3.0], requires_grad=True)
    u = t * 1
    square = u * u
    u += 2
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        square.backward()
    u = t * 1
    square = u * u
    u.data += 2  # .data hides the change from PyTorch
    square.backward()
    assert t.grad == 10


def test_a_new_array_in_data_leaves_recorded_graphs_right():
    a = Variable(3.0)
    square = a * a
    a.data = a.data - 1
    square.backward()
    assert a.grad == 6


def test_data_and_detach_cut_the_graph():
    a, t = Variable(3.0), torch.tensor(3.0, requires_grad=True)
    (a * a.data).backward()
    (t * t.detach()).backward()
    assert a.grad == t.grad.item() == 3  # half of the slope 2a


def test_at_a_kink_the_engine_takes_the_derivative_that_torch_takes():
    a, t = Variable(np.zeros(3)), torch.zeros(3, requires_grad=True)
    a.relu().sum().backward()
    t.relu().sum().backward()
    assert a.grad.tolist() == t.grad.tolist() == [0, 0, 0]
    a, t = Variable(0.0), torch.tensor(0.0, requires_grad=True)
    (a.relu() - (-a).relu()).backward()  # this is a, with slope 1
    (t.relu() - (-t).relu()).backward()
    assert a.grad == t.grad == 0


def test_a_logarithm_of_zero_gives_nan_gradients_even_where_it_is_masked():
    p, mask = np.array([0.0, 0.5]), np.array([0.0, 1.0])
    a, t = Variable(p), torch.tensor(p, requires_grad=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        (a.log() * mask).sum().backward()
    (t.log() * torch.tensor(mask)).sum().backward()
    assert np.isnan(a.grad).tolist() == t.grad.isnan().tolist() == [True, False]


def test_a_power_has_the_slope_of_torch_at_zero():
    for exponent in (0, 1, 2, 3):
        a, t = Variable(0.0), torch.tensor(0.0, requires_grad=True)
        (a**exponent).backward()
        (t**exponent).backward()
        assert a.grad == t.grad.item() == (exponent == 1)


def test_a_node_takes_an_operation_of_ones_own():
    """Two lines a rule: the value, and the pullback. Here the sine."""
    x = Variable(np.array([0.5, 2.0]))
    sine = Node(np.sin(x.data), (x,), (lambda g: g * np.cos(x.data),), "sin")
    sine.backward(np.array([1.0, 10.0]))
    np.testing.assert_allclose(x.grad, [np.cos(0.5), 10 * np.cos(2.0)])
    assert Graph(sine).operations == ["sin"]


def test_the_sigmoid_as_its_own_operation_is_safe_where_the_quotient_is_not():
    u = Variable(np.array([-1000.0, 0.5]))
    with np.errstate(over="ignore", invalid="ignore"):
        (1 / (1 + (-u).exp())).sum().backward()
    assert np.isnan(u.grad).tolist() == [True, False]
    p, u.grad = sigmoid(u.data), None
    Variable(p, (u,), (lambda g: sigmoid_backward(g, p),), "sigmoid").sum().backward()
    np.testing.assert_allclose(u.grad, [0, p[1] * (1 - p[1])])


def test_overwriting_and_handing_on_too_early_give_the_wrong_numbers_of_the_page():
    """What add and mul each hand to a in (a b + a)²; alone, either is wrong."""
    a, b = Variable(2.0), Variable(3.0)
    product = a * b
    total = product + a
    L = total**2
    L.backward()
    from_add, from_mul = (
        node.pullbacks[node.parents.index(a)](node.grad) for node in (total, product)
    )
    assert (from_add, from_mul, a.grad) == (16, 48, 64)
