"""GRU in PyTorch: the notes' equations, and a module for both forms."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]
from mlnotes.sequences.lstm_torch import _check_cell
from mlnotes.sequences.reset_after_gru_torch import _through_time, reset_after_gru
from mlnotes.sequences.rnn_torch import _RecurrentModule


# --8<-- [start:gru_step]
def gru_step(
    x: torch.Tensor, h: torch.Tensor, W: torch.Tensor, U: torch.Tensor, b: torch.Tensor
) -> torch.Tensor:
    """One GRU step: h' = (1 − z) ∘ h + z ∘ g, a convex combination of h and g.

    The gates r, z are σ of their rows of Wx + Uh + b, and g = tanh(Wx + U(r ∘ h) + b)
    with its own rows.

    Parameters
    ----------
    x : float tensor, shape (n, d)
        Inputs of one time step, on any device.
    h : float tensor, shape (n, h)
        Hidden state before the step.
    W : float tensor, shape (3*h, d)
        Weights of the input: h rows each for r, z and g.
    U : float tensor, shape (3*h, h)
        Weights of the hidden state, in the same order.
    b : float tensor, shape (3*h,)
        Biases, in the same order.

    Returns
    -------
    h_new : float tensor, shape (n, h)
        Hidden state after the step.

    Raises
    ------
    ValueError
        If the shapes disagree.

    References
    ----------
    Chung et al. (2014), Empirical evaluation of gated recurrent neural networks on
    sequence modeling, section 3.2.
    """
    _check_cell(3, 2, x, [h], W, U, b)
    k = 2 * h.shape[1]
    w_r, w_z, w_g = (x @ W.T + b).chunk(3, dim=1)
    u_r, u_z = (h @ U[:k].T).chunk(2, dim=1)
    r, z = torch.sigmoid(w_r + u_r), torch.sigmoid(w_z + u_z)
    g = torch.tanh(w_g + (r * h) @ U[k:].T)
    return (1 - z) * h + z * g


# --8<-- [end:gru_step]


# --8<-- [start:gru]
def gru(
    X: torch.Tensor, h0: torch.Tensor, W: torch.Tensor, U: torch.Tensor, b: torch.Tensor
) -> torch.Tensor:
    """GRU over whole sequences: the same step at every time.

    Parameters
    ----------
    X : float tensor, shape (n, t, d)
        n sequences of t inputs, on any device.
    h0 : float tensor, shape (n, h)
        Hidden state at the start.
    W : float tensor, shape (3*h, d)
        Weights of the input: h rows each for r, z and g.
    U : float tensor, shape (3*h, h)
        Weights of the hidden state, in the same order.
    b : float tensor, shape (3*h,)
        Biases, in the same order.

    Returns
    -------
    H : float tensor, shape (n, t, h)
        Hidden state after every step.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    return _through_time(gru_step, X, h0, W, U, b)


# --8<-- [end:gru]


# --8<-- [start:gru_module]
class GRU(_RecurrentModule):
    """GRU layer, as ``torch.nn.GRU(d, h, batch_first=True)``.

    ``reset_after=False`` takes the notes' equations, with the sum of both biases.
    """

    def __init__(self, d: int, h: int, reset_after: bool = True) -> None:
        super().__init__(d, h, gates=3)
        self.reset_after = reset_after

    def forward(
        self, X: torch.Tensor, state: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Map X (n, t, d) and a state (n, h) to all states (n, t, h) and the last one.

        No state means zeros. Raises ValueError if the shapes disagree.
        """
        h0 = self.zeros(X) if state is None else state
        W, U, b, b_h = self.parameters()
        if self.reset_after:
            H = reset_after_gru(X, h0, W, U, b, b_h)
        else:
            H = gru(X, h0, W, U, b + b_h)
        return H, H[:, -1] if H.shape[1] else h0


# --8<-- [end:gru_module]
