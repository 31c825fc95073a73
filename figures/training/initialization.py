"""Figures of docs/training/initialization.md."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from sklearn.datasets import load_digits

from mlnotes.networks.activations import relu, tanh
from mlnotes.training.initialization import (
    activations_by_depth,
    deep_loss,
    deep_loss_backward,
    gaussian_init,
    gradients_by_depth,
    he_init,
    xavier_init,
)

WIDTH, DEPTH = 64, 10
Start = Callable[[np.random.Generator], np.ndarray]
STARTS: dict[str, tuple[str, Start]] = {
    "std 1": ("C1^:", lambda rng: gaussian_init(WIDTH, WIDTH, 1, rng)),
    "He": ("C2s--", lambda rng: he_init(WIDTH, WIDTH, rng)),
    "Xavier": ("C0o-", lambda rng: xavier_init(WIDTH, WIDTH, rng)),
    "std 0.01": ("C3v-.", lambda rng: gaussian_init(WIDTH, WIDTH, 0.01, rng)),
}


def _digits() -> tuple[np.ndarray, np.ndarray]:
    """Return 300 digits, scaled to mean 0 and variance 1 over all pixels."""
    X, y = load_digits(return_X_y=True)
    return (X[:300] - X.mean()) / X.std(), y[:300]


def _by_depth(measure: Callable[..., np.ndarray]) -> Figure:
    """Draw the root mean square that a measure returns for each layer."""
    X, _ = _digits()
    figure, panels = plt.subplots(2, 1, figsize=(4.6, 5.8), sharex=True)
    for axes, activation in zip(panels, (tanh, relu), strict=True):
        for name, (style, start) in STARTS.items():
            rng = np.random.default_rng(0)
            W = np.stack([start(rng) for _ in range(DEPTH)])
            layers = measure(X, W, activation, rng)
            sizes = np.sqrt((layers**2).mean(axis=(1, 2)))
            axes.semilogy(range(1, DEPTH + 1), sizes, style, label=name, markersize=5)
        axes.set(ylabel="size", title="tanh" if activation is tanh else "ReLU")
    panels[0].legend(loc="lower left")
    panels[1].set(xlabel="layer", xticks=range(1, DEPTH + 1))
    return figure


def activations() -> Figure:
    """Draw the size of the activations by depth for four starts."""
    return _by_depth(lambda X, W, a, rng: activations_by_depth(X, W, a))


def gradients() -> Figure:
    """Draw the size of the gradients by depth, normal numbers coming from above."""

    def measure(
        X: np.ndarray, W: np.ndarray, a: Callable, rng: np.random.Generator
    ) -> np.ndarray:
        return gradients_by_depth(rng.normal(size=X.shape), X, W, a)

    figure = _by_depth(measure)
    figure.axes[0].legend(loc="lower right")
    return figure


def training() -> Figure:
    """Draw the loss over 100 steps of SGD, with tanh and with ReLU."""
    X, y = _digits()
    figure, panels = plt.subplots(2, 1, figsize=(4.6, 5.8), sharex=True)
    drawn = (
        (tanh, 0.1, ("std 1", "std 0.01", "Xavier")),
        (relu, 0.02, ("std 0.01", "Xavier", "He")),
    )
    for axes, (activation, rate, names) in zip(panels, drawn, strict=True):
        for name in names:
            style, start = STARTS[name]
            rng = np.random.default_rng(0)
            W = np.stack([start(rng) for _ in range(DEPTH)])
            V, losses = xavier_init(WIDTH, 10, rng), []
            for _ in range(100):
                batch = rng.permutation(len(X))[:50]
                losses.append(deep_loss(X[batch], y[batch], W, V, activation))
                dW, dV = deep_loss_backward(1.0, X[batch], y[batch], W, V, activation)
                W, V = W - rate * dW, V - rate * dV
            axes.plot(losses, style, markevery=10, markersize=5, label=name)
        axes.set(ylabel="loss", ylim=(0, 4))
        name = "tanh" if activation is tanh else "ReLU"
        axes.set_title(f"{name}, learning rate {rate}")
        axes.legend(loc="upper right", ncols=3, fontsize=9.5)
    panels[1].set_xlabel("step")
    return figure
