"""The training loop in NumPy: batches, clipping, Adam, a schedule and checkpoints."""

# --8<-- [start:imports]
import json
import math
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

# --8<-- [end:imports]
from mlnotes.training.adaptive_rates import adam_step


# --8<-- [start:clip_by_norm]
def clip_by_norm(g: np.ndarray, max_norm: float) -> np.ndarray:
    """Shorten a gradient that is longer than ``max_norm``; keep its direction.

    Parameters
    ----------
    g : float array, shape (...)
        Gradient by all parameters together.
    max_norm : float in (0, inf)
        The longest that the gradient may be.

    Returns
    -------
    g_new : float array, shape (...)
        ``g``, or g · max_norm/‖g‖ if ‖g‖ is larger.

    Raises
    ------
    ValueError
        If ``max_norm`` is not positive, or the gradient is infinite or NaN.

    References
    ----------
    Pascanu et al. (2013), On the difficulty of training recurrent neural networks,
    algorithm 1.
    """
    if not 0 < max_norm < math.inf:
        raise ValueError(f"expected a finite max_norm > 0, got {max_norm}")
    if not np.isfinite(g).all():
        raise ValueError("expected a finite gradient, got infinite or NaN entries")
    largest = np.abs(g).max(initial=0)
    if largest == 0:
        return g.copy()
    unit = g / largest  # the squares of g could overflow
    length = float(np.linalg.norm(unit.astype(np.float64)))
    if float(largest) <= max_norm / length:
        return g.copy()
    return unit * g.dtype.type(max_norm / length)


# --8<-- [end:clip_by_norm]


# --8<-- [start:save_checkpoint]
def _save(path: Path, arrays: dict[str, np.ndarray], rng: np.random.Generator) -> None:
    """Write arrays and the state of ``rng``; the old file stays until then."""
    state = np.array(json.dumps(rng.bit_generator.state))
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays, rng=state)
    os.replace(part, path)


def _load(path: Path, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Read the arrays, and set ``rng`` back to the state it was saved in."""
    with np.load(path) as saved:
        arrays = dict(saved)
    rng.bit_generator.state = json.loads(str(arrays.pop("rng")))
    return arrays


# --8<-- [end:save_checkpoint]


# --8<-- [start:train]
def train(
    theta: np.ndarray,
    loss_and_gradient: Callable[
        [np.ndarray, np.random.Generator], tuple[float, np.ndarray]
    ],
    steps: int,
    rng: np.random.Generator,
    schedule: Callable[[int], float],
    max_norm: float | None = None,
    checkpoint: Path | None = None,
    every: int = 100,
    progress: Callable[[Iterable[int]], Iterable[int]] = iter,
) -> tuple[np.ndarray, list[float]]:
    """Train with Adam until ``steps`` steps are done; go on from a checkpoint.

    Parameters
    ----------
    theta : float array, shape (d,)
        All parameters, as they are before the first step.
    loss_and_gradient : callable (theta, rng) -> (loss, gradient)
        Draws a batch from ``rng``; returns its loss and the gradient, shape (d,).
    steps : int
        Number of steps in all, those of the checkpoint included.
    rng : numpy.random.Generator
        Source of the batches.
    schedule : callable (int) -> float
        Learning rate at step t = 0, 1, …
    max_norm : float
        Clip longer gradients to this length; by default none.
    checkpoint : pathlib.Path
        Where to save the state; if the file is there already, it is loaded first.
    every : int
        Save after this many steps, and after the last one.
    progress : callable (iterable) -> iterable
        Wraps the steps, for instance in a progress bar.

    Returns
    -------
    theta_new : float array, shape (d,)
        Parameters after the last step.
    losses : list of float
        The loss of each step's batch, before the step.

    Raises
    ------
    ValueError
        If ``steps`` or ``every`` is too small, or a loss is not finite.
    """
    m, v, losses = np.zeros_like(theta), np.zeros_like(theta), []
    if checkpoint is not None and checkpoint.exists():
        saved = _load(checkpoint, rng)
        theta, m, v = saved["theta"], saved["m"], saved["v"]
        losses = saved["losses"].tolist()
    if every < 1 or steps < len(losses):
        raise ValueError(
            f"expected every >= 1 and steps >= {len(losses)}, which are done, "
            f"got {every} and {steps}"
        )
    for t in progress(range(len(losses), steps)):
        loss, g = loss_and_gradient(theta, rng)
        if not math.isfinite(loss):
            raise ValueError(f"expected a finite loss, got {loss} at step {t}")
        if max_norm is not None:
            g = clip_by_norm(g, max_norm)
        theta, m, v = adam_step(theta, g, m, v, t + 1, schedule(t))
        losses.append(float(loss))
        if checkpoint is not None and (len(losses) % every == 0 or t + 1 == steps):
            arrays = {"theta": theta, "m": m, "v": v, "losses": np.array(losses)}
            _save(checkpoint, arrays, rng)
    return theta, losses


# --8<-- [end:train]
