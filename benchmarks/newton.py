"""Time of a step of Newton's method against a step of SGD, as the parameters grow.

The cost is that of linear least squares. The SGD step takes the gradient on 32 samples;
the Newton step is given its Hessian and solves one system.
"""

import numpy as np
from tqdm import tqdm

from benchmarks.timing import best_time
from mlnotes.training.newton import newton_step
from mlnotes.training.sgd_problems import sgd_step

SAMPLES = 32


def compare_step(d: int) -> None:
    """Print the three times and how many SGD steps fit into solving the system."""
    rng = np.random.default_rng(0)
    X, y, theta = rng.normal(size=(SAMPLES, d)), rng.normal(size=SAMPLES), np.zeros(d)
    H = X.T @ X / SAMPLES + np.eye(d)
    dtheta = X.T @ (X @ theta - y) / SAMPLES
    gradient = best_time(lambda: sgd_step(theta, X.T @ (X @ theta - y) / SAMPLES, 0.1))
    solve = best_time(lambda: theta - np.linalg.solve(H, dtheta))
    checked = best_time(lambda: newton_step(theta, dtheta, H))
    times = f"{gradient * 1e6:9.0f} {solve * 1e6:9.0f} {checked * 1e6:9.0f}"
    tqdm.write(f"{d:6d} {times} {solve / gradient:7.0f}")


if __name__ == "__main__":
    print("µs on one thread: SGD step, solve, newton_step (with its check), solve/SGD")
    sizes = (64, 128, 256, 512, 1024, 2048)
    for d in tqdm(sizes, delay=2, disable=None, leave=False):
        compare_step(d)
