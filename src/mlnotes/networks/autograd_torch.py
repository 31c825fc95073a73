"""The graph that PyTorch records, and its vector-Jacobian product."""

# --8<-- [start:imports]
import re
from collections.abc import Callable
from typing import Any

import torch

# --8<-- [end:imports]


# --8<-- [start:graph]
class Graph:
    """What a tensor was computed from, in the order of the backward pass.

    Attributes
    ----------
    nodes : list of torch.autograd.graph.Node, the last operation first, no leaves
    operations : list of str, one a node: "mul" for MulBackward0
    edges : list of (i, j), operation i hands a gradient on to operation j
    """

    def __init__(self, result: torch.Tensor) -> None:
        found: set[Any] = set()
        waiting: list[Any] = [result.grad_fn]
        while waiting:
            node = waiting.pop()  # None for a constant, AccumulateGrad for a leaf
            if node and "AccumulateGrad" not in node.name() and node not in found:
                found.add(node)
                waiting += [parent for parent, _ in node.next_functions]
        # PyTorch numbers its operations too, and takes the newest that is ready.
        self.nodes = sorted(found, key=lambda node: node._sequence_nr(), reverse=True)
        place = {node: i for i, node in enumerate(self.nodes)}
        self.operations = [
            re.sub(r"Backward\d+$", "", node.name()).lower() for node in self.nodes
        ]
        self.edges = [
            (place[node], place[parent])
            for node in self.nodes
            for parent, _ in node.next_functions
            if parent in place
        ]


# --8<-- [end:graph]


# --8<-- [start:vjp]
def vjp(
    f: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, v: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Value of a function and its vector-Jacobian product, dx_j = Σ_i v_i ∂y_i/∂x_j.

    Parameters
    ----------
    f : callable (...) -> (...)
        A function of one tensor.
    x : float tensor, shape (...)
        Where to differentiate, on any device.
    v : float tensor, shape (...)
        Upstream gradient, with the shape of ``f(x)``.

    Returns
    -------
    y : float tensor, shape (...)
        ``f(x)``.
    dx : float tensor, shape (...)
        vᵀJ in the shape of ``x``; zeros if ``f`` does not use ``x``.

    Raises
    ------
    ValueError
        If ``v`` does not have the shape of ``f(x)``.
    """
    leaf = x.detach().clone().requires_grad_()
    y = f(leaf)
    if v.shape != y.shape:
        raise ValueError(f"expected v of shape {tuple(y.shape)}, got {tuple(v.shape)}")
    (dx,) = torch.autograd.grad(y, leaf, v, materialize_grads=True)
    return y.detach(), dx


# --8<-- [end:vjp]
