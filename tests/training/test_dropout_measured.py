"""Statements of docs/training/dropout.md (tr-14) that are measured by training."""

from typing import NamedTuple

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from mlnotes.training import dropout_torch as with_torch

SEEDS = range(3)


class Fit(NamedTuple):
    """Shares and losses after training, and the test losses on the way."""

    fitted: float
    right: float
    right_in_training_mode: float
    loss: float
    training_loss: float
    training_loss_in_training_mode: float
    on_the_way: list[float]


def train(seed, p, wrong):
    """Train as the page does: 64 hidden units, 200 digits, some labels wrong."""
    from sklearn.datasets import load_digits  # machines with a GPU do not have it

    torch.manual_seed(seed)
    digits, labels = map(torch.tensor, load_digits(return_X_y=True))
    order = torch.randperm(len(digits))
    X, y = digits[order].float() / 16, labels[order]
    y[:wrong] = (y[:wrong] + torch.randint(1, 10, (wrong,))) % 10
    dropout = with_torch.Dropout(p)
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), dropout, nn.Linear(64, 10))
    optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
    on_the_way = []
    for step in range(200):
        optimizer.zero_grad()
        F.cross_entropy(network(X[:200]), y[:200]).backward()
        optimizer.step()
        if step % 10 == 0:
            with torch.no_grad():
                s = network.eval()(X[200:])
            on_the_way.append(F.cross_entropy(s, y[200:]).item())
            network.train()
    with torch.no_grad():
        noisy = network(X)
        s = network.eval()(X)
    right, right_noisy = ((z.argmax(dim=1) == y).float() for z in (s, noisy))
    losses = [F.cross_entropy(z[:200], y[:200]).item() for z in (s, noisy)]
    loss = F.cross_entropy(s[200:], y[200:]).item()
    shares = (right[:200], right[200:], right_noisy[200:])
    return Fit(*(share.mean().item() for share in shares), loss, *losses, on_the_way)


@pytest.fixture(scope="module")
def fits():
    return {
        (p, wrong): [train(seed, p, wrong) for seed in SEEDS]
        for p in (0.0, 0.5)
        for wrong in (0, 40)
    }


def test_with_wrong_labels_dropout_gets_more_test_digits_right(fits):
    plain, dropped = fits[0.0, 40], fits[0.5, 40]
    assert min(fit.fitted for fit in plain) > 0.98
    assert max(fit.right for fit in plain) < 0.78
    gains = [b.right - a.right for a, b in zip(plain, dropped, strict=True)]
    assert min(gains) > 0.05  # measured: 0.07 to 0.14
    # most wrong labels are learned with dropout too, measured: 0.96 to 0.98
    assert min(fit.fitted for fit in dropped) > 0.9
    lowest = [[min(fit.on_the_way) for fit in fs] for fs in (plain, dropped)]
    difference = np.mean(lowest[0]) - np.mean(lowest[1])
    assert abs(difference) < 0.1  # the good network is not lost, not found
    assert np.mean([fit.loss for fit in plain]) > np.mean(lowest[0]) + 0.5


def test_on_right_labels_dropout_gains_little(fits):
    plain, dropped = fits[0.0, 0], fits[0.5, 0]
    for a, b in zip(plain, dropped, strict=True):
        assert b.loss < a.loss  # measured: lower by 0.02 to 0.07
    gain = np.mean([b.right - a.right for a, b in zip(plain, dropped, strict=True)])
    assert 0 < gain < 0.02  # measured: 0.008


def test_a_forgotten_eval_costs_accuracy_and_inflates_the_training_loss(fits):
    for fit in (*fits[0.5, 0], *fits[0.5, 40]):
        assert fit.right_in_training_mode < fit.right - 0.01
        # measured: 2.0 to 2.7 times with wrong labels, 18 to 22 times without
        assert fit.training_loss_in_training_mode > 1.7 * fit.training_loss
    for fit in fits[0.0, 0]:
        assert fit.right_in_training_mode == fit.right
