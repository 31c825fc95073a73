"""Time of the NumPy code of chapter 2 against PyTorch's: forward and backward."""

import numpy as np
import torch

from benchmarks.timing import compare, compare_dtypes
from mlnotes.linear.scores import linear_scores, linear_scores_backward
from mlnotes.linear.softmax import softmax, softmax_backward

N, D, C = 1024, 784, 10


def compare_softmax(dtype: type) -> None:
    """Softmax of (N, C) scores and its gradient."""
    rng = np.random.default_rng(0)
    s, dp = rng.normal(size=(2, N, C)).astype(dtype)
    s_torch, dp_torch = torch.tensor(s, requires_grad=True), torch.tensor(dp)
    compare(
        f"softmax {np.dtype(dtype)}",
        lambda: softmax_backward(dp, softmax(s)),
        lambda: torch.autograd.grad(torch.softmax(s_torch, 1), s_torch, dp_torch),
    )


def compare_linear_scores(dtype: type) -> None:
    """Scores of (N, D) samples for C classes and their three gradients."""
    rng = np.random.default_rng(0)
    X, W, b, ds = (
        rng.normal(size=shape).astype(dtype) for shape in ((N, D), (C, D), C, (N, C))
    )
    leaves = [torch.tensor(array, requires_grad=True) for array in (X, W, b)]
    ds_torch = torch.tensor(ds)
    compare(
        f"linear_scores {np.dtype(dtype)}",
        lambda: (linear_scores(X, W, b), linear_scores_backward(ds, X, W)),
        lambda: torch.autograd.grad(
            torch.nn.functional.linear(*leaves), leaves, ds_torch
        ),
    )


if __name__ == "__main__":
    print(f"forward + backward, n = {N}, d = {D}, c = {C}, on one CPU thread")
    compare_dtypes(compare_softmax, compare_linear_scores)
