"""Figures of docs/training/early-stopping.md."""

from functools import cache

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from sklearn.datasets import load_digits

from mlnotes.linear.cross_entropy import cross_entropy
from mlnotes.linear.softmax import log_softmax
from mlnotes.linear.stochastic_gradient_descent import shuffled_order
from mlnotes.networks.backpropagation import train_mlp
from mlnotes.networks.multilayer_perceptron import init_mlp, mlp
from mlnotes.training.early_stopping import EarlyStopping

EPOCHS = 60


@cache
def _curves(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Train on 200 digits, 30 % of the labels drawn anew; follow the other samples.

    Returns the training loss (epochs,), the losses of all others (epochs, samples) and
    whether their true class was predicted (epochs, samples).
    """
    X, y = load_digits(return_X_y=True)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(X))
    X, y = X[order] / 16, y[order]
    noisy, changed = y.copy(), rng.random(len(y)) < 0.3
    noisy[changed] = rng.integers(0, 10, changed.sum())
    W1, b1, W2, b2 = init_mlp(64, 32, 10, rng)
    order = shuffled_order(200, EPOCHS, rng)
    training, losses, right = [], [], []
    for epoch in range(EPOCHS):
        now = order[epoch : epoch + 1]
        W1, b1, W2, b2, _ = train_mlp(
            X[:200], noisy[:200], W1, b1, W2, b2, now, 20, 0.2
        )
        training.append(cross_entropy(mlp(X[:200], W1, b1, W2, b2), noisy[:200]))
        s = mlp(X[200:], W1, b1, W2, b2)
        losses.append(-log_softmax(s)[np.arange(len(s)), noisy[200:]])
        right.append(s.argmax(axis=1) == y[200:])
    return np.array(training), np.array(losses), np.array(right)


def _follow(losses: np.ndarray, patience: int) -> EarlyStopping:
    """Feed losses until the stop."""
    stopping = EarlyStopping(patience)
    for loss in losses:
        if stopping.update(loss, None):
            break
    return stopping


def overfitting() -> Figure:
    """Draw losses and accuracy while a network learns noisy labels by heart."""
    training, losses, right = _curves(0)
    validation = losses[:, :200].mean(axis=1)
    stopping = _follow(validation, 10)
    epochs = np.arange(1, EPOCHS + 1)
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(4.8, 5.4), sharex=True)
    top.plot(epochs, training, "C0--", label="training")
    top.plot(epochs, validation, "C1-", label="validation")
    top.plot(stopping.best_epoch, stopping.best_loss, "C1o", markersize=8)
    top.set(ylabel="loss", ylim=(0, 3.4))
    bottom.plot(epochs, right[:, 200:].mean(axis=1), "C2-")
    bottom.set(xlabel="epoch", ylabel="test labels right")
    for axes in (top, bottom):
        axes.axvline(stopping.best_epoch, color="C1", linestyle=":", label="kept")
        axes.axvline(stopping.epoch, color="C3", linestyle="-.", label="stop")
    top.legend(loc="upper right", ncols=2)
    return figure


def patience() -> Figure:
    """Draw where four values of the patience stop on one validation curve."""
    _, losses, _ = _curves(2)
    validation = losses[:, :200].mean(axis=1)
    figure, axes = plt.subplots(figsize=(4.8, 3.6))
    epochs = np.arange(1, 31)
    axes.plot(epochs, validation[:30], "o-", color="C0", markersize=3, linewidth=1.2)
    marks = ((1, "C1s"), (2, "C2^"), (5, "C3D"), (10, "C4v"))
    for height, (value, style) in enumerate(marks):
        stopping = _follow(validation, value)
        level = validation.min() - 0.05 - 0.05 * height
        axes.plot([stopping.best_epoch, stopping.epoch], [level, level], style[:2])
        axes.plot(stopping.best_epoch, level, style, label=f"{value}")
        axes.plot(stopping.epoch, level, style[:2] + "|", markersize=12)
    axes.set(xlabel="epoch", ylabel="validation loss")
    axes.legend(title="patience", loc="upper right", ncols=2)
    return figure


def watched_samples() -> Figure:
    """Draw how much the samples that chose the epoch flatter it, over their number."""
    sizes, rng = (20, 50, 100, 200, 400, 800), np.random.default_rng(0)
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(4.8, 5), sharex=True)
    seen, fresh, epochs = [], [], []
    _, losses, _ = _curves(0)
    for size in sizes:
        rows = []
        for _ in range(150):
            shuffled = rng.permutation(losses.shape[1])
            best = losses[:, shuffled[:size]].mean(axis=1).argmin()
            others = losses[best, shuffled[size:]].mean()
            rows.append((losses[best, shuffled[:size]].mean(), others, best + 1))
        means = np.mean(rows, axis=0)
        seen.append(means[0])
        fresh.append(means[1])
        epochs.append(np.quantile(np.array(rows)[:, 2], (0.05, 0.5, 0.95)))
    top.plot(sizes, fresh, "C1o-", label="loss on other samples")
    top.plot(sizes, seen, "C0s--", label="loss on the watched samples")
    top.set(xscale="log", ylabel="loss at the chosen epoch")
    top.legend(loc="lower right")
    low, middle, high = np.array(epochs).T
    bottom.fill_between(sizes, low, high, color="C2", alpha=0.2)
    bottom.plot(sizes, middle, "C2o-")
    bottom.set(xlabel="watched samples", ylabel="chosen epoch", ylim=(0, None))
    bottom.set_xticks(sizes, [str(size) for size in sizes])
    bottom.minorticks_off()
    return figure


def shrinkage() -> Figure:
    """Draw the learned share of a weight, early stopping beside ridge."""
    x = np.geomspace(0.01, 100, 200)
    figure, axes = plt.subplots(figsize=(4.6, 3))
    axes.semilogx(x, 1 - (1 - x / 1000) ** 1000, "C0-", label="1000 steps")
    axes.semilogx(x, x / (1 + x), "C1--", label="ridge, λ = 1/(αt)")
    axes.set(xlabel="curvature h times αt", ylabel="learned share of w*")
    axes.legend()
    return figure
