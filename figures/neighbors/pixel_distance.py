"""Figures of docs/neighbors/pixel-distance.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from sklearn.datasets import load_digits, load_sample_image

from mlnotes.neighbors.distances import l2
from mlnotes.neighbors.knn import knn_predict
from mlnotes.neighbors.pixel_distance import darken, occlude, shift


def equally_far() -> Figure:
    """Draw a photograph and three copies that are equally far from it."""
    grey = load_sample_image("china.jpg").mean(axis=2) / 255
    photo = grey[:424].reshape(106, 4, 160, 4).mean(axis=(1, 3))
    shifted = shift(photo, 0, 8)
    distance = l2(photo, shifted)
    dark = darken(photo, float(distance / l2(photo, darken(photo, 1.0))))
    black_patch = l2(photo, occlude(photo, 30, 40, 1.0))
    occluded = occlude(photo, 30, 40, float(distance / black_patch))
    figure, panels = plt.subplots(2, 2, figsize=(5, 3.8))
    pictures = {
        "original": photo,
        "shifted": shifted,
        "darkened": dark,
        "occluded": occluded,
    }
    for axes, (name, picture) in zip(panels.flat, pictures.items(), strict=True):
        axes.imshow(picture, cmap="gray", vmin=0, vmax=1, interpolation="none")
        axes.set_title(f"{name}: distance {l2(photo, picture):.2f}")
        axes.set_axis_off()
    return figure


def shifted_digits() -> Figure:
    """Draw the accuracy on shifted digits, with and without shifted training copies."""
    images, labels = load_digits(return_X_y=True)
    images = images.reshape(-1, 8, 8) / 16
    moves = [0, 1, 2, 3]
    moved = [
        np.stack([shift(image, 0, right) for image in images]).reshape(-1, 64)
        for right in moves
    ]
    answers = labels[1::2]
    figure, axes = plt.subplots()
    for copies, style, label in (
        (3, "--s", "with shifts 0 to 2"),
        (1, "-o", "plain"),
    ):
        X = np.concatenate([rows[::2] for rows in moved[:copies]])
        y = np.tile(labels[::2], copies)
        accuracy = [(knn_predict(Z[1::2], X, y, 1) == answers).mean() for Z in moved]
        axes.plot(moves, accuracy, style, label=label)
    axes.set(xlabel="shift of the test digits (pixels)", ylabel="accuracy")
    axes.set(xticks=moves, ylim=(0, 1.05))
    axes.legend(title="training set", loc="lower left")
    return figure
