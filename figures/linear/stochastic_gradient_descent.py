"""Figures of docs/linear/stochastic-gradient-descent.md."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from sklearn.datasets import load_digits

from figures.linear.gradient_descent import (
    START,
    _cost,
    _draw_surface,
    _fours_and_nines,
    _gradient,
)
from mlnotes.linear.cross_entropy import cross_entropy
from mlnotes.linear.gradient_descent import gradient_descent
from mlnotes.linear.scores import linear_scores
from mlnotes.linear.stochastic_gradient_descent import (
    minibatch_variance,
    shuffled_order,
    train_softmax_classifier,
)


def paths_on_the_surface() -> Figure:
    """Draw a full-batch path and paths with batches of 32 and 4 on one surface."""
    X, y = _fours_and_nines()
    figure, all_axes = plt.subplots(1, 3, figsize=(5, 2.9), sharey=True)
    for axes, size, colour in zip(
        all_axes, (len(y), 32, 4), ("C0", "C1", "C3"), strict=True
    ):
        rng = np.random.default_rng(1)

        def batch_gradient(theta, size=size, rng=rng):
            batch = rng.choice(len(y), size, replace=False)
            return _gradient(X[batch], y[batch], theta)

        path = gradient_descent(batch_gradient, START, 10.0, 60)
        _draw_surface(axes, X, y)
        axes.plot(*path.T, "o-", color=colour, markersize=2.5, linewidth=1)
        cost = _cost(X, y, path[-1:])[0]
        axes.set(title=f"b = {size}\nend {cost:.2f}", xlabel="θ₁", ylabel="")
    all_axes[0].set_ylabel("θ₂")
    return figure


def variance_and_batch_size() -> Figure:
    """Draw the variance of a minibatch gradient over b, formula and measurement."""
    X, y = _fours_and_nines()
    samples = [(X[i : i + 1], y[i : i + 1]) for i in range(len(y))]
    G = np.stack([_gradient(*sample, START) for sample in samples])
    rng, n = np.random.default_rng(0), len(G)
    sizes = np.unique(np.geomspace(1, n - 1, 200).astype(int))
    figure, axes = plt.subplots()
    formula = [minibatch_variance(G, size).sum() for size in sizes]
    axes.loglog(sizes, formula, label="formula, without replacement")
    axes.loglog(
        sizes, G.var(axis=0).sum() / sizes, "--", label="σ²/b, with replacement"
    )
    measured = {}
    for size in (1, 4, 16, 64, 180, 300, 350):
        means = [G[rng.permutation(n)[:size]].mean(axis=0) for _ in range(500)]
        measured[size] = np.var(means, axis=0).sum()
    axes.loglog(measured.keys(), measured.values(), "o", label="500 random batches")
    axes.set(xlabel="batch size b", ylabel="variance of the gradient")
    axes.legend(loc="lower left")
    return figure


def loss_per_gradient() -> Figure:
    """Draw the training loss on all digits over the number of passes over the data."""
    X, y = load_digits(return_X_y=True)
    X = X / 16
    order = shuffled_order(len(X), 30, np.random.default_rng(0))
    figure, axes = plt.subplots()
    for size, marker in ((len(X), "o-"), (256, "s--"), (32, "^-.")):
        W, b = np.zeros((10, 64)), np.zeros(10)
        losses = [cross_entropy(linear_scores(X, W, b), y)]
        for epoch in order:
            W, b, _ = train_softmax_classifier(X, y, W, b, epoch[None], size, 0.5)
            losses.append(cross_entropy(linear_scores(X, W, b), y))
        label = f"b = {size}" if size < len(X) else f"full batch, b = {size}"
        axes.semilogy(losses, marker, markersize=3.5, linewidth=1.2, label=label)
    axes.set(xlabel="epochs (1 797 sample gradients each)", ylabel="training loss")
    axes.set_yticks([0.1, 0.2, 0.5, 1, 2], ["0.1", "0.2", "0.5", "1", "2"])
    axes.minorticks_off()
    axes.set_ylim(0.08, 6)
    axes.legend(loc="upper right")
    return figure


def noise_floor() -> Figure:
    """Draw the distance from the mean for constant rates and for a rate of 1/t."""
    x = np.random.default_rng(0).choice([-1.0, 1.0], 2000)
    figure, axes = plt.subplots()
    for label, rates, style in (
        ("α = 0.5", np.full(2000, 0.5), "-"),
        ("α = 0.05", np.full(2000, 0.05), "--"),
        ("α = 1/t", 1 / np.arange(1, 2001), "-."),
    ):
        steps = zip(x, rates, strict=True)
        path = itertools.accumulate(
            steps, lambda theta, step: theta - step[1] * (theta - step[0]), initial=3.0
        )
        squares = np.array(list(path)[1:]) ** 2
        means = np.convolve(squares, np.ones(100) / 100, mode="valid")
        axes.semilogy(np.arange(100, 2001), means, style, label=label)
    axes.set(xlabel="step t", ylabel="squared distance, mean of 100 steps")
    axes.set_ylim(5e-4, 10)
    axes.legend(loc="upper right")
    return figure
