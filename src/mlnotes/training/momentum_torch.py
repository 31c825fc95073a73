"""Momentum and Nesterov's momentum in PyTorch, as functions and as optimisers."""

# --8<-- [start:imports]
import math
from typing import Any, ClassVar

import torch

# --8<-- [end:imports]
from mlnotes.training.sgd_problems_torch import _StepOptimizer


# --8<-- [start:check_velocity]
def _check_velocity(
    theta: torch.Tensor,
    dtheta: torch.Tensor,
    v: torch.Tensor,
    learning_rate: float,
    rho: float,
) -> None:
    """Refuse arrays of different shapes, a negative rate, ρ outside [0, 1)."""
    if not theta.shape == dtheta.shape == v.shape:
        shapes = ", ".join(str(tuple(x.shape)) for x in (theta, dtheta, v))
        raise ValueError(f"expected theta, dtheta and v of one shape, got {shapes}")
    if not 0 <= learning_rate < math.inf:
        raise ValueError(f"expected a finite learning_rate >= 0, got {learning_rate}")
    if not 0 <= rho < 1:
        raise ValueError(f"expected rho in [0, 1), got {rho}")


# --8<-- [end:check_velocity]


# --8<-- [start:velocity_step]
def velocity_step(
    theta: torch.Tensor,
    dtheta: torch.Tensor,
    v: torch.Tensor,
    learning_rate: float,
    rho: float = 0.9,
) -> tuple[torch.Tensor, torch.Tensor]:
    """One step of the notes' momentum: v ← ρ v − α g, θ ← θ + v.

    Parameters
    ----------
    theta : float tensor, shape (...)
        Parameters θ, on any device.
    dtheta : float tensor, shape (...)
        Gradient g at θ.
    v : float tensor, shape (...)
        Velocity, zeros at first: the last step.
    learning_rate : float in [0, inf)
        Step size α.
    rho : float in [0, 1), optional
        Share ρ of the velocity that survives a step.

    Returns
    -------
    theta_new : float tensor, shape (...)
        Parameters after the step.
    v_new : float tensor, shape (...)
        The step that was taken.

    Raises
    ------
    ValueError
        If the shapes differ, or α or ρ is out of its range.
    """
    _check_velocity(theta, dtheta, v, learning_rate, rho)
    v_new = rho * v - learning_rate * dtheta
    return theta + v_new, v_new


# --8<-- [end:velocity_step]


# --8<-- [start:momentum_step]
def momentum_step(
    theta: torch.Tensor,
    dtheta: torch.Tensor,
    v: torch.Tensor,
    learning_rate: float,
    rho: float = 0.9,
) -> tuple[torch.Tensor, torch.Tensor]:
    """One step of PyTorch's momentum: v ← ρ v + g, θ ← θ − α v.

    Parameters
    ----------
    theta : float tensor, shape (...)
        Parameters θ, on any device.
    dtheta : float tensor, shape (...)
        Gradient g at θ.
    v : float tensor, shape (...)
        Running sum of gradients, zeros at first.
    learning_rate : float in [0, inf)
        Step size α.
    rho : float in [0, 1), optional
        Share ρ of the sum that survives a step.

    Returns
    -------
    theta_new : float tensor, shape (...)
        Parameters after the step.
    v_new : float tensor, shape (...)
        Running sum with the new gradient.

    Raises
    ------
    ValueError
        If the shapes differ, or α or ρ is out of its range.
    """
    _check_velocity(theta, dtheta, v, learning_rate, rho)
    v_new = rho * v + dtheta
    return theta - learning_rate * v_new, v_new


# --8<-- [end:momentum_step]


# --8<-- [start:nesterov_step]
def nesterov_step(
    theta: torch.Tensor,
    dtheta: torch.Tensor,
    v: torch.Tensor,
    learning_rate: float,
    rho: float = 0.9,
) -> tuple[torch.Tensor, torch.Tensor]:
    """One step of Nesterov's momentum: v ← ρ v + g, θ ← θ − α (g + ρ v).

    Parameters
    ----------
    theta : float tensor, shape (...)
        Parameters θ, on any device: the point that the look-ahead form looks at.
    dtheta : float tensor, shape (...)
        Gradient g at θ.
    v : float tensor, shape (...)
        Running sum of gradients, zeros at first.
    learning_rate : float in [0, inf)
        Step size α.
    rho : float in [0, 1), optional
        Share ρ of the sum that survives a step.

    Returns
    -------
    theta_new : float tensor, shape (...)
        Parameters after the step.
    v_new : float tensor, shape (...)
        Running sum with the new gradient.

    Raises
    ------
    ValueError
        If the shapes differ, or α or ρ is out of its range.
    """
    _check_velocity(theta, dtheta, v, learning_rate, rho)
    v_new = rho * v + dtheta
    return theta - learning_rate * (dtheta + rho * v_new), v_new


# --8<-- [end:nesterov_step]


# --8<-- [start:optimizer_momentum]
class Momentum(_StepOptimizer):
    """``momentum_step`` for every parameter: ``torch.optim.SGD`` with momentum."""

    ranges: ClassVar[dict[str, tuple[float, float]]] = {
        **_StepOptimizer.ranges,
        "momentum": (0, 1),
    }
    fixed: ClassVar[dict[str, Any]] = {
        "dampening": 0,
        "nesterov": False,
    }
    one_step = staticmethod(momentum_step)

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        momentum: float = 0.9,
        weight_decay: float = 0,
    ) -> None:
        super().__init__(params, lr=lr, momentum=momentum, weight_decay=weight_decay)

    def _check(self, group: dict[str, Any]) -> None:
        super()._check(group)
        if {**self.defaults, **group}["momentum"] == 0:
            raise ValueError("expected momentum > 0, got 0: that is SGD")

    def _stepped(
        self, theta: torch.Tensor, dtheta: torch.Tensor, group: dict[str, Any]
    ) -> torch.Tensor:
        state = self.state[theta]
        v = state.get("momentum_buffer", torch.zeros_like(theta))
        theta_new, state["momentum_buffer"] = self.one_step(
            theta, dtheta, v, group["lr"], group["momentum"]
        )
        return theta_new


# --8<-- [end:optimizer_momentum]


# --8<-- [start:optimizer_nesterov]
class Nesterov(Momentum):
    """``nesterov_step`` for every parameter: ``torch.optim.SGD`` with ``nesterov``."""

    fixed: ClassVar[dict[str, Any]] = {
        "dampening": 0,
        "nesterov": True,
    }
    one_step = staticmethod(nesterov_step)


# --8<-- [end:optimizer_nesterov]
