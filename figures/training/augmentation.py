"""Figures of docs/training/augmentation.md."""

from collections.abc import Callable

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.datasets import load_digits, load_sample_image

from mlnotes.convolution.pooling import avg_pool2d
from mlnotes.linear.stochastic_gradient_descent import shuffled_order
from mlnotes.neighbors.knn import knn_predict
from mlnotes.networks.backpropagation import train_mlp
from mlnotes.networks.multilayer_perceptron import mlp
from mlnotes.training.augmentation import (
    color_jitter,
    crop,
    flip,
    random_color_jitter,
    random_crop,
    random_flip,
    random_resized_crop,
    resize,
)


def _photograph(name: str, factor: int) -> np.ndarray:
    """Return a photograph as a batch of one, shrunk by averaging, values 0 to 1."""
    photo = load_sample_image(name).transpose(2, 0, 1)[np.newaxis] / 255
    return avg_pool2d(photo, factor, factor)


def _show(axes: Axes, picture: np.ndarray) -> None:
    """Draw a picture (channels, height, width) with its own bytes, without axes."""
    pixels = np.rint(picture.transpose(1, 2, 0) * 255).astype(np.uint8)
    axes.imshow(pixels, interpolation="none")
    axes.set_axis_off()


def before_and_after() -> Figure:
    """Draw one photograph and five changes of it."""
    X = _photograph("china.jpg", 7)  # 61 × 91 pixels
    height, width = X.shape[2:]
    part = crop(X, 15, 26, 36, 54)
    pictures = {
        "photograph": X,
        "flip": flip(X),
        "crop, 36 × 54": part,
        "crop, scaled": resize(part, height, width),
        "bright, more contrast": color_jitter(X, 1.3, 1.5, 1),
        "pale: saturation 0.3": color_jitter(X, 1, 1, 0.3),
    }
    figure, panels = plt.subplots(3, 2, figsize=(5, 5.6))
    for axes, (name, picture) in zip(panels.flat, pictures.items(), strict=True):
        _show(axes, picture[0])
        axes.set_title(name)
    return figure


def random_draws() -> Figure:
    """Draw nine random changes of one photograph, all with the same label."""
    X = np.repeat(_photograph("flower.jpg", 5), 9, axis=0)
    rng = np.random.default_rng(1)
    X = random_resized_crop(random_flip(X, rng), 42, 64, rng)
    figure, panels = plt.subplots(3, 3, figsize=(5, 3.5))
    for axes, picture in zip(
        panels.flat, random_color_jitter(X, 0.4, rng), strict=True
    ):
        _show(axes, picture)
    return figure


def interpolation() -> Figure:
    """Draw three pixels as bars and the six new ones between their centres."""
    old = np.array([0, 100, 20], dtype=np.uint8)
    new = resize(old.reshape(1, 1, 1, 3), 1, 6)[0, 0, 0]
    figure, axes = plt.subplots(figsize=(5, 3))
    axes.bar(range(3), old, width=0.98, color="C0", alpha=0.22, label="old pixels")
    axes.plot(range(3), old, "C0o-", markersize=8, label="old centres")
    places = (np.arange(6) + 0.5) / 2 - 0.5
    axes.plot(places, new, "C1s", markersize=7, label="new values")
    sides = ("above", "left", "left", "right", "right", "above")
    shifts = {"above": (0, 8), "left": (-15, 1), "right": (15, 1)}
    for place, value, side in zip(places, new, sides, strict=True):
        axes.annotate(
            f"{value}",
            (place, value),
            shifts[side],
            textcoords="offset points",
            ha="center",
            color="C1",
        )
    axes.set(xlabel="place u on the old axis", ylabel="value", xticks=range(3))
    axes.set_ylim(0, 118)
    axes.legend(loc="upper left", fontsize=9.5)
    return figure


def mirrored_digits() -> Figure:
    """Draw a digit of each kind, its mirror image, and how often each is read."""
    digits, labels = load_digits(return_X_y=True)
    digits = digits.reshape(-1, 1, 8, 8) / 16
    X, y, Z, true = digits[:1000], labels[:1000], digits[1000:], labels[1000:]
    figure = plt.figure(figsize=(5, 4.2))
    grid = figure.add_gridspec(3, 10, height_ratios=[1, 1, 4.4])
    for kind in range(10):
        picture = X[y == kind][:1]
        for row, shown in enumerate((picture, flip(picture))):
            axes = figure.add_subplot(grid[row, kind])
            axes.imshow(shown[0, 0], cmap="gray_r", interpolation="none")
            axes.set_axis_off()
    axes = figure.add_subplot(grid[2, :])
    bars = (("as it is", Z, -0.2, ""), ("mirrored", flip(Z), 0.2, "//"))
    for number, (name, pictures, where, hatch) in enumerate(bars):
        rows = pictures.reshape(-1, 64), X.reshape(-1, 64)
        right = knn_predict(*rows, y, 1) == true
        shares = [right[true == kind].mean() for kind in range(10)]
        places = np.arange(10) + where
        axes.bar(places, shares, 0.4, color=f"C{number}", hatch=hatch, label=name)
    axes.set(xlabel="digit", ylabel="share read right", xticks=range(10))
    axes.set(xlim=(-0.5, 9.5), ylim=(0, 1.25))
    axes.set_yticks([0, 0.5, 1])
    axes.legend(loc="upper center", ncols=2)
    return figure


def _train(X: np.ndarray, y: np.ndarray, order: np.ndarray) -> Callable:
    """Train a small network from the same start; return what reads pictures."""
    rng = np.random.default_rng(0)
    W1, W2 = rng.normal(size=(48, 144)) * 0.12, rng.normal(size=(10, 48)) * 0.14
    start = W1, np.zeros(48), W2, np.zeros(10)
    W1, b1, W2, b2, _ = train_mlp(X.reshape(len(X), -1), y, *start, order, 10, 0.5)
    return lambda Z: mlp(Z.reshape(len(Z), -1), W1, b1, W2, b2).argmax(axis=1)


def accuracy_and_shift() -> Figure:
    """Draw how many shifted digits are read right, with and without augmentation."""
    digits, y = load_digits(return_X_y=True)
    around = (2, 2)
    X = np.pad(digits.reshape(-1, 1, 8, 8) / 16, ((0, 0), (0, 0), around, around))
    rng, epochs = np.random.default_rng(0), 60
    chosen = rng.permutation(len(y))
    X, y = X[chosen], y[chosen]
    order = shuffled_order(100, epochs, rng)
    every = (order + 100 * np.arange(epochs)[:, np.newaxis]).reshape(1, -1)
    copies = [random_crop(X[:100], 12, 12, rng, padding=1) for _ in range(epochs)]
    models = {
        "without": (_train(X[:100], y[:100], order), "o-"),
        "with shifts by up to 1": (
            _train(np.concatenate(copies), np.tile(y[:100], epochs), every),
            "s--",
        ),
    }
    Z = np.pad(X[100:600], ((0, 0), (0, 0), (3, 3), (3, 3)))
    figure, axes = plt.subplots()
    for name, (read, style) in models.items():
        shares = []
        for r in range(4):
            moves = [(3 + r, 3), (3 - r, 3), (3, 3 + r), (3, 3 - r)]
            views = [crop(Z, top, left, 12, 12) for top, left in moves]
            shares.append(np.mean([read(view) == y[100:600] for view in views]))
        axes.plot(range(4), shares, style, markersize=7, label=name)
    axes.set(xlabel="shift of the test digits in pixels", xticks=range(4))
    axes.set(ylabel="share read right", ylim=(0, 1))
    axes.legend()
    return figure
