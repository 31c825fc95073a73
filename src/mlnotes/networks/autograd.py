"""Reverse-mode automatic differentiation: record the graph, then walk it backwards."""

# --8<-- [start:imports]
from collections.abc import Callable
from itertools import count, pairwise
from typing import Any

import numpy as np

# --8<-- [end:imports]


# --8<-- [start:graph]
class Graph:
    """What a result was computed from, in the order of the backward pass.

    A result is numbered after its operands, so newest first means that a node comes
    before everything it was computed from. The walk has its own list: no recursion.

    Attributes
    ----------
    nodes : list of Node, the result first, leaves included
    operations : list of str, one a node that is no leaf
    edges : list of (i, j), operation i hands a gradient on to operation j
    """

    def __init__(self, result: Any) -> None:
        found: set[Any] = set()
        waiting: list[Any] = [result]
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting += node.parents
        self.nodes = sorted(found, key=lambda node: node.number, reverse=True)
        results = [node for node in self.nodes if node.operation != "leaf"]
        place = {node: i for i, node in enumerate(results)}
        self.operations = [node.operation for node in results]
        self.edges = [
            (place[node], place[parent])
            for node in results
            for parent in node.parents
            if parent in place
        ]


# --8<-- [end:graph]


# --8<-- [start:sum_to]
def _sum_to(gradient: np.ndarray, data: np.ndarray) -> np.ndarray:
    """Sum a gradient over the axes along which broadcasting repeated the data."""
    added = gradient.ndim - data.ndim
    ones = [added + axis for axis, length in enumerate(data.shape) if length == 1]
    summed = gradient.sum(axis=(*range(added), *ones), keepdims=True)
    return summed.reshape(data.shape).astype(data.dtype, copy=False)


# --8<-- [end:sum_to]


# --8<-- [start:node]
class Node:
    """A value, what it was computed from, and the gradient with respect to it.

    Parameters
    ----------
    data : float array or number, kept as it is, not copied
    parents : tuple of Node, the operands
    pullbacks : tuple of functions, one a parent; takes ∂L/∂data and returns what flows
        to that parent, in the parent's shape or in the shape it was broadcast to
    operation : str, "leaf" for a value that was not computed
    """

    _numbers = count()

    def __init__(
        self,
        data: np.ndarray | float,
        parents: tuple["Node", ...] = (),
        pullbacks: tuple[Callable[[np.ndarray], np.ndarray], ...] = (),
        operation: str = "leaf",
    ) -> None:
        self.data = np.asarray(data)
        if self.data.dtype.kind != "f":
            raise ValueError(f"expected data of a float type, got {self.data.dtype}")
        self.parents, self.pullbacks, self.operation = parents, pullbacks, operation
        self.number = next(self._numbers)
        self.grad: np.ndarray | None = None

    def backward(self, upstream: np.ndarray | None = None) -> None:
        """Set ``grad`` of every node; on a leaf it adds up over calls."""
        if upstream is None:
            if self.data.size != 1:
                raise ValueError(
                    "expected an upstream gradient, since the result is not a single "
                    f"number, got none for shape {self.data.shape}"
                )
            upstream = np.ones_like(self.data)
        upstream = np.asarray(upstream, self.data.dtype)
        if upstream.shape != self.data.shape:
            raise ValueError(
                f"expected upstream of shape {self.data.shape}, got {upstream.shape}"
            )
        arrived = {self: upstream}
        for node in Graph(self).nodes:
            gradient = arrived.pop(node)  # complete: whatever uses node came before
            for parent, pullback in zip(node.parents, node.pullbacks, strict=True):
                part = _sum_to(pullback(gradient), parent.data)
                arrived[parent] = arrived[parent] + part if parent in arrived else part
            again = node.operation == "leaf" and node.grad is not None
            node.grad = node.grad + gradient if again else np.array(gradient)


# --8<-- [end:node]


# --8<-- [start:variable]
class Variable(Node):
    """A node with arithmetic: each operation keeps its value and a pullback an operand.

    Numbers and arrays among the operands are constants: they take the variable's
    dtype and do not enter the graph.
    """

    __array_ufunc__ = None  # array + variable: NumPy leaves it to __radd__

    def _operand(self, other: Any) -> "Variable":
        if isinstance(other, Variable):
            return other
        return Variable(np.asarray(other, self.data.dtype), operation="constant")

    def _result(self, operation: str, data: np.ndarray, *links: Any) -> "Variable":
        links = tuple(link for link in links if link[0].operation != "constant")
        parents, pullbacks = zip(*links, strict=True)
        return Variable(data, parents, pullbacks, operation)

    def __add__(self, other: Any) -> "Variable":
        other = self._operand(other)
        data = self.data + other.data
        return self._result("add", data, (self, lambda g: g), (other, lambda g: g))

    def __sub__(self, other: Any) -> "Variable":
        other = self._operand(other)
        data = self.data - other.data
        return self._result("sub", data, (self, lambda g: g), (other, lambda g: -g))

    def __mul__(self, other: Any) -> "Variable":
        other = self._operand(other)
        x, y = self.data, other.data
        links = (self, lambda g: g * y), (other, lambda g: g * x)
        return self._result("mul", x * y, *links)

    def __truediv__(self, other: Any) -> "Variable":
        other = self._operand(other)
        x, y = self.data, other.data
        links = (self, lambda g: g / y), (other, lambda g: -g * x / (y * y))
        return self._result("div", x / y, *links)

    def __matmul__(self, other: Any) -> "Variable":
        other = self._operand(other)
        x, y = self.data, other.data
        if x.ndim != 2 or y.ndim != 2 or x.shape[1] != len(y):
            raise ValueError(
                f"expected matrices (n, d) @ (d, c), got {x.shape} @ {y.shape}"
            )
        links = (self, lambda g: g @ y.T), (other, lambda g: x.T @ g)
        return self._result("mm", x @ y, *links)

    def __pow__(self, exponent: float) -> "Variable":
        if not isinstance(exponent, int | float):
            raise ValueError(f"expected a number as exponent, got {type(exponent)}")
        x, p = self.data, float(exponent)
        slope = (lambda g: g * p * x ** (p - 1)) if p else np.zeros_like
        return self._result("pow", x**p, (self, slope))

    def __neg__(self) -> "Variable":
        return self._result("neg", -self.data, (self, lambda g: -g))

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other: Any) -> "Variable":
        return self._operand(other) - self

    def __rtruediv__(self, other: Any) -> "Variable":
        return self._operand(other) / self

    def __rmatmul__(self, other: Any) -> "Variable":
        return self._operand(other) @ self

    @property
    def T(self) -> "Variable":
        return self._result("permute", self.data.T, (self, lambda g: g.T))

    def __getitem__(self, index: Any) -> "Variable":
        x = self.data

        def put_back(g: np.ndarray) -> np.ndarray:
            whole = np.zeros_like(x)
            np.add.at(whole, index, g)  # an entry may have been picked twice
            return whole

        return self._result("index", x[index], (self, put_back))

    def sum(self, axis: Any = None, keepdims: bool = False) -> "Variable":
        x = self.data
        total = x.sum(axis, keepdims=True)
        data = total if keepdims else total.squeeze(axis)

        def spread(g: np.ndarray) -> np.ndarray:
            return np.broadcast_to(g.reshape(total.shape), x.shape)

        return self._result("sum", data, (self, spread))

    def mean(self, axis: Any = None, keepdims: bool = False) -> "Variable":
        total = self.sum(axis, keepdims)
        return total / (self.data.size / total.data.size)

    def exp(self) -> "Variable":
        data = np.exp(self.data)
        return self._result("exp", data, (self, lambda g: g * data))

    def log(self) -> "Variable":
        x = self.data
        return self._result("log", np.log(x), (self, lambda g: g / x))

    def tanh(self) -> "Variable":
        data = np.tanh(self.data)
        return self._result("tanh", data, (self, lambda g: g * (1 - data * data)))

    def relu(self) -> "Variable":
        x = self.data
        data = np.maximum(x, 0)
        return self._result("relu", data, (self, lambda g: np.where(x > 0, g, 0)))


# --8<-- [end:variable]


# --8<-- [start:vjp]
def vjp(
    f: Callable[[Variable], Variable], x: np.ndarray, v: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Value of a function and its vector-Jacobian product, dx_j = Σ_i v_i ∂y_i/∂x_j.

    Parameters
    ----------
    f : callable (...) -> (...)
        A function of one ``Variable``, written with its operations.
    x : float array, shape (...)
        Where to differentiate.
    v : float array, shape (...)
        Upstream gradient, with the shape of ``f(x)``.

    Returns
    -------
    y : float array, shape (...)
        ``f(x)``.
    dx : float array, shape (...)
        vᵀJ in the shape of ``x``; zeros if ``f`` does not use ``x``.

    Raises
    ------
    ValueError
        If ``v`` does not have the shape of ``f(x)``.

    References
    ----------
    Baydin et al. (2018), Automatic differentiation in machine learning, section 3.2.
    """
    leaf = Variable(x)
    y = f(leaf)
    y.backward(v)
    return y.data, np.zeros_like(x) if leaf.grad is None else leaf.grad


# --8<-- [end:vjp]


# --8<-- [start:chain_multiplications]
def chain_multiplications(widths: list[int]) -> tuple[int, int]:
    """Multiplications for the Jacobian of a chain of maps, from either end.

    Map l goes from width w_{l−1} to w_l; its Jacobian J_l is (w_l, w_{l−1}).

    Parameters
    ----------
    widths : list of int in [1, 1000), length k
        w_0 of the input to w_k of the result.

    Returns
    -------
    forward : int in [0, inf)
        Starting at the input, (J_k (… (J_2 J_1))): w_0 Σ_{l ≥ 2} w_l w_{l−1}.
    reverse : int in [0, inf)
        Starting at the result, ((J_k J_{k−1}) …) J_1: w_k Σ_{l < k} w_l w_{l−1}.

    Raises
    ------
    ValueError
        If there are fewer than two widths, or a width is not positive.
    """
    if len(widths) < 2 or min(widths) < 1:
        raise ValueError(f"expected two or more widths >= 1, got {widths}")
    sizes = [inputs * outputs for inputs, outputs in pairwise(widths)]
    return widths[0] * sum(sizes[1:]), widths[-1] * sum(sizes[:-1])


# --8<-- [end:chain_multiplications]
