"""The table of all optimisers of mlnotes, each beside torch.optim's, and a problem."""

from typing import Any, NamedTuple

import torch

from mlnotes.training import adaptive_rates_torch, momentum_torch, sgd_problems_torch


class Pair(NamedTuple):
    """Our class, torch's, what torch's needs to be the same, settings of both."""

    ours: Any
    theirs: Any
    same: dict[str, Any]
    settings: dict[str, Any]


# A row for each class and each setting that changes its path.
PAIRS = [
    Pair(sgd_problems_torch.SGD, torch.optim.SGD, {}, {"lr": 0.1}),
    Pair(
        sgd_problems_torch.SGD, torch.optim.SGD, {}, {"lr": 0.05, "weight_decay": 0.01}
    ),
    Pair(momentum_torch.Momentum, torch.optim.SGD, {"momentum": 0.9}, {"lr": 0.05}),
    Pair(
        momentum_torch.Momentum,
        torch.optim.SGD,
        {},
        {"lr": 0.05, "momentum": 0.7, "weight_decay": 0.01},
    ),
    Pair(
        momentum_torch.Nesterov,
        torch.optim.SGD,
        {"momentum": 0.9, "nesterov": True},
        {"lr": 0.05},
    ),
    Pair(
        momentum_torch.Nesterov,
        torch.optim.SGD,
        {"nesterov": True},
        {"lr": 0.05, "momentum": 0.7, "weight_decay": 0.01},
    ),
    Pair(adaptive_rates_torch.Adagrad, torch.optim.Adagrad, {}, {"lr": 0.05}),
    Pair(
        adaptive_rates_torch.Adagrad,
        torch.optim.Adagrad,
        {},
        {"lr": 0.05, "eps": 0.1, "weight_decay": 0.01},
    ),
    Pair(adaptive_rates_torch.RMSprop, torch.optim.RMSprop, {}, {"lr": 0.005}),
    Pair(
        adaptive_rates_torch.RMSprop,
        torch.optim.RMSprop,
        {},
        {"lr": 0.01, "alpha": 0.7, "eps": 0.1, "weight_decay": 0.01},
    ),
    Pair(adaptive_rates_torch.Adam, torch.optim.Adam, {}, {"lr": 0.01}),
    Pair(
        adaptive_rates_torch.Adam,
        torch.optim.Adam,
        {},
        {"lr": 0.01, "betas": (0.7, 0.8), "eps": 0.1, "weight_decay": 0.01},
    ),
    Pair(adaptive_rates_torch.AdamW, torch.optim.AdamW, {}, {"lr": 0.01}),
    Pair(
        adaptive_rates_torch.AdamW,
        torch.optim.AdamW,
        {},
        {"lr": 0.01, "betas": (0.7, 0.8), "eps": 0.1, "weight_decay": 0.1},
    ),
]
# Settings that our class refuses and torch's class takes: they mean another method.
OTHER_METHODS = [
    (sgd_problems_torch.SGD, {"momentum": 0.9}),
    (sgd_problems_torch.SGD, {"maximize": True}),
    (momentum_torch.Momentum, {"momentum": 0.9, "nesterov": True}),
    (momentum_torch.Momentum, {"momentum": 0.9, "dampening": 0.5}),
    (momentum_torch.Momentum, {"momentum": 0}),
    (momentum_torch.Nesterov, {"momentum": 0.9}),
    (adaptive_rates_torch.Adagrad, {"lr_decay": 0.1}),
    (adaptive_rates_torch.RMSprop, {"centered": True}),
    (adaptive_rates_torch.RMSprop, {"momentum": 0.9}),
    (adaptive_rates_torch.Adam, {"amsgrad": True}),
    (adaptive_rates_torch.Adam, {"decoupled_weight_decay": True}),
    (adaptive_rates_torch.AdamW, {"amsgrad": True}),
]


def problem(device: Any = "cpu", dtype: torch.dtype = torch.float64):
    """A small tanh network and its loss on a batch that changes with the step."""
    generator = torch.Generator().manual_seed(0)
    normal = torch.randn(11 * 5 + 11 * 3, generator=generator, dtype=torch.float64)
    X, T = normal.to(device, dtype).split([55, 33])
    network = torch.nn.Sequential(
        torch.nn.Linear(5, 7), torch.nn.Tanh(), torch.nn.Linear(7, 3)
    )
    with torch.no_grad():
        for weights in network.parameters():
            weights.copy_(0.5 * torch.randn(weights.shape, generator=generator))
    network.to(device, dtype)

    def loss(t: int) -> torch.Tensor:
        batch = torch.arange(t, t + 4, device=device) % 11
        scores = network(X.reshape(11, 5)[batch])
        return (scores - T.reshape(11, 3)[batch]).square().mean()

    return network, loss
