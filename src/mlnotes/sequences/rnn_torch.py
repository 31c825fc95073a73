"""Recurrent network in PyTorch: functions, a module, and the base of LSTM and GRU."""

# --8<-- [start:imports]
import math

import torch
from torch import nn

# --8<-- [end:imports]


# --8<-- [start:check_cell]
def _check_cell(
    X: torch.Tensor,
    h: torch.Tensor,
    W_xh: torch.Tensor,
    W_hh: torch.Tensor,
    b: torch.Tensor,
    axes: str = "x (n, d)",
) -> None:
    """Refuse inputs, states and weights that do not fit each other."""
    hidden, got = b.numel(), [tuple(a.shape) for a in (X, h, W_xh, W_hh, b)]
    weights = (hidden, *X.shape[-1:]), (hidden, hidden), (hidden,)
    wanted = [(*X.shape[:1], hidden), *weights]
    if X.ndim != axes.count(",") + 1 or got[1:] != wanted:
        raise ValueError(
            f"expected shapes {axes}, state (n, h), W_xh (h, d), W_hh (h, h), b (h,), "
            f"got {', '.join(map(str, got))}"
        )


# --8<-- [end:check_cell]


# --8<-- [start:rnn_step]
def rnn_step(
    x: torch.Tensor,
    h: torch.Tensor,
    W_xh: torch.Tensor,
    W_hh: torch.Tensor,
    b: torch.Tensor,
) -> torch.Tensor:
    """One step of a recurrent network, h′ = tanh(W_xh x + W_hh h + b).

    Parameters
    ----------
    x : float tensor, shape (n, d)
        Input of this time step, one row per sequence, on any device.
    h : float tensor, shape (n, h)
        Hidden state before the step.
    W_xh : float tensor, shape (h, d)
        Weights of the input.
    W_hh : float tensor, shape (h, h)
        Weights of the old state.
    b : float tensor, shape (h,)
        Bias.

    Returns
    -------
    h_new : float tensor, shape (n, h)
        Hidden state after the step, between −1 and 1.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_cell(x, h, W_xh, W_hh, b)
    return torch.tanh(x @ W_xh.T + h @ W_hh.T + b)


# --8<-- [end:rnn_step]


# --8<-- [start:rnn]
def rnn(
    X: torch.Tensor,
    h0: torch.Tensor,
    W_xh: torch.Tensor,
    W_hh: torch.Tensor,
    b: torch.Tensor,
) -> torch.Tensor:
    """All states of a recurrent network: the same step at every time.

    Parameters
    ----------
    X : float tensor, shape (n, t, d)
        Sequences of any length t, on any device.
    h0 : float tensor, shape (n, h)
        State before the first step, mostly zeros.
    W_xh : float tensor, shape (h, d)
        Weights of the input.
    W_hh : float tensor, shape (h, h)
        Weights of the old state.
    b : float tensor, shape (h,)
        Bias.

    Returns
    -------
    H : float tensor, shape (n, t, h)
        The state after every step.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_cell(X, h0, W_xh, W_hh, b, "X (n, t, d)")
    U = X @ W_xh.T + b  # the inputs' part of all steps at once
    h, states = h0, []
    for u in U.unbind(dim=1):
        h = torch.tanh(u + h @ W_hh.T)
        states.append(h)
    return torch.stack(states, dim=1) if states else U


# --8<-- [end:rnn]


# --8<-- [start:recurrent_module]
class _RecurrentModule(nn.Module):
    """Parameters of a recurrent layer, with the names, shapes and start of torch.nn's.

    ``gates`` blocks of h rows lie below one another: 1 for RNN, 4 for LSTM, 3 for GRU.
    """

    def __init__(self, d: int, h: int, gates: int) -> None:
        if d < 1 or h < 1:
            raise ValueError(f"expected d >= 1 and h >= 1, got {d} and {h}")
        super().__init__()
        rows, bound = gates * h, 1 / math.sqrt(h)
        self.weight_ih_l0 = nn.Parameter(torch.empty(rows, d))
        self.weight_hh_l0 = nn.Parameter(torch.empty(rows, h))
        self.bias_ih_l0 = nn.Parameter(torch.empty(rows))
        self.bias_hh_l0 = nn.Parameter(torch.empty(rows))
        for parameter in self.parameters():  # in the order of torch.nn
            nn.init.uniform_(parameter, -bound, bound)

    def zeros(self, X: torch.Tensor) -> torch.Tensor:
        """State before the first step, (n, h), on the device of X."""
        return X.new_zeros((*X.shape[:1], self.weight_hh_l0.shape[1]))


# --8<-- [end:recurrent_module]


# --8<-- [start:rnn_module]
class RNN(_RecurrentModule):
    """Recurrent layer, as ``torch.nn.RNN(d, h, batch_first=True)``."""

    def __init__(self, d: int, h: int) -> None:
        super().__init__(d, h, gates=1)

    def forward(
        self, X: torch.Tensor, state: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Map X (n, t, d) and a state (n, h) to all states (n, t, h) and the last one.

        No state means zeros. Raises ValueError if the shapes disagree.
        """
        h0 = self.zeros(X) if state is None else state
        b = self.bias_ih_l0 + self.bias_hh_l0
        H = rnn(X, h0, self.weight_ih_l0, self.weight_hh_l0, b)
        return H, H[:, -1] if H.shape[1] else h0


# --8<-- [end:rnn_module]
