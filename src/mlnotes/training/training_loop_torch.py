"""The training loop in PyTorch: any model and optimiser, on any device."""

# --8<-- [start:imports]
import math
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import torch
from torch import nn

# --8<-- [end:imports]


# --8<-- [start:clip_by_norm]
def clip_by_norm(g: torch.Tensor, max_norm: float) -> torch.Tensor:
    """Shorten a gradient that is longer than ``max_norm``; keep its direction.

    Parameters
    ----------
    g : float tensor, shape (...)
        Gradient by all parameters together, on any device.
    max_norm : float in (0, inf)
        The longest that the gradient may be.

    Returns
    -------
    g_new : float tensor, shape (...)
        ``g``, or g · max_norm/‖g‖ if ‖g‖ is larger.

    Raises
    ------
    ValueError
        If ``max_norm`` is not positive, or the gradient is infinite or NaN.
    """
    if not 0 < max_norm < math.inf:
        raise ValueError(f"expected a finite max_norm > 0, got {max_norm}")
    if not g.isfinite().all():
        raise ValueError("expected a finite gradient, got infinite or NaN entries")
    if g.numel() == 0 or not g.any():
        return g.clone()
    largest = g.abs().max()
    unit = g / largest  # the squares of g could overflow
    length = torch.linalg.vector_norm(unit.double())
    shortened = unit * (max_norm / length).to(g.dtype)
    return torch.where(largest.double() <= max_norm / length, g, shortened)


# --8<-- [end:clip_by_norm]


# --8<-- [start:checkpoint]
def _save(path: Path, state: dict[str, Any]) -> None:
    """Write a state; the old file stays until all is written."""
    part = path.with_name(path.name + ".part")
    torch.save(state, part)
    os.replace(part, path)


def _random_states(generator: torch.Generator) -> dict[str, Any]:
    """All states that chance depends on: of the batches, and of dropout."""
    return {
        "generator": generator.get_state(),
        "global": torch.get_rng_state(),
        "cuda": torch.cuda.get_rng_state_all(),  # one for each device, if any
    }


def _set_random_states(generator: torch.Generator, states: dict[str, Any]) -> None:
    """Set back what ``_random_states`` returned."""
    generator.set_state(states["generator"])
    torch.set_rng_state(states["global"])
    torch.cuda.set_rng_state_all(states["cuda"])


# --8<-- [end:checkpoint]


# --8<-- [start:train]
def train(
    model: nn.Module,
    batch_loss: Callable[[nn.Module, torch.Generator], torch.Tensor],
    optimizer: torch.optim.Optimizer,
    steps: int,
    generator: torch.Generator,
    schedule: Callable[[int], float] | None = None,
    max_norm: float | None = None,
    checkpoint: Path | None = None,
    every: int = 100,
    progress: Callable[[Iterable[int]], Iterable[int]] = iter,
) -> list[float]:
    """Train a model in place until ``steps`` steps are done; go on from a checkpoint.

    Parameters
    ----------
    model : torch.nn.Module
        Model in any state; it is set to training mode.
    batch_loss : callable (model, generator) -> float tensor, shape ()
        Draws a batch from the generator and returns the model's loss on it.
    optimizer : torch.optim.Optimizer
        Holds the parameters of the model.
    steps : int
        Number of steps in all, those of the checkpoint included.
    generator : torch.Generator
        Source of the batches.
    schedule : callable (int) -> float
        Learning rate at step t = 0, 1, …; by default the optimiser's own.
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
    losses : list of float
        The loss of each step's batch, before the step.

    Raises
    ------
    ValueError
        If ``steps`` or ``every`` is too small, or a loss is not finite.
    """
    losses: list[float] = []
    if checkpoint is not None and checkpoint.exists():
        saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        _set_random_states(generator, saved["random"])
        losses = saved["losses"]
    if every < 1 or steps < len(losses):
        raise ValueError(
            f"expected every >= 1 and steps >= {len(losses)}, which are done, "
            f"got {every} and {steps}"
        )
    model.train()
    for t in progress(range(len(losses), steps)):
        if schedule is not None:
            for group in optimizer.param_groups:
                group["lr"] = schedule(t)
        loss = batch_loss(model, generator)
        if not loss.isfinite():
            raise ValueError(f"expected a finite loss, got {loss.item()} at step {t}")
        optimizer.zero_grad()
        loss.backward()
        if max_norm is not None:
            nn.utils.clip_grad_norm_(
                model.parameters(), max_norm, error_if_nonfinite=True
            )
        optimizer.step()
        losses.append(loss.item())
        if checkpoint is not None and (len(losses) % every == 0 or t + 1 == steps):
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
            random = _random_states(generator)
            _save(checkpoint, {**state, "random": random, "losses": losses})
    return losses


# --8<-- [end:train]
