import tempfile
from functools import partial
from pathlib import Path

import numpy as np

from mlnotes.training.schedules import cosine_schedule
from mlnotes.training.training_loop import train

data = np.random.default_rng(0)
X = data.normal(size=(200, 5))  # (n, d)
y = X @ np.array([1.0, -2.0, 0.0, 3.0, 0.5]) + 0.1 * data.normal(size=200)


def loss_and_gradient(theta, rng):
    rows = rng.integers(0, len(X), 20)  # one batch, drawn with replacement
    error = X[rows] @ theta - y[rows]
    return (error**2).mean(), 2 * X[rows].T @ error / len(rows)


def run(steps, file=None):
    rng = np.random.default_rng(1)
    return train(
        np.zeros(5),
        loss_and_gradient,
        steps,
        rng,
        partial(cosine_schedule, learning_rate=0.1, steps=300),
        max_norm=5.0,
        checkpoint=file,
    )


theta, losses = run(300)
with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "run.npz"
    run(120, file)  # stopped here,
    resumed, same_losses = run(300, file)  # and gone on from the file
print("theta:", theta.round(1) + 0, " last loss below 0.05:", losses[-1] < 0.05)
print("same losses:", same_losses == losses, " same theta:", (resumed == theta).all())
