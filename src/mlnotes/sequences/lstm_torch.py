"""LSTM in PyTorch, from its equations, and as a module with torch.nn's weights."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]
from mlnotes.sequences.rnn_torch import _RecurrentModule


# --8<-- [start:check_cell]
def _check_cell(
    gates: int,
    axes: int,
    X: torch.Tensor,
    states: list[torch.Tensor],
    W: torch.Tensor,
    U: torch.Tensor,
    *b: torch.Tensor,
) -> None:
    """Refuse an input, states, weights and biases that are not of one cell."""
    if X.ndim != axes or U.ndim != 2:
        got = [tuple(X.shape), tuple(U.shape)]
        raise ValueError(f"expected an input with {axes} axes, U with 2, got {got}")
    n, d, h = X.shape[0], X.shape[-1], U.shape[1]
    wanted = [(n, h) for _ in states] + [(gates * h, d), (gates * h, h)]
    wanted += [(gates * h,) for _ in b]
    got = [tuple(tensor.shape) for tensor in (*states, W, U, *b)]
    if got != wanted:
        raise ValueError(
            f"expected states, W, U and bias of the shapes {wanted} for an input of "
            f"shape {tuple(X.shape)}, got {got}"
        )


# --8<-- [end:check_cell]


# --8<-- [start:lstm_step]
def lstm_step(
    x: torch.Tensor,
    h: torch.Tensor,
    c: torch.Tensor,
    W: torch.Tensor,
    U: torch.Tensor,
    b: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor]:
    """One LSTM step: c' = f ∘ c + i ∘ g and h' = o ∘ tanh(c').

    Parameters
    ----------
    x : float tensor, shape (n, d)
        Inputs of one time step, on any device.
    h : float tensor, shape (n, h)
        Hidden state before the step.
    c : float tensor, shape (n, h)
        Cell state before the step.
    W : float tensor, shape (4*h, d)
        Weights of the input: h rows each for i, f, g, o.
    U : float tensor, shape (4*h, h)
        Weights of the hidden state, in the same order.
    b : float tensor, shape (4*h,)
        Biases, in the same order.

    Returns
    -------
    h_new : float tensor, shape (n, h)
        Hidden state after the step.
    c_new : float tensor, shape (n, h)
        Cell state after the step.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_cell(4, 2, x, [h, c], W, U, b)
    i, f, g, o = (x @ W.T + h @ U.T + b).chunk(4, dim=1)
    c_new = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c_new), c_new


# --8<-- [end:lstm_step]


# --8<-- [start:lstm]
def lstm(
    X: torch.Tensor,
    h0: torch.Tensor,
    c0: torch.Tensor,
    W: torch.Tensor,
    U: torch.Tensor,
    b: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor]:
    """LSTM over whole sequences: the same step at every time.

    Parameters
    ----------
    X : float tensor, shape (n, t, d)
        n sequences of t inputs, on any device.
    h0 : float tensor, shape (n, h)
        Hidden state at the start.
    c0 : float tensor, shape (n, h)
        Cell state at the start.
    W : float tensor, shape (4*h, d)
        Weights of the input: i, f, g, o below one another.
    U : float tensor, shape (4*h, h)
        Weights of the hidden state.
    b : float tensor, shape (4*h,)
        Biases.

    Returns
    -------
    H : float tensor, shape (n, t, h)
        Hidden state after every step.
    C : float tensor, shape (n, t, h)
        Cell state after every step.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_cell(4, 3, X, [h0, c0], W, U, b)
    H, C = [h0], [c0]
    for x in X.unbind(dim=1):
        h, c = lstm_step(x, H[-1], C[-1], W, U, b)
        H.append(h)
        C.append(c)
    return torch.stack(H, dim=1)[:, 1:], torch.stack(C, dim=1)[:, 1:]


# --8<-- [end:lstm]


# --8<-- [start:lstm_module]
class LSTM(_RecurrentModule):
    """LSTM layer, as ``torch.nn.LSTM(d, h, batch_first=True)``.

    ``forget_bias`` sets the bias of the forget gate at the start, for instance to 1;
    without it the bias is drawn, as in PyTorch.
    """

    def __init__(self, d: int, h: int, forget_bias: float | None = None) -> None:
        super().__init__(d, h, gates=4)
        if forget_bias is not None:
            with torch.no_grad():
                self.bias_ih_l0[h : 2 * h] = forget_bias
                self.bias_hh_l0[h : 2 * h] = 0

    def forward(
        self,
        X: torch.Tensor,
        state: tuple[torch.Tensor, torch.Tensor] | None = None,
    ) -> tuple[torch.Tensor, tuple[torch.Tensor, torch.Tensor]]:
        """Map X (n, t, d) and a state, h and c, to H (n, t, h) and the last h and c.

        No state means zeros. Raises ValueError if the shapes disagree.
        """
        h0, c0 = (self.zeros(X), self.zeros(X)) if state is None else state
        b = self.bias_ih_l0 + self.bias_hh_l0
        H, C = lstm(X, h0, c0, self.weight_ih_l0, self.weight_hh_l0, b)
        return H, (H[:, -1], C[:, -1]) if H.shape[1] else (h0, c0)


# --8<-- [end:lstm_module]
