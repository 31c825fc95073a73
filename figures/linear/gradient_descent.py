"""Figures of docs/linear/gradient-descent.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.datasets import load_digits

from mlnotes.linear.gradient_descent import gradient_descent, subgradient_descent
from mlnotes.linear.margin_losses import log_loss, log_loss_backward

START = np.array([-3.0, -8.0])


def _fours_and_nines() -> tuple[np.ndarray, np.ndarray]:
    """Return two standardised pixels of the digits 4 and 9, and labels −1 and 1."""
    X, y = load_digits(return_X_y=True)
    chosen = np.isin(y, (4, 9))
    X = X[chosen][:, [8 * 1 + 2, 8 * 5 + 3]]
    y = np.where(y[chosen] == 9, 1.0, -1.0)
    return (X - X.mean(axis=0)) / X.std(axis=0), y


def _cost(X: np.ndarray, y: np.ndarray, path: np.ndarray) -> np.ndarray:
    """Mean log loss at every point of a path."""
    return np.array([log_loss(X @ theta, y).mean() for theta in path])


def _gradient(X: np.ndarray, y: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """Gradient of the mean log loss."""
    return X.T @ log_loss_backward(np.full(len(y), 1 / len(y)), X @ theta, y)


def _draw_surface(axes: Axes, X: np.ndarray, y: np.ndarray) -> None:
    """Draw the contours of the mean log loss over its two parameters."""
    first, second = np.linspace(-4, 8, 61), np.linspace(-9, 1, 61)
    grid = np.stack(np.meshgrid(first, second), axis=-1)
    costs = _cost(X, y, grid.reshape(-1, 2)).reshape(61, 61)
    axes.contour(
        first,
        second,
        costs,
        levels=np.geomspace(costs.min() * 1.05, costs.max(), 12),
        colors=plt.rcParams["axes.edgecolor"],
        linewidths=0.6,
    )
    axes.grid(False)
    axes.set(xlabel="weight θ₁", ylabel="weight θ₂")
    axes.set(xlim=(-4, 8), ylim=(-9, 1))


def rates_on_the_surface() -> Figure:
    """Draw three learning rates on the loss surface of two real pixels."""
    X, y = _fours_and_nines()
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(4.6, 5.8))
    _draw_surface(top, X, y)
    for rate, style in ((1, "o-"), (20, "s-"), (60, "^-")):
        path = gradient_descent(lambda theta: _gradient(X, y, theta), START, rate, 40)
        top.plot(*path.T, style, markersize=3, linewidth=1.2)
        bottom.plot(
            _cost(X, y, path), style, markersize=3, linewidth=1.2, label=f"α = {rate}"
        )
    top.annotate("start", START, xytext=(0, 9), textcoords="offset points", ha="center")
    bottom.set(xlabel="step", ylabel="cost J", yscale="log")
    bottom.set_yticks([0.1, 0.2, 0.4, 0.7], ["0.1", "0.2", "0.4", "0.7"])
    bottom.minorticks_off()
    bottom.legend(loc="upper right")
    return figure


def rates_on_a_quadratic() -> Figure:
    """Draw the distance from the minimum for rates around 2/λ_max."""
    curvatures = np.array([1.0, 10.0])
    figure, axes = plt.subplots()
    for multiple, style in ((0.2, "-"), (1.8, "--"), (2.0, "-."), (2.1, ":")):
        path = gradient_descent(
            lambda theta: curvatures * theta, np.ones(2), multiple / 10, 60
        )
        distance = np.linalg.norm(path, axis=1)
        axes.semilogy(distance, style, label=rf"α = {multiple}/$\lambda_{{\max}}$")
    axes.set(xlabel="step", ylabel="distance from the minimum")
    axes.legend()
    return figure


def two_minima() -> Figure:
    """Draw two paths on a curve with two minima, one from each side of its hill."""
    theta = np.linspace(-1.6, 1.6, 300)

    def cost(theta: np.ndarray) -> np.ndarray:
        return theta**4 / 4 - theta**2 / 2 + theta / 5

    figure, axes = plt.subplots()
    axes.plot(theta, cost(theta), color=plt.rcParams["axes.edgecolor"])
    for start, style in ((0.1, "o:"), (0.35, "s:")):
        path = gradient_descent(
            lambda theta: theta**3 - theta + 0.2, np.array([start]), 0.3, 30
        )[:, 0]
        axes.plot(path, cost(path), style, markersize=5, label=f"start {start}")
    axes.set(xlabel="θ", ylabel="cost J(θ)")
    axes.legend()
    return figure


def steps_at_a_kink() -> Figure:
    """Draw θ near the kink of |θ| with constant and with shrinking steps."""
    start = np.array([1.05])
    figure, axes = plt.subplots()
    constant = gradient_descent(np.sign, start, 0.1, 150)
    shrinking = subgradient_descent(np.sign, start, 0.1, 150)
    axes.plot(constant, "o", markersize=3, label="constant α = 0.1")
    axes.plot(shrinking, "^", markersize=3, label="α = 0.1/√t")
    axes.set(xlabel="step t", ylabel="θ", ylim=(-0.15, 1.1))
    axes.legend()
    return figure
