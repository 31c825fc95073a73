"""Figures of docs/neighbors/knn.md."""

from unittest.mock import Mock

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from sklearn.datasets import load_digits

from mlnotes.neighbors.distances import l2_distances
from mlnotes.neighbors.knn import knn_predict


def decision_regions() -> Figure:
    """Draw the regions of two overlapping classes for one and for 15 neighbours."""
    rng = np.random.default_rng(3)
    y = np.repeat([0, 1], 40)
    X = rng.normal(size=(80, 2)) + np.where(y == 0, -0.8, 0.8)[:, None]
    side = np.linspace(-4, 4, 141)
    Z = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    border = plt.rcParams["text.color"]
    figure, panels = plt.subplots(1, 2, figsize=(5, 2.8), sharey=True)
    for axes, k in zip(panels, (1, 15), strict=True):
        regions = knn_predict(Z, X, y, k).reshape(141, 141)
        axes.contourf(
            side, side, regions, levels=[-0.5, 0.5, 1.5], colors=["C0", "C1"], alpha=0.2
        )
        axes.contour(side, side, regions, levels=[0.5], colors=[border], linewidths=1)
        for label, marker in ((0, "o"), (1, "^")):
            axes.plot(*X[y == label].T, marker, color=f"C{label}", ms=3.5)
        axes.set(title=f"k = {k}", xlabel="first feature", aspect="equal")
        axes.grid(False)
    panels[0].set_ylabel("second feature")
    return figure


def cost_of_testing() -> Figure:
    """Draw the counted distances per test sample against the training set's size."""
    rng = np.random.default_rng(0)
    sizes = [10, 30, 100, 300, 1_000, 3_000, 10_000]
    counts = []
    for n in sizes:
        X, y, Z = rng.random((n, 2)), rng.integers(2, size=n), rng.random((1, 2))
        spy = Mock(wraps=l2_distances)
        knn_predict(Z, X, y, 1, spy)
        counts.append(sum(len(c.args[0]) * len(c.args[1]) for c in spy.call_args_list))
    figure, axes = plt.subplots()
    axes.loglog(sizes, counts, "-o", label="nearest neighbours: distances")
    axes.loglog(
        sizes, np.full(len(sizes), 10), "--", label="linear, 10 classes: dot products"
    )
    axes.set(xlabel="training samples n", ylabel="vectors compared per test")
    axes.legend(loc="upper left")
    return figure


def accuracy_by_k() -> Figure:
    """Draw the accuracy on digits that were kept for testing against k."""
    X, y = load_digits(return_X_y=True)
    ks = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 200]
    accuracy = [(knn_predict(X[1::2], X[::2], y[::2], k) == y[1::2]).mean() for k in ks]
    figure, axes = plt.subplots()
    axes.semilogx(ks, accuracy, "-o")
    axes.set(xlabel="neighbours k", ylabel="accuracy")
    return figure
