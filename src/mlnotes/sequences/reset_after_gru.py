"""PyTorch's GRU: the reset gate after the product, with gradients by hand."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.softmax import sigmoid
from mlnotes.sequences.gru import _back_through_time, _through_time
from mlnotes.sequences.lstm import _check_cell


# --8<-- [start:reset_after_gates]
def _reset_after_gates(
    x: np.ndarray,
    h: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
    b_h: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Return r, z, the candidate g and v = U_g h + b_h,g, each (n, h)."""
    r, z, g = np.split(x @ W.T + b, 3, axis=1)
    u_r, u_z, v = np.split(h @ U.T + b_h, 3, axis=1)
    r, z = sigmoid(r + u_r), sigmoid(z + u_z)
    return r, z, np.tanh(g + r * v), v


# --8<-- [end:reset_after_gates]


# --8<-- [start:reset_after_gru_step]
def reset_after_gru_step(
    x: np.ndarray,
    h: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
    b_h: np.ndarray,
) -> np.ndarray:
    """One step of PyTorch's GRU: h' = (1 − z) ∘ g + z ∘ h, so z keeps the old state.

    The gates r, z are σ of their rows of Wx + b + Uh + b_h, and the candidate is
    g = tanh(Wx + b + r ∘ (Uh + b_h)) with its own rows: r scales the product, not h.

    Parameters
    ----------
    x : float array, shape (n, d)
        Inputs of one time step.
    h : float array, shape (n, h)
        Hidden state before the step.
    W : float array, shape (3*h, d)
        Weights of the input, ``weight_ih_l0``: h rows each for r, z and g.
    U : float array, shape (3*h, h)
        Weights of the hidden state, ``weight_hh_l0``, in the same order.
    b : float array, shape (3*h,)
        Biases beside W, ``bias_ih_l0``, in the same order.
    b_h : float array, shape (3*h,)
        Biases beside U, ``bias_hh_l0``, in the same order.

    Returns
    -------
    h_new : float array, shape (n, h)
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
    _, z, g, _ = _reset_after_gates(x, h, W, U, b, b_h)
    return (1 - z) * g + z * h


# --8<-- [end:reset_after_gru_step]


# --8<-- [start:reset_after_gru_step_backward]
def reset_after_gru_step_backward(
    dh_new: np.ndarray,
    x: np.ndarray,
    h: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
    b_h: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Gradients of one step of PyTorch's GRU; r scales b_h, so db and db_h differ.

    Parameters
    ----------
    dh_new : float array, shape (n, h)
        Upstream gradient, ∂L/∂h'.
    x : float array, shape (n, d)
        Inputs of one time step.
    h : float array, shape (n, h)
        Hidden state before the step.
    W : float array, shape (3*h, d)
        Weights of the input, ``weight_ih_l0``.
    U : float array, shape (3*h, h)
        Weights of the hidden state, ``weight_hh_l0``.
    b : float array, shape (3*h,)
        Biases beside W, ``bias_ih_l0``.
    b_h : float array, shape (3*h,)
        Biases beside U, ``bias_hh_l0``.

    Returns
    -------
    dx : float array, shape (n, d)
        ∂L/∂x.
    dh : float array, shape (n, h)
        ∂L/∂h.
    dW : float array, shape (3*h, d)
        ∂L/∂W.
    dU : float array, shape (3*h, h)
        ∂L/∂U.
    db : float array, shape (3*h,)
        ∂L/∂b.
    db_h : float array, shape (3*h,)
        ∂L/∂b_h.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_cell(3, 2, x, [h, dh_new], W, U, b, b_h)
    r, z, g, v = _reset_after_gates(x, h, W, U, b, b_h)
    du_g = dh_new * (1 - z) * (1 - g**2)
    du_r = du_g * v * r * (1 - r)
    du_z = dh_new * (h - g) * z * (1 - z)
    du = np.concatenate([du_r, du_z, du_g], axis=1)  # (n, 3h), by Wx + b
    dv = np.concatenate([du_r, du_z, du_g * r], axis=1)  # (n, 3h), by Uh + b_h
    dh = dh_new * z + dv @ U
    return du @ W, dh, du.T @ x, dv.T @ h, du.sum(axis=0), dv.sum(axis=0)


# --8<-- [end:reset_after_gru_step_backward]


# --8<-- [start:reset_after_gru]
def reset_after_gru(
    X: np.ndarray,
    h0: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
    b_h: np.ndarray,
) -> np.ndarray:
    """PyTorch's GRU over whole sequences: the same step at every time.

    Parameters
    ----------
    X : float array, shape (n, t, d)
        n sequences of t inputs.
    h0 : float array, shape (n, h)
        Hidden state at the start.
    W : float array, shape (3*h, d)
        Weights of the input, ``weight_ih_l0``: h rows each for r, z and g.
    U : float array, shape (3*h, h)
        Weights of the hidden state, ``weight_hh_l0``, in the same order.
    b : float array, shape (3*h,)
        Biases beside W, ``bias_ih_l0``, in the same order.
    b_h : float array, shape (3*h,)
        Biases beside U, ``bias_hh_l0``, in the same order.

    Returns
    -------
    H : float array, shape (n, t, h)
        Hidden state after every step.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    return _through_time(reset_after_gru_step, X, h0, W, U, b, b_h)


# --8<-- [end:reset_after_gru]


# --8<-- [start:reset_after_gru_backward]
def reset_after_gru_backward(
    dH: np.ndarray,
    X: np.ndarray,
    h0: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
    b_h: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Backpropagation through time: the steps in reverse, gradients of weights added.

    Parameters
    ----------
    dH : float array, shape (n, t, h)
        Upstream gradient, ∂L/∂H, of every state; zeros where none is used.
    X : float array, shape (n, t, d)
        n sequences of t inputs.
    h0 : float array, shape (n, h)
        Hidden state at the start.
    W : float array, shape (3*h, d)
        Weights of the input, ``weight_ih_l0``.
    U : float array, shape (3*h, h)
        Weights of the hidden state, ``weight_hh_l0``.
    b : float array, shape (3*h,)
        Biases beside W, ``bias_ih_l0``.
    b_h : float array, shape (3*h,)
        Biases beside U, ``bias_hh_l0``.

    Returns
    -------
    dX : float array, shape (n, t, d)
        ∂L/∂X.
    dh0 : float array, shape (n, h)
        ∂L/∂h0.
    dW : float array, shape (3*h, d)
        ∂L/∂W, the sum over all steps.
    dU : float array, shape (3*h, h)
        ∂L/∂U, the sum over all steps.
    db : float array, shape (3*h,)
        ∂L/∂b, the sum over all steps.
    db_h : float array, shape (3*h,)
        ∂L/∂b_h, the sum over all steps.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    H = reset_after_gru(X, h0, W, U, b, b_h)
    return _back_through_time(reset_after_gru_step_backward, dH, H, X, h0, W, U, b, b_h)


# --8<-- [end:reset_after_gru_backward]
