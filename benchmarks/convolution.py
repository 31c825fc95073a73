"""Time of the NumPy code of chapter 4 against PyTorch's: forward and backward.

A ratio above 1 means that NumPy is slower.
"""

from functools import partial

import numpy as np
import torch
import torch.nn.functional as F

from benchmarks.timing import compare, compare_dtypes
from mlnotes.convolution import pooling
from mlnotes.convolution.convolutional_layer import conv2d, conv2d_backward

N, CHANNELS, SIDE, FILTERS = 32, 16, 32, 32


def compare_conv2d(dtype: type) -> None:
    """3 × 3 filters with padding 1 on (N, CHANNELS, SIDE, SIDE) pictures."""
    rng = np.random.default_rng(0)
    X, W, b, dA = (
        rng.normal(size=shape).astype(dtype)
        for shape in (
            (N, CHANNELS, SIDE, SIDE),
            (FILTERS, CHANNELS, 3, 3),
            FILTERS,
            (N, FILTERS, SIDE, SIDE),
        )
    )
    leaves = [torch.tensor(array, requires_grad=True) for array in (X, W, b)]
    X_torch, W_torch, b_torch = leaves
    dA_torch = torch.tensor(dA)
    compare(
        f"conv2d {np.dtype(dtype)}",
        lambda: (
            conv2d(X, W, b, padding=1),
            conv2d_backward(dA, X, W, padding=1),
        ),
        lambda: torch.autograd.grad(
            F.conv2d(X_torch, W_torch, b_torch, padding=1), leaves, dA_torch
        ),
    )


def compare_pooling(kind: str, dtype: type) -> None:
    """2 × 2 windows with stride 2 on the same pictures."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(N, CHANNELS, SIDE, SIDE)).astype(dtype)
    dA = rng.normal(size=(N, CHANNELS, SIDE // 2, SIDE // 2)).astype(dtype)
    X_torch, dA_torch = torch.tensor(X, requires_grad=True), torch.tensor(dA)
    forward = getattr(pooling, f"{kind}_pool2d")
    backward = getattr(pooling, f"{kind}_pool2d_backward")
    with_torch = getattr(F, f"{kind}_pool2d")
    compare(
        f"{kind}_pool2d {np.dtype(dtype)}",
        lambda: (forward(X, 2, 2), backward(dA, X, 2, 2)),
        lambda: torch.autograd.grad(with_torch(X_torch, 2, 2), X_torch, dA_torch),
    )


if __name__ == "__main__":
    print(f"forward + backward, {N} × {CHANNELS} × {SIDE} × {SIDE}, on one thread")
    max_pooling, avg_pooling = (
        partial(compare_pooling, kind) for kind in ("max", "avg")
    )
    compare_dtypes(compare_conv2d, max_pooling, avg_pooling)
