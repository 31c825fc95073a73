"""Adaptive learning rates in PyTorch: one step at a time, and as optimisers."""

# --8<-- [start:imports]
import math
from collections.abc import Callable
from typing import Any, ClassVar

import torch

# --8<-- [end:imports]
from mlnotes.training.sgd_problems_torch import _StepOptimizer


# --8<-- [start:check_step]
def _check_step(
    theta: torch.Tensor, rate: float, eps: float, shares: list[float], **others: Any
) -> None:
    """Refuse tensors of another shape, a negative v and settings out of range."""
    for name, tensor in others.items():
        if tensor.shape != theta.shape:
            shapes = f"{tuple(theta.shape)}, got {tuple(tensor.shape)}"
            raise ValueError(f"expected {name} of theta's shape {shapes}")
    if (others["v"] < 0).any():
        raise ValueError(f"expected v >= 0, got {others['v'].min()}")
    if not (0 <= rate < math.inf and 0 <= eps < math.inf):
        raise ValueError(f"expected finite rate and eps >= 0, got {rate} and {eps}")
    if not all(0 <= share < 1 for share in shares):
        raise ValueError(f"expected rho and betas in [0, 1), got {shares}")


# --8<-- [end:check_step]


# --8<-- [start:adagrad_step]
def adagrad_step(
    theta: torch.Tensor,
    dtheta: torch.Tensor,
    v: torch.Tensor,
    learning_rate: float,
    eps: float = 1e-10,
) -> tuple[torch.Tensor, torch.Tensor]:
    """One step of Adagrad: v ← v + g², θ ← θ − α g / (√v + ε).

    Parameters
    ----------
    theta : float tensor, shape (...)
        Parameters θ.
    dtheta : float tensor, shape (...)
        Gradient g at θ.
    v : float tensor in [0, inf), shape (...)
        Sum of all squared gradients so far; zeros before the first step.
    learning_rate : float in [0, inf)
        Step size α.
    eps : float in [0, inf), optional
        Keeps the divisor from being zero.

    Returns
    -------
    theta_new : float tensor, shape (...)
        Parameters after the step.
    v_new : float tensor, shape (...)
        Sum with the new squares.
    """
    _check_step(theta, learning_rate, eps, [], dtheta=dtheta, v=v)
    v_new = v + dtheta * dtheta
    return theta - learning_rate * dtheta / (v_new.sqrt() + eps), v_new


# --8<-- [end:adagrad_step]


# --8<-- [start:rmsprop_step]
def rmsprop_step(
    theta: torch.Tensor,
    dtheta: torch.Tensor,
    v: torch.Tensor,
    learning_rate: float,
    rho: float = 0.99,
    eps: float = 1e-8,
) -> tuple[torch.Tensor, torch.Tensor]:
    """One step of RMSprop: v ← ρ v + (1 − ρ) g², θ ← θ − α g / (√v + ε).

    Parameters
    ----------
    theta : float tensor, shape (...)
        Parameters θ.
    dtheta : float tensor, shape (...)
        Gradient g at θ.
    v : float tensor in [0, inf), shape (...)
        Running mean of the squared gradients; zeros before the first step.
    learning_rate : float in [0, inf)
        Step size α.
    rho : float in [0, 1), optional
        Share ρ of the running mean that survives a step.
    eps : float in [0, inf), optional
        Keeps the divisor from being zero.

    Returns
    -------
    theta_new : float tensor, shape (...)
        Parameters after the step.
    v_new : float tensor, shape (...)
        Running mean with the new squares.
    """
    _check_step(theta, learning_rate, eps, [rho], dtheta=dtheta, v=v)
    v_new = rho * v + (1 - rho) * dtheta * dtheta
    return theta - learning_rate * dtheta / (v_new.sqrt() + eps), v_new


# --8<-- [end:rmsprop_step]


# --8<-- [start:adam_step]
def adam_step(
    theta: torch.Tensor,
    dtheta: torch.Tensor,
    m: torch.Tensor,
    v: torch.Tensor,
    t: int,
    learning_rate: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """One step of Adam: running means of g and g², both without their bias to zero.

    Parameters
    ----------
    theta : float tensor, shape (...)
        Parameters θ.
    dtheta : float tensor, shape (...)
        Gradient g at θ.
    m : float tensor, shape (...)
        Running mean of the gradients; zeros before the first step.
    v : float tensor in [0, inf), shape (...)
        Running mean of the squared gradients; zeros before the first step.
    t : int in [1, n]
        Number of this step, from 1.
    learning_rate : float in [0, inf)
        Step size α.
    beta1 : float in [0, 1), optional
        Share β₁ of ``m`` that survives a step.
    beta2 : float in [0, 1), optional
        Share β₂ of ``v`` that survives a step.
    eps : float in [0, inf), optional
        Keeps the divisor from being zero.

    Returns
    -------
    theta_new : float tensor, shape (...)
        Parameters after the step.
    m_new : float tensor, shape (...)
        Running mean with the new gradient, bias included.
    v_new : float tensor, shape (...)
        Running mean with the new squares, bias included.
    """
    _check_step(theta, learning_rate, eps, [beta1, beta2], dtheta=dtheta, m=m, v=v)
    if t < 1:
        raise ValueError(f"expected t >= 1, the number of the step, got {t}")
    m_new = beta1 * m + (1 - beta1) * dtheta
    v_new = beta2 * v + (1 - beta2) * dtheta * dtheta
    m_hat, v_hat = m_new / (1 - beta1**t), v_new / (1 - beta2**t)
    return theta - learning_rate * m_hat / (v_hat.sqrt() + eps), m_new, v_new


# --8<-- [end:adam_step]


# --8<-- [start:adamw_step]
def adamw_step(
    theta: torch.Tensor,
    dtheta: torch.Tensor,
    m: torch.Tensor,
    v: torch.Tensor,
    t: int,
    learning_rate: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    strength: float = 0.01,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """One step of AdamW: θ ← (1 − α λ) θ, then the step of Adam.

    Parameters
    ----------
    theta : float tensor, shape (...)
        Parameters θ.
    dtheta : float tensor, shape (...)
        Gradient g of the loss at θ, without any penalty.
    m : float tensor, shape (...)
        Running mean of the gradients; zeros before the first step.
    v : float tensor in [0, inf), shape (...)
        Running mean of the squared gradients; zeros before the first step.
    t : int in [1, n]
        Number of this step, from 1.
    learning_rate : float in [0, inf)
        Step size α.
    beta1 : float in [0, 1), optional
        Share β₁ of ``m`` that survives a step.
    beta2 : float in [0, 1), optional
        Share β₂ of ``v`` that survives a step.
    eps : float in [0, inf), optional
        Keeps the divisor from being zero.
    strength : float in [0, inf), optional
        Weight decay λ.

    Returns
    -------
    theta_new : float tensor, shape (...)
        Parameters after the step.
    m_new : float tensor, shape (...)
        Running mean with the new gradient, bias included.
    v_new : float tensor, shape (...)
        Running mean with the new squares, bias included.
    """
    if not 0 <= strength < math.inf:
        raise ValueError(f"expected a finite strength >= 0, got {strength}")
    decayed = (1 - learning_rate * strength) * theta
    return adam_step(decayed, dtheta, m, v, t, learning_rate, beta1, beta2, eps)


# --8<-- [end:adamw_step]


# --8<-- [start:optimizers]
class _AdaptiveOptimizer(_StepOptimizer):
    """A step function with a state: what is ``kept``, zeros at first, and a count."""

    ranges: ClassVar = {**_StepOptimizer.ranges, "eps": (0, math.inf)}
    kept: tuple[str, ...]
    one_step: Callable[..., tuple[torch.Tensor, ...]]

    def _start(self, theta: torch.Tensor) -> dict[str, torch.Tensor]:
        state = self.state[theta]
        if not state:
            state["step"] = torch.tensor(0.0)
            state.update({name: torch.zeros_like(theta) for name in self.kept})
        return state

    def _arguments(self, group: dict[str, Any], t: int) -> tuple[float, ...]:
        return group["lr"], group["eps"]

    def _stepped(
        self, theta: torch.Tensor, dtheta: torch.Tensor, group: dict[str, Any]
    ) -> torch.Tensor:
        state = self._start(theta)
        state["step"] += 1
        kept = [state[name] for name in self.kept]
        arguments = self._arguments(group, int(state["step"]))
        theta_new, *kept = self.one_step(theta, dtheta, *kept, *arguments)
        state.update(zip(self.kept, kept, strict=True))
        return theta_new


class Adagrad(_AdaptiveOptimizer):
    """``adagrad_step`` for every parameter: ``torch.optim.Adagrad``."""

    fixed: ClassVar = {"lr_decay": 0, "initial_accumulator_value": 0}
    kept, one_step = ("sum",), staticmethod(adagrad_step)

    def __init__(self, params, lr=1e-2, weight_decay=0.0, eps=1e-10):
        super().__init__(params, lr=lr, weight_decay=weight_decay, eps=eps)
        for group in self.param_groups:
            for theta in group["params"]:  # as torch.optim: before the first step
                self._start(theta)


class RMSprop(_AdaptiveOptimizer):
    """``rmsprop_step`` for every parameter: ``torch.optim.RMSprop``."""

    ranges: ClassVar = {**_AdaptiveOptimizer.ranges, "alpha": (0, 1)}
    fixed: ClassVar = {"momentum": 0, "centered": False, "capturable": False}
    hints: ClassVar = {"foreach": None}
    kept, one_step = ("square_avg",), staticmethod(rmsprop_step)

    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0.0):
        settings = {"alpha": alpha, "eps": eps, "weight_decay": weight_decay}
        super().__init__(params, lr=lr, **settings)

    def _arguments(self, group: dict[str, Any], t: int) -> tuple[float, ...]:
        return group["lr"], group["alpha"], group["eps"]


class Adam(_AdaptiveOptimizer):
    """``adam_step`` for every parameter: ``torch.optim.Adam``."""

    ranges: ClassVar = {**_AdaptiveOptimizer.ranges, "betas": (0, 1)}
    fixed: ClassVar = dict.fromkeys(
        ["amsgrad", "capturable", "decoupled_weight_decay"], False
    )
    kept, one_step = ("exp_avg", "exp_avg_sq"), staticmethod(adam_step)

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0):
        settings = {"betas": betas, "eps": eps, "weight_decay": weight_decay}
        super().__init__(params, lr=lr, **settings)

    def _arguments(self, group: dict[str, Any], t: int) -> tuple[float, ...]:
        return t, group["lr"], *group["betas"], group["eps"]


class AdamW(Adam):
    """``adamw_step`` for every parameter: ``torch.optim.AdamW``."""

    fixed: ClassVar = {**Adam.fixed, "decoupled_weight_decay": True}
    one_step = staticmethod(adamw_step)

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01
    ):
        super().__init__(params, lr, betas, eps, weight_decay)

    def _gradient(self, theta: torch.Tensor, group: dict[str, Any]) -> torch.Tensor:
        return super()._gradient(theta, {**group, "weight_decay": 0})

    def _arguments(self, group: dict[str, Any], t: int) -> tuple[float, ...]:
        return *super()._arguments(group, t), group["weight_decay"]


# --8<-- [end:optimizers]
