"""Figures of docs/neighbors/dimensionality.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.neighbors.dimensionality import edge_length, relative_contrast
from mlnotes.neighbors.distances import l2_distances


def edges() -> Figure:
    """Draw the edge of the cube that holds 1 % and 10 % of uniform data."""
    dimensions = [1, 2, 3, 5, 7, 10, 20, 30, 50, 100]
    figure, axes = plt.subplots()
    for fraction, style in ((0.1, "-o"), (0.01, "--s")):
        edge = [edge_length(fraction, d) for d in dimensions]
        axes.semilogx(dimensions, edge, style, label=f"{fraction:.0%} of the data")
    axes.set(xlabel="dimension d", ylabel="edge of the cube", ylim=(0, 1.02))
    axes.legend(loc="lower right")
    return figure


def distance_histograms() -> Figure:
    """Draw how the distances of uniform points spread around their mean."""
    rng = np.random.default_rng(0)
    figure, axes = plt.subplots()
    for d, style in ((2, "-"), (20, "--"), (200, "-."), (2000, ":")):
        D = l2_distances(rng.random((500, d)), rng.random((500, d))).ravel()
        heights, edges = np.histogram(D / D.mean(), bins=np.linspace(0, 2.2, 89))
        axes.plot((edges[1:] + edges[:-1]) / 2, heights / heights.max(), style)
        axes.lines[-1].set_label(f"d = {d}")
    axes.set(xlabel="distance / mean distance", ylabel="frequency (peak = 1)")
    axes.legend()
    return figure


def contrast() -> Figure:
    """Draw the relative contrast of 1000 uniform points against the dimension."""
    rng = np.random.default_rng(0)
    dimensions = [1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000]
    contrasts = [
        relative_contrast(rng.random((30, d)), rng.random((1000, d)))
        for d in dimensions
    ]
    figure, axes = plt.subplots()
    axes.loglog(dimensions, [np.median(c) for c in contrasts], "-o")
    axes.set(xlabel="dimension d", ylabel="(max − min) / min")
    return figure
