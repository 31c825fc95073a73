"""Figures of docs/training/layer-normalization.md."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from mlnotes.training.batch_normalization import batch_norm
from mlnotes.training.layer_normalization import layer_norm


def before_and_after() -> Figure:
    """Draw a batch with a large feature and a large sample, and both normalisations."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(6, 8))
    X[:, 2] += 4  # a feature that is large in every sample
    X[4] += 4  # a sample with large features
    one, zero = np.ones(8), np.zeros(8)
    pictures = {
        "batch X": X,
        "batch norm": batch_norm(X, one, zero),
        "layer norm": layer_norm(X, one, zero),
    }
    figure, panels = plt.subplots(3, 1, figsize=(4.4, 6.6))
    for axes, (title, values) in zip(panels, pictures.items(), strict=True):
        low, high = (-3, 9) if values is X else (-2.5, 2.5)
        image = axes.imshow(values, cmap="cividis", vmin=low, vmax=high, aspect="auto")
        axes.set(title=title, ylabel="samples", xticks=[], yticks=[])
        axes.grid(False)
        figure.colorbar(image, ax=axes, ticks=[low, 0, high])
    panels[-1].set_xlabel("features")
    return figure
