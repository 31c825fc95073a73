"""Figures of docs/training/activation-choice.md."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.datasets import load_digits

from mlnotes.linear.softmax import sigmoid, sigmoid_backward
from mlnotes.linear.stochastic_gradient_descent import shuffled_order
from mlnotes.networks.activations import relu, relu_backward, tanh, tanh_backward
from mlnotes.networks.backpropagation import train_mlp
from mlnotes.networks.multilayer_perceptron import init_mlp
from mlnotes.training.activation_choice import active_fraction, sample_gradients
from mlnotes.training.preprocessing import standardize, standardize_statistics

BEST, START = np.array([1.0, -1.0]), np.array([-1.5, 0.5])


def _gradient_norms(
    activation: Callable[[np.ndarray], np.ndarray],
    backward: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray],
) -> np.ndarray:
    """Length of a gradient below 0 … 10 layers whose weights keep lengths."""
    rng = np.random.default_rng(0)
    H, layers = rng.normal(size=(100, 64)), []
    for _ in range(10):
        W = np.linalg.qr(rng.normal(size=(64, 64)))[0]
        U = H @ W.T
        H = activation(U)
        layers.append((W, U, H))
    dH = rng.normal(size=H.shape)
    norms = [np.linalg.norm(dH)]
    for W, U, H in reversed(layers):
        dH = backward(dH, U, H) @ W
        norms.append(np.linalg.norm(dH))
    return np.array(norms) / norms[0]


def surviving_gradient() -> Figure:
    """Draw what is left of a gradient's length below each of ten layers."""
    layers = np.arange(11)
    curves = [
        ("tanh", "s-", _gradient_norms(tanh, lambda d, U, H: tanh_backward(d, H))),
        ("ReLU", "^-", _gradient_norms(relu, lambda d, U, H: relu_backward(d, U))),
        (
            "sigmoid",
            "o-",
            _gradient_norms(sigmoid, lambda d, U, H: sigmoid_backward(d, H)),
        ),
    ]
    figure, axes = plt.subplots()
    edge = plt.rcParams["axes.edgecolor"]
    axes.semilogy(layers, 0.25**layers, "--", color=edge, label="(1/4)ᵏ")
    for name, style, norms in curves:
        axes.semilogy(layers, norms, style, markersize=5, label=name)
    axes.set(xlabel="layers k passed on the way back", ylabel="share left")
    axes.set_ylim(1e-7, 5)
    axes.legend(loc="lower left")
    return figure


def _walk(X: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """SGD with one sample a step and rate 1 until w is close to the best weights."""
    path = [START]
    while np.linalg.norm(path[-1] - BEST) > 0.05:
        i = rng.integers(len(X), size=1)
        du = X[i] @ (path[-1] - BEST)
        path.append(path[-1] - sample_gradients(du, X[i])[0])
    return np.array(path)


def _draw_path(axes: Axes, X: np.ndarray, path: np.ndarray) -> None:
    """Draw the mean squared error around a path of weights."""
    first, second = np.linspace(-2.3, 1.9, 61), np.linspace(-2.3, 1.5, 61)
    grid = np.stack(np.meshgrid(first, second), axis=-1)
    losses = ((grid - BEST) @ X.T) ** 2
    axes.contour(
        first,
        second,
        losses.mean(axis=-1) / 2,
        levels=np.geomspace(0.01, 2, 7),
        colors=plt.rcParams["axes.edgecolor"],
        linewidths=0.6,
    )
    axes.grid(False)
    axes.plot(*path.T, ".-", color="C1", linewidth=1, markersize=4)
    axes.plot(*START, "s", color="C0", markersize=6)
    axes.plot(*BEST, "*", color="C2", markersize=11)
    length = np.linalg.norm(np.diff(path, axis=0), axis=1).sum()
    axes.set_xlabel(f"weight w₁\n{len(path) - 1} steps, length {length:.1f}")
    axes.set(xticks=[-2, -1, 0, 1], yticks=[-2, -1, 0, 1])


def zigzag() -> Figure:
    """Draw SGD paths of one neuron, with positive and with centred inputs."""
    X = sigmoid(2 * np.random.default_rng(0).normal(size=(200, 2)))
    figure, panels = plt.subplots(1, 2, figsize=(5, 3), sharey=True)
    for axes, inputs, name in (
        (panels[0], X, "positive inputs"),
        (panels[1], X - X.mean(axis=0), "centred inputs"),
    ):
        _draw_path(axes, inputs, _walk(inputs, np.random.default_rng(1)))
        axes.set(title=name, aspect="equal")
    panels[0].set_ylabel("weight w₂")
    return figure


def dead_units_and_rate() -> Figure:
    """Draw how many of 32 units are dead after training, over the learning rate."""
    X, y = load_digits(return_X_y=True)
    X, y = X[:500], y[:500]
    rates = np.array([0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1])
    inputs = {
        "pixels 0…16": ("o-", X),
        "pixels 0…1": ("s--", X / 16),
        "standardised": ("^-.", standardize(X, *standardize_statistics(X))),
    }
    figure, axes = plt.subplots()
    for name, (style, samples) in inputs.items():
        dead = []
        for rate in rates:
            counts = []
            for seed in range(3):
                rng = np.random.default_rng(seed)
                start = init_mlp(64, 32, 10, rng)
                order = shuffled_order(500, 10, rng)
                W1, b1, *_ = train_mlp(samples, y, *start, order, 50, float(rate))
                counts.append((active_fraction(samples @ W1.T + b1) == 0).sum())
            dead.append(np.mean(counts))
        axes.semilogx(rates, dead, style, label=name)
    axes.set(xlabel="learning rate", ylabel="dead units of 32", ylim=(-1, 33))
    axes.set_xticks([0.01, 0.1, 1], ["0.01", "0.1", "1"])
    axes.legend(loc="upper left")
    return figure
