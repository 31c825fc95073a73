"""What docs/sequences/rnn.md measures: training, memory, truncation (seq-7, seq-10)."""

import numpy as np
import pytest
import torch
from torch import nn

from mlnotes.linear.cross_entropy import cross_entropy, cross_entropy_backward
from mlnotes.linear.scores import linear_scores, linear_scores_backward
from mlnotes.sequences.gradient_flow import recurrent_matrix
from mlnotes.sequences.rnn import rnn, rnn_backward, rnn_backward_truncated
from mlnotes.sequences.rnn_torch import RNN
from mlnotes.training.training_loop_torch import train


def changes(n, t, rng):
    """Bits, and at each step whether the bit differs from the one before it."""
    X = rng.integers(0, 2, (n, t, 1)).astype(float)
    old = np.concatenate([np.zeros((n, 1)), X[:, :-1, 0]], axis=1)
    return X, (X[:, :, 0] != old).astype(int).reshape(-1)


@pytest.mark.parametrize("seed", range(5))
def test_backpropagation_learns_on_ten_steps_what_holds_for_a_thousand(seed):
    """Margin: the last loss was at most 0.02 and every answer right in 20 runs."""
    rng, h, h0 = np.random.default_rng(seed), 8, np.zeros((64, 8))
    theta = [rng.normal(size=(h, 1)), rng.normal(size=(h, h)) / np.sqrt(h), np.zeros(h)]
    theta += [np.zeros((2, h)), np.zeros(2)]
    losses = []
    for _ in range(151):
        X, y = changes(64, 10, rng)
        *cell, V, a = theta
        before = [p.copy() for p in theta]
        H = rnn(X, h0, *cell)
        s = linear_scores(H.reshape(-1, h), V, a)
        losses.append(cross_entropy(s, y))
        for p, q in zip(theta, before, strict=True):  # the forward pass changes none
            np.testing.assert_array_equal(p, q)
        ds = cross_entropy_backward(1.0, s, y)
        dH, dV, da = linear_scores_backward(ds, H.reshape(-1, h), V)
        dcell = rnn_backward(dH.reshape(H.shape), X, h0, *cell)[2:]
        theta = [p - dp for p, dp in zip(theta, (*dcell, dV, da), strict=True)]
    assert losses[0] == pytest.approx(np.log(2), rel=1e-7)
    assert losses[-1] < 0.1
    *cell, V, a = theta
    X, y = changes(20, 1000, rng)
    s = linear_scores(rnn(X, h0[:20], *cell).reshape(-1, h), V, a)
    assert (s.argmax(axis=1) == y).mean() > 0.99


class Recall(nn.Module):
    """Score of the last state: was the first number positive?"""

    def __init__(self, cell):
        super().__init__()
        self.cell, self.read = cell, nn.Linear(16, 1)

    def forward(self, X):
        return self.read(self.cell(X)[1])[:, 0]


def draw(n, t, generator):
    X = torch.randn(n, t, 1, generator=generator)
    return X, (X[:, 0, 0] > 0).float()


def memory(t, seed):
    """Train on sequences of length t; return the share of right answers on new ones."""
    torch.manual_seed(seed)
    model, generator = Recall(RNN(1, 16)), torch.Generator().manual_seed(seed)

    def batch_loss(model, generator):
        X, y = draw(64, t, generator)
        return nn.functional.binary_cross_entropy_with_logits(model(X), y)

    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    train(model, batch_loss, optimizer, 60, generator)
    X, y = draw(1000, t, generator)
    return ((model(X) > 0) == (y > 0)).float().mean().item()


def test_it_remembers_over_five_steps_and_guesses_over_a_hundred():
    """Margin, over 20 seeds: at least 0.94 at length 5, at most 0.53 at length 100."""
    assert min(memory(5, seed) for seed in range(2)) > 0.9
    assert max(memory(100, seed) for seed in range(2)) < 0.6


@pytest.mark.parametrize("seed", range(5))
def test_what_truncation_cuts_off_matters_where_gradients_reach_far(seed):
    """Relative error of the gradient by W_hh when the loss reads the last state."""
    rng, h0 = np.random.default_rng(seed), np.zeros((7, 11))
    X, W_xh = rng.normal(size=(7, 24, 5)), 0.1 * rng.normal(size=(11, 5))
    dH = np.zeros((7, 24, 11))
    dH[:, -1] = 1
    errors = {}
    for radius in (0.5, 1.0):
        W_hh = recurrent_matrix(11, radius, rng)
        arguments = dH, X, h0, W_xh, W_hh, np.zeros(11)
        whole = rnn_backward(*arguments)[3]
        for window in (1, 4, 12, 24):
            part = rnn_backward_truncated(*arguments, window)[3]
            error = np.linalg.norm(part - whole) / np.linalg.norm(whole)
            errors[radius, window] = error
    assert errors[0.5, 1] > errors[0.5, 4] > errors[0.5, 12] > errors[0.5, 24] == 0
    assert errors[0.5, 12] < 0.01  # margin: at most 0.0002 over 40 seeds
    assert errors[1.0, 12] > 0.02  # margin: at least 0.046
    assert errors[1.0, 4] > errors[0.5, 4]  # margin: at least 1.6 times as large
