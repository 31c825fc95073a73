"""Figures of docs/neighbors/distances.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.neighbors.distances import (
    l1_distances,
    l2_distances,
    l2_distances_by_product,
)


def unit_circles() -> Figure:
    """Draw the points at L1 distance 1 and at L2 distance 1 from the origin."""
    side = np.linspace(-1.25, 1.25, 201)
    points = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    origin = np.zeros((1, 2))
    figure, axes = plt.subplots()
    for D, color, style, label in (
        (l1_distances(origin, points), "C0", "-", "L1 distance 1"),
        (l2_distances(origin, points), "C1", "--", "L2 distance 1"),
    ):
        grid = D.reshape(201, 201)
        axes.contour(side, side, grid, levels=[1], colors=color, linestyles=style)
        axes.plot([], [], color=color, linestyle=style, label=label)
    axes.plot(0, 0, "o", color=plt.rcParams["text.color"])
    axes.set(xlabel="first pixel's difference", ylabel="second pixel's difference")
    axes.set_aspect("equal")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return figure


def product_error() -> Figure:
    """Draw the relative error of both ways to L2 against an offset of the data."""
    rng = np.random.default_rng(0)
    Z, X = rng.random((20, 64)), rng.random((20, 64))
    offsets = 10.0 ** np.arange(11)
    errors = []
    for offset in offsets:
        moved_Z, moved_X = Z + offset, X + offset
        exact = moved_Z[:, None].astype(np.longdouble) - moved_X
        exact = np.sqrt((exact**2).sum(axis=2))
        ways = (
            l2_distances(moved_Z, moved_X),
            l2_distances_by_product(moved_Z, moved_X),
        )
        errors.append([float(np.abs(D / exact - 1).max()) for D in ways])
    differences, product = np.array(errors).T
    figure, axes = plt.subplots()
    axes.loglog(offsets, product, "--s", color="C1", label="matrix product")
    axes.loglog(offsets, differences, "-o", color="C0", label="differences")
    axes.set(xlabel="offset added to every value", ylabel="largest relative error")
    axes.legend()
    return figure
