"""Time of sigmoid, tanh and ReLU against each other and against a linear layer."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from benchmarks.timing import best_time, compare_dtypes
from mlnotes.linear.softmax import sigmoid
from mlnotes.networks.activations import relu, tanh

N, D, H = 256, 512, 512


def compare_activations(dtype: type) -> None:
    """Time of each activation as a multiple of ReLU and as a part of the layer."""
    rng = np.random.default_rng(0)
    X, W = (rng.normal(size=shape).astype(dtype) for shape in ((N, D), (H, D)))
    U = (X @ W.T / np.sqrt(D)).astype(dtype)
    tensors: list[Any] = [torch.tensor(array) for array in (X, W, U)]
    theirs = torch.relu, torch.tanh, torch.sigmoid
    for name, inputs, functions in (
        ("NumPy", [X, W, U], (relu, tanh, sigmoid)),
        ("PyTorch", tensors, theirs),
    ):
        compare(f"{np.dtype(dtype).name} {name}", inputs, functions)


def compare(
    name: str, inputs: list[Any], functions: tuple[Callable[[Any], Any], ...]
) -> None:
    """Print one line an activation; the first of them is the measure."""
    X, W, U = inputs
    layer = best_time(lambda: X @ W.T)
    times = [best_time(lambda a=a: a(U)) for a in functions]
    for function, time in zip(functions, times, strict=True):
        tqdm.write(
            f"{name:18}{function.__name__:8}{time * 1e9 / (N * H):6.2f} ns a number,"
            f"{time / times[0]:6.1f} times {functions[0].__name__},"
            f"{100 * time / layer:5.0f} % of the layer"
        )


if __name__ == "__main__":
    print(f"{N} samples, a linear layer from {D} to {H} units, one CPU thread")
    compare_dtypes(compare_activations)
