"""Figures of docs/training/schedules.md."""

from collections.abc import Iterable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from sklearn.datasets import load_digits

from mlnotes.networks.backpropagation import mlp_loss, mlp_loss_backward
from mlnotes.networks.multilayer_perceptron import init_mlp
from mlnotes.training.schedules import (
    cosine_schedule,
    exponential_schedule,
    inverse_schedule,
    range_test,
    step_schedule,
    suggested_rate,
    warmup_cosine_schedule,
)


def _digits(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return n digits, each pixel centred, brightness from 0 to 1."""
    X, y = load_digits(return_X_y=True)
    X = X[:n] / 16
    return X - X.mean(axis=0), y[:n]


def _train(
    X: np.ndarray,
    y: np.ndarray,
    rates: Iterable[float],
    batch_size: int,
    h: int,
    every: int = 1,
) -> tuple[np.ndarray, np.ndarray]:
    """Return loss and share of dead units on all samples after each few steps."""
    rng, losses, dead = np.random.default_rng(0), [], []
    weights = list(init_mlp(64, h, 10, rng))
    for t, rate in enumerate(rates, 1):
        batch = rng.permutation(len(X))[:batch_size]
        _, *gradients = mlp_loss_backward(1.0, X[batch], y[batch], *weights)
        weights = [w - rate * dw for w, dw in zip(weights, gradients, strict=True)]
        if t % every == 0:
            losses.append(mlp_loss(X, y, *weights))
            dead.append(((X @ weights[0].T + weights[1]) <= 0).all(axis=0).mean())
    return np.array(losses), np.array(dead)


def schedules() -> Figure:
    """Draw five schedules over 100 steps."""
    figure, axes = plt.subplots(figsize=(4.8, 3.6))
    for name, style, schedule in (
        ("step", "C0o-", lambda t: step_schedule(t, 0.8, 40, 0.1)),
        ("exponential", "C1s--", lambda t: exponential_schedule(t, 0.8, 0.95)),
        ("1/t", "C4v:", lambda t: inverse_schedule(t, 0.8, 10)),
        ("cosine", "C2^-.", lambda t: cosine_schedule(t, 0.8, 100)),
        ("warm-up, cosine", "C3D-", lambda t: warmup_cosine_schedule(t, 0.8, 20, 100)),
    ):
        rates = [schedule(t) for t in range(100)]
        axes.plot(rates, style, markevery=(7, 15), markersize=5, label=name)
    axes.set(xlabel="step t", ylabel="rate", ylim=(0, 1.25))
    axes.legend(loc="upper right", ncols=2, fontsize=9.5)
    axes.set_yticks([0, 0.2, 0.4, 0.6, 0.8])
    return figure


def decay() -> Figure:
    """Draw the loss of small batches with constant and with decaying rates."""
    X, y = _digits(1000)
    figure, axes = plt.subplots(figsize=(4.8, 3.8))
    for name, style, schedule in (
        ("constant 0.8", "C1^:", lambda t: 0.8),
        ("constant 0.08", "C3v-.", lambda t: 0.08),
        ("0.8, from 500 on 0.08", "C0o-", lambda t: step_schedule(t, 0.8, 500, 0.1)),
        ("cosine from 0.8", "C2s--", lambda t: cosine_schedule(t, 0.8, 1000)),
    ):
        losses, _ = _train(X, y, map(schedule, range(1000)), 4, 16, every=20)
        steps = np.arange(20, 1001, 20)
        axes.semilogy(steps, losses, style, markevery=5, markersize=5, label=name)
    axes.set(xlabel="step", ylabel="loss on all samples", ylim=(0.015, 9))
    axes.legend(fontsize=9.5)
    return figure


def warmup() -> Figure:
    """Draw loss and dead units on raw pixels, with and without a warm-up."""
    X, y = load_digits(return_X_y=True)
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(4.6, 5.2), sharex=True)
    for steps, style, name in ((0, "C1^:", "none"), (50, "C0o-", "50 steps")):
        rates = [warmup_cosine_schedule(t, 0.1, steps, 150) for t in range(150)]
        losses, dead = _train(X[:500], y[:500], rates, 32, 64, every=5)
        t = np.arange(5, 151, 5)
        top.semilogy(t, losses, style, markevery=3, markersize=5, label=name)
        bottom.plot(t, dead, style, markevery=3, markersize=5, label=name)
    top.set_ylabel("loss on all samples")
    top.legend(title="warm-up")
    bottom.set(xlabel="step", ylabel="share of dead units", ylim=(0, 1))
    return figure


def range_test_and_rates() -> Figure:
    """Draw a range test above what constant rates reach in 150 steps."""
    X, y = _digits(1000)
    rng = np.random.default_rng(0)
    weights = init_mlp(64, 32, 10, rng)
    batches = np.stack([rng.permutation(1000)[:32] for _ in range(100)])
    rates, losses = range_test(X, y, *weights, batches, 1e-3, 100.0)
    chosen = suggested_rate(rates, losses)
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(4.6, 5.4), sharex=True)
    top.semilogx(rates, np.where(np.isinf(losses), np.nan, losses), "C0o-", ms=3)
    top.set(ylabel="batch loss, rising rate", ylim=(0, 4))
    constant = np.geomspace(1e-3, 30, 16)
    reached = [_train(X, y, [r] * 150, 32, 32, every=150)[0][-1] for r in constant]
    bottom.loglog(constant, reached, "C2s-", ms=4)
    bottom.set(xlabel="rate", ylabel="loss after 150 steps")
    for axes in (top, bottom):
        axes.axvspan(chosen / 3, chosen * 3, color="C4", alpha=0.2, linewidth=0)
        axes.axvline(chosen, color="C4", linestyle="--")
    top.annotate("suggested", (chosen, 3.6), xytext=(-5, 0), ha="right", size=9.5,
                 textcoords="offset points")  # fmt: skip
    return figure
