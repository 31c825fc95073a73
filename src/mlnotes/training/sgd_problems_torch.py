"""SGD and three loss surfaces in PyTorch, and the loop that all optimisers share."""

# --8<-- [start:imports]
import math
from collections.abc import Callable
from typing import Any, ClassVar

import torch

# --8<-- [end:imports]


# --8<-- [start:sgd_step]
def sgd_step(
    theta: torch.Tensor, dtheta: torch.Tensor, learning_rate: float
) -> torch.Tensor:
    """One step of SGD, θ_new = θ − α g.

    Parameters
    ----------
    theta : float tensor, shape (...)
        Parameters θ, on any device.
    dtheta : float tensor, shape (...)
        Gradient g at θ, of all samples or of a minibatch.
    learning_rate : float in [0, inf)
        Step size α.

    Returns
    -------
    theta_new : float tensor, shape (...)
        Parameters after the step.

    Raises
    ------
    ValueError
        If the shapes differ or the rate is negative or not finite.
    """
    if dtheta.shape != theta.shape:
        shapes = f"{tuple(theta.shape)} and {tuple(dtheta.shape)}"
        raise ValueError(f"expected theta and dtheta of one shape, got {shapes}")
    if not 0 <= learning_rate < math.inf:
        raise ValueError(f"expected a finite learning_rate >= 0, got {learning_rate}")
    return theta - learning_rate * dtheta


# --8<-- [end:sgd_step]


# --8<-- [start:coordinates]
def _coordinates(theta: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return x = θ₁ and y = θ₂ of points on a surface."""
    if theta.ndim == 0 or theta.shape[-1] != 2:
        raise ValueError(f"expected theta of shape (..., 2), got {tuple(theta.shape)}")
    return theta[..., 0], theta[..., 1]


# --8<-- [end:coordinates]


# --8<-- [start:ravine]
def ravine(theta: torch.Tensor) -> torch.Tensor:
    """A long valley, L = ½ (x² + 25 y²): curvatures 1 and 25, minimum 0 at (0, 0).

    Parameters
    ----------
    theta : float tensor, shape (..., 2)
        Points (x, y), on any device.

    Returns
    -------
    L : float tensor, shape (...)
        Loss at each point.
    """
    x, y = _coordinates(theta)
    return (x**2 + 25 * y**2) / 2


# --8<-- [end:ravine]


# --8<-- [start:saddle]
def saddle(theta: torch.Tensor) -> torch.Tensor:
    """A saddle point at (0, 0) between two minima, L = ½ x² − ½ y² + ¼ y⁴.

    Parameters
    ----------
    theta : float tensor, shape (..., 2)
        Points (x, y), on any device.

    Returns
    -------
    L : float tensor, shape (...)
        Loss at each point.
    """
    x, y = _coordinates(theta)
    return (x**2 - y**2) / 2 + y**4 / 4


# --8<-- [end:saddle]


# --8<-- [start:rosenbrock]
def rosenbrock(theta: torch.Tensor) -> torch.Tensor:
    """A curved valley, L = (1 − x)² + 100 (y − x²)²: minimum 0 at (1, 1).

    Parameters
    ----------
    theta : float tensor, shape (..., 2)
        Points (x, y), on any device.

    Returns
    -------
    L : float tensor, shape (...)
        Loss at each point.
    """
    x, y = _coordinates(theta)
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


# --8<-- [end:rosenbrock]


# --8<-- [start:step_optimizer]
class _StepOptimizer(torch.optim.Optimizer):
    """The loop around a step function: groups, parameters, gradients, settings.

    A subclass says in ``_stepped`` what a parameter becomes. ``ranges`` holds the
    least value of each setting and the first one that is too large; ``fixed`` what
    torch.optim's class could also do otherwise; ``hints`` what it takes for speed.
    """

    ranges: ClassVar[dict[str, tuple[float, float]]] = {
        "lr": (0, math.inf),
        "weight_decay": (0, math.inf),
    }
    fixed: ClassVar[dict[str, Any]] = {}
    hints: ClassVar[dict[str, Any]] = {"foreach": None, "fused": None}

    def __init__(self, params: Any, **settings: Any) -> None:
        super().__init__(params, {**self.hints, **self._all_fixed(), **settings})

    def _all_fixed(self) -> dict[str, Any]:
        return {"maximize": False, "differentiable": False, **self.fixed}

    def _check(self, group: dict[str, Any]) -> None:
        """Refuse settings that are out of range or that mean another method."""
        settings = {**self.defaults, **group}
        for name, (low, high) in self.ranges.items():
            value = settings[name]
            parts = value if isinstance(value, tuple | list) else (value,)
            if not all(low <= part < high for part in parts):
                raise ValueError(f"expected {name} in [{low}, {high}), got {value}")
        for name, value in self._all_fixed().items():
            if settings[name] != value:
                raise ValueError(f"expected {name} = {value}, got {settings[name]}")

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        self._check(param_group)
        super().add_param_group(param_group)

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        for group in state_dict["param_groups"]:
            self._check(group)
        super().load_state_dict(state_dict)

    def _gradient(self, theta: torch.Tensor, group: dict[str, Any]) -> torch.Tensor:
        """Gradient of the loss and of the penalty ½ λ ‖θ‖²."""
        assert theta.grad is not None
        if theta.grad.is_sparse:
            raise ValueError("expected a dense gradient, got a sparse one")
        if group["weight_decay"] == 0:
            return theta.grad
        return theta.grad + group["weight_decay"] * theta

    def _stepped(
        self, theta: torch.Tensor, dtheta: torch.Tensor, group: dict[str, Any]
    ) -> torch.Tensor:
        """Return what θ becomes; the state of θ is ``self.state[theta]``."""
        raise NotImplementedError

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Step every parameter that has a gradient; return what the closure did."""
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for theta in group["params"]:
                if theta.grad is not None:
                    dtheta = self._gradient(theta, group)
                    theta.copy_(self._stepped(theta, dtheta, group))
        return loss


# --8<-- [end:step_optimizer]


# --8<-- [start:optimizer_sgd]
class SGD(_StepOptimizer):
    """``sgd_step`` for every parameter: ``torch.optim.SGD`` without momentum."""

    fixed: ClassVar[dict[str, Any]] = {
        "momentum": 0,
        "dampening": 0,
        "nesterov": False,
    }

    def __init__(self, params: Any, lr: float = 1e-3, weight_decay: float = 0) -> None:
        super().__init__(params, lr=lr, weight_decay=weight_decay)

    def _stepped(
        self, theta: torch.Tensor, dtheta: torch.Tensor, group: dict[str, Any]
    ) -> torch.Tensor:
        return sgd_step(theta, dtheta, group["lr"])


# --8<-- [end:optimizer_sgd]
