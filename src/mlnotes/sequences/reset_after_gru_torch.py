"""PyTorch's GRU in PyTorch: the reset gate after the product; gradients by autograd."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]
from mlnotes.sequences.lstm_torch import _check_cell


# --8<-- [start:reset_after_gru_step]
def reset_after_gru_step(
    x: torch.Tensor,
    h: torch.Tensor,
    W: torch.Tensor,
    U: torch.Tensor,
    b: torch.Tensor,
    b_h: torch.Tensor,
) -> torch.Tensor:
    """One step of PyTorch's GRU: h' = (1 − z) ∘ g + z ∘ h, so z keeps the old state.

    The gates r, z are σ of their rows of Wx + b + Uh + b_h, and the candidate is
    g = tanh(Wx + b + r ∘ (Uh + b_h)) with its own rows: r scales the product, not h.

    Parameters
    ----------
    x : float tensor, shape (n, d)
        Inputs of one time step, on any device.
    h : float tensor, shape (n, h)
        Hidden state before the step.
    W : float tensor, shape (3*h, d)
        Weights of the input, ``weight_ih_l0``: h rows each for r, z and g.
    U : float tensor, shape (3*h, h)
        Weights of the hidden state, ``weight_hh_l0``, in the same order.
    b : float tensor, shape (3*h,)
        Biases beside W, ``bias_ih_l0``, in the same order.
    b_h : float tensor, shape (3*h,)
        Biases beside U, ``bias_hh_l0``, in the same order.

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
    PyTorch's documentation of torch.nn.GRU; z as in Cho et al. (2014), Learning phrase
    representations using RNN encoder-decoder, equation 7.
    """
    _check_cell(3, 2, x, [h], W, U, b, b_h)
    w_r, w_z, w_g = (x @ W.T + b).chunk(3, dim=1)
    u_r, u_z, v = (h @ U.T + b_h).chunk(3, dim=1)
    r, z = torch.sigmoid(w_r + u_r), torch.sigmoid(w_z + u_z)
    return (1 - z) * torch.tanh(w_g + r * v) + z * h


# --8<-- [end:reset_after_gru_step]


# Here and not in gru_torch, whose module GRU needs this file.
# --8<-- [start:through_time]
def _through_time(
    step, X: torch.Tensor, h0: torch.Tensor, *weights: torch.Tensor
) -> torch.Tensor:
    """Take the same step at every time; return all states, (n, t, h)."""
    _check_cell(3, 3, X, [h0], *weights)
    states = [h0]
    for x in X.unbind(dim=1):
        states.append(step(x, states[-1], *weights))
    return torch.stack(states, dim=1)[:, 1:]


# --8<-- [end:through_time]


# --8<-- [start:reset_after_gru]
def reset_after_gru(
    X: torch.Tensor,
    h0: torch.Tensor,
    W: torch.Tensor,
    U: torch.Tensor,
    b: torch.Tensor,
    b_h: torch.Tensor,
) -> torch.Tensor:
    """PyTorch's GRU over whole sequences: the same step at every time.

    Parameters
    ----------
    X : float tensor, shape (n, t, d)
        n sequences of t inputs, on any device.
    h0 : float tensor, shape (n, h)
        Hidden state at the start.
    W : float tensor, shape (3*h, d)
        Weights of the input, ``weight_ih_l0``: h rows each for r, z and g.
    U : float tensor, shape (3*h, h)
        Weights of the hidden state, ``weight_hh_l0``, in the same order.
    b : float tensor, shape (3*h,)
        Biases beside W, ``bias_ih_l0``, in the same order.
    b_h : float tensor, shape (3*h,)
        Biases beside U, ``bias_hh_l0``, in the same order.

    Returns
    -------
    H : float tensor, shape (n, t, h)
        Hidden state after every step.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    return _through_time(reset_after_gru_step, X, h0, W, U, b, b_h)


# --8<-- [end:reset_after_gru]
