"""Timing that the benchmarks share, on one thread; run alone it measures nothing."""

import timeit
from collections.abc import Callable
from itertools import product

import numpy as np
import torch
from threadpoolctl import threadpool_limits
from tqdm import tqdm


def best_time(run: Callable[[], object]) -> float:
    """Best of seven repeats on one thread, in seconds per call."""
    torch.set_num_threads(1)
    timer = timeit.Timer(run)
    with threadpool_limits(1):
        number, _ = timer.autorange()
        return min(timer.repeat(repeat=7, number=number)) / number


def compare(
    name: str, ours: Callable[[], object], theirs: Callable[[], object]
) -> None:
    """Print both times and their ratio; above 1 the NumPy code is slower."""
    t_ours, t_theirs = best_time(ours), best_time(theirs)
    times = f"{t_ours * 1e6:8.0f} µs NumPy {t_theirs * 1e6:8.0f} µs PyTorch"
    tqdm.write(f"{name:<32}{times}   ratio {t_ours / t_theirs:.2f}")


def compare_dtypes(*comparisons: Callable[[type], None]) -> None:
    """Run every comparison in float32 and in float64, with progress in a terminal."""
    runs = list(product((np.float32, np.float64), comparisons))
    for dtype, comparison in tqdm(runs, delay=2, disable=None, leave=False):
        comparison(dtype)
