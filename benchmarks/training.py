"""Time of the code of chapter 5 against PyTorch's, on one thread.

A ratio above 1 means that ours is slower. A step updates all weights of one layer.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
import torch
import torch.nn.functional as F
from tqdm import tqdm

from benchmarks.timing import best_time, compare, compare_dtypes
from mlnotes.training import (
    adaptive_rates,
    adaptive_rates_torch,
    momentum,
    momentum_torch,
    sgd_problems,
    sgd_problems_torch,
)
from mlnotes.training.augmentation import color_jitter, resize
from mlnotes.training.augmentation_torch import color_jitter as color_jitter_torch
from mlnotes.training.batch_normalization import batch_norm, batch_norm_backward
from mlnotes.training.layer_normalization import layer_norm, layer_norm_backward

N, D, H = 256, 512, 256
CHANNELS, SIDE, OUT = 3, 64, 96
SGD = torch.optim.SGD

# Our class, its step in NumPy, how many arrays that keeps, the class of torch.optim.
METHODS = [
    (sgd_problems_torch.SGD, sgd_problems.sgd_step, 0, SGD),
    (momentum_torch.Momentum, momentum.momentum_step, 1, partial(SGD, momentum=0.9)),
    (
        momentum_torch.Nesterov,
        momentum.nesterov_step,
        1,
        partial(SGD, momentum=0.9, nesterov=True),
    ),
    (adaptive_rates_torch.Adagrad, adaptive_rates.adagrad_step, 1, torch.optim.Adagrad),
    (adaptive_rates_torch.RMSprop, adaptive_rates.rmsprop_step, 1, torch.optim.RMSprop),
    (adaptive_rates_torch.Adam, adaptive_rates.adam_step, 2, torch.optim.Adam),
    (adaptive_rates_torch.AdamW, adaptive_rates.adamw_step, 2, torch.optim.AdamW),
]


def compare_steps(
    ours: Callable, step: Callable, kept: int, theirs: Callable, dtype: type
) -> None:
    """Print the time of torch.optim's step and both ratios to it."""
    theta, dtheta = np.random.default_rng(0).normal(size=(2, H, D)).astype(dtype)
    arguments = [theta, dtheta, *(np.zeros_like(theta) for _ in range(kept))]
    arguments += [1, 0.01] if kept == 2 else [0.01]  # Adam counts its steps
    parameters, optimizers = [], []
    for method in (ours, theirs):
        parameters.append(torch.nn.Parameter(torch.tensor(theta)))
        parameters[-1].grad = torch.tensor(dtheta)
        optimizers.append(method(parameters[-1:], lr=0.01))
        optimizers[-1].step()
    stepped = step(*arguments)
    by_hand = torch.tensor(stepped[0] if kept else stepped)
    for result in (by_hand, parameters[0].detach()):
        torch.testing.assert_close(result, parameters[1].detach())
    with_class, reference = (best_time(optimizer.step) for optimizer in optimizers)
    ratios = best_time(lambda: step(*arguments)) / reference, with_class / reference
    tqdm.write(
        f"{ours.__name__ + ' ' + str(np.dtype(dtype)):<18}{reference * 1e6:10.0f} µs"
        f"{ratios[0]:10.2f}{ratios[1]:10.2f}"
    )


def compare_normalization(kind: str, dtype: type) -> None:
    """Forward and backward pass of (N, D) activations."""
    forward, backward, with_torch = {
        "batch": (
            batch_norm,
            batch_norm_backward,
            lambda X, gamma, beta: F.batch_norm(
                X, None, None, gamma, beta, training=True
            ),
        ),
        "layer": (
            layer_norm,
            layer_norm_backward,
            lambda X, gamma, beta: F.layer_norm(X, (D,), gamma, beta),
        ),
    }[kind]
    rng = np.random.default_rng(0)
    X, dY = rng.normal(size=(2, N, D)).astype(dtype)
    gamma, beta = rng.normal(size=(2, D)).astype(dtype)
    leaves = [torch.tensor(array, requires_grad=True) for array in (X, gamma, beta)]
    dY_torch = torch.tensor(dY)
    compare(
        f"{kind}_norm {np.dtype(dtype)}",
        lambda: (forward(X, gamma, beta), backward(dY, X, gamma)),
        lambda: torch.autograd.grad(with_torch(*leaves), leaves, dY_torch),
    )


def compare_resize(dtype: type) -> None:
    """SIDE × SIDE pictures to OUT × OUT against torch.nn.functional.interpolate."""
    X = np.random.default_rng(0).random((8, CHANNELS, SIDE, SIDE)).astype(dtype)
    X_torch = torch.tensor(X)
    compare(
        f"resize {np.dtype(dtype)}",
        lambda: resize(X, OUT, OUT),
        lambda: F.interpolate(X_torch, (OUT, OUT), mode="bilinear"),
    )


def compare_color_jitter(dtype: type) -> None:
    """NumPy against our PyTorch: torch.nn has no colour jitter."""
    X = np.random.default_rng(0).random((8, CHANNELS, SIDE, SIDE)).astype(dtype)
    X_torch = torch.tensor(X)
    compare(
        f"color_jitter {np.dtype(dtype)}",
        lambda: color_jitter(X, 1.2, 0.8, 1.1),
        lambda: color_jitter_torch(X_torch, 1.2, 0.8, 1.1),
    )


if __name__ == "__main__":
    print(f"a step of {H} × {D} weights, on one thread")
    print(f"{'method':<18}{'torch.optim':>13}{'NumPy ×':>10}{'class ×':>10}")
    compare_dtypes(*(partial(compare_steps, *method) for method in METHODS))
    print(f"normalisation of {N} × {D}, forward + backward;")
    print(
        f"8 × {CHANNELS} × {SIDE} × {SIDE} pictures; color_jitter against our PyTorch"
    )
    compare_dtypes(
        partial(compare_normalization, "batch"),
        partial(compare_normalization, "layer"),
        compare_resize,
        compare_color_jitter,
    )
