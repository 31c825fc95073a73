"""LSTM: a cell state behind three gates, and backpropagation through time by hand."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.softmax import sigmoid


# --8<-- [start:check_cell]
def _check_cell(
    gates: int,
    axes: int,
    X: np.ndarray,
    states: list[np.ndarray],
    W: np.ndarray,
    U: np.ndarray,
    *b: np.ndarray,
) -> None:
    """Refuse an input, states, weights and biases that are not of one cell."""
    if X.ndim != axes or U.ndim != 2:
        raise ValueError(
            f"expected an input with {axes} axes, U with 2, got {X.shape}, {U.shape}"
        )
    n, d, h = X.shape[0], X.shape[-1], U.shape[1]
    wanted = [(n, h) for _ in states] + [(gates * h, d), (gates * h, h)]
    wanted += [(gates * h,) for _ in b]
    got = [array.shape for array in (*states, W, U, *b)]
    if got != wanted:
        raise ValueError(
            f"expected states, W, U and bias of the shapes {wanted} for an input of "
            f"shape {X.shape}, got {got}"
        )


# --8<-- [end:check_cell]


# --8<-- [start:lstm_gates]
def _lstm_gates(
    x: np.ndarray, h: np.ndarray, W: np.ndarray, U: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Return i, f, g, o of one step, each (n, h), from one stacked product."""
    i, f, g, o = np.split(x @ W.T + h @ U.T + b, 4, axis=1)
    return sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)


# --8<-- [end:lstm_gates]


# --8<-- [start:lstm_step]
def lstm_step(
    x: np.ndarray,
    h: np.ndarray,
    c: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """One LSTM step: c' = f ∘ c + i ∘ g and h' = o ∘ tanh(c').

    The gates i, f, o are σ of their rows of Wx + Uh + b, the candidate g is tanh.

    Parameters
    ----------
    x : float array, shape (n, d)
        Inputs of one time step.
    h : float array, shape (n, h)
        Hidden state before the step.
    c : float array, shape (n, h)
        Cell state before the step.
    W : float array, shape (4*h, d)
        Weights of the input: h rows each for i, f, g, o, PyTorch's order.
    U : float array, shape (4*h, h)
        Weights of the hidden state, in the same order.
    b : float array, shape (4*h,)
        Biases, in the same order.

    Returns
    -------
    h_new : float array, shape (n, h)
        Hidden state after the step.
    c_new : float array, shape (n, h)
        Cell state after the step.

    Raises
    ------
    ValueError
        If the shapes disagree.

    References
    ----------
    Hochreiter and Schmidhuber (1997), Long short-term memory, section 4;
    the forget gate: Gers, Schmidhuber and Cummins (2000), Learning to forget.
    """
    _check_cell(4, 2, x, [h, c], W, U, b)
    i, f, g, o = _lstm_gates(x, h, W, U, b)
    c_new = f * c + i * g
    return o * np.tanh(c_new), c_new


# --8<-- [end:lstm_step]


# --8<-- [start:lstm_step_backward]
def lstm_step_backward(
    dh_new: np.ndarray,
    dc_new: np.ndarray,
    x: np.ndarray,
    h: np.ndarray,
    c: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Gradients of one LSTM step; c' also feeds h', so dc' + dh' ∘ o ∘ (1 − tanh²c').

    Parameters
    ----------
    dh_new : float array, shape (n, h)
        Upstream gradient, ∂L/∂h'.
    dc_new : float array, shape (n, h)
        Upstream gradient, ∂L/∂c' without the part that goes through h'.
    x : float array, shape (n, d)
        Inputs.
    h : float array, shape (n, h)
        Hidden state before the step.
    c : float array, shape (n, h)
        Cell state before the step.
    W : float array, shape (4*h, d)
        Weights of the input.
    U : float array, shape (4*h, h)
        Weights of the hidden state.
    b : float array, shape (4*h,)
        Biases.

    Returns
    -------
    dx : float array, shape (n, d)
        ∂L/∂x.
    dh : float array, shape (n, h)
        ∂L/∂h.
    dc : float array, shape (n, h)
        ∂L/∂c.
    dW : float array, shape (4*h, d)
        ∂L/∂W.
    dU : float array, shape (4*h, h)
        ∂L/∂U.
    db : float array, shape (4*h,)
        ∂L/∂b.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_cell(4, 2, x, [h, c, dh_new, dc_new], W, U, b)
    i, f, g, o = _lstm_gates(x, h, W, U, b)
    tanh_c = np.tanh(f * c + i * g)
    dc_new = dc_new + dh_new * o * (1 - tanh_c**2)
    du_i = dc_new * g * i * (1 - i)
    du_f = dc_new * c * f * (1 - f)
    du_g = dc_new * i * (1 - g**2)
    du_o = dh_new * tanh_c * o * (1 - o)
    du = np.concatenate([du_i, du_f, du_g, du_o], axis=1)  # (n, 4h), by Wx + Uh + b
    return du @ W, du @ U, dc_new * f, du.T @ x, du.T @ h, du.sum(axis=0)


# --8<-- [end:lstm_step_backward]


# --8<-- [start:lstm]
def lstm(
    X: np.ndarray,
    h0: np.ndarray,
    c0: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """LSTM over whole sequences: the same step at every time.

    Parameters
    ----------
    X : float array, shape (n, t, d)
        n sequences of t inputs.
    h0 : float array, shape (n, h)
        Hidden state at the start.
    c0 : float array, shape (n, h)
        Cell state at the start.
    W : float array, shape (4*h, d)
        Weights of the input: i, f, g, o below one another.
    U : float array, shape (4*h, h)
        Weights of the hidden state.
    b : float array, shape (4*h,)
        Biases.

    Returns
    -------
    H : float array, shape (n, t, h)
        Hidden state after every step.
    C : float array, shape (n, t, h)
        Cell state after every step.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_cell(4, 3, X, [h0, c0], W, U, b)
    H = np.empty((*X.shape[:2], U.shape[1]), X.dtype)
    C = np.empty_like(H)
    h, c = h0, c0
    for time in range(X.shape[1]):
        h, c = lstm_step(X[:, time], h, c, W, U, b)
        H[:, time], C[:, time] = h, c
    return H, C


# --8<-- [end:lstm]


# --8<-- [start:lstm_backward]
def lstm_backward(
    dH: np.ndarray,
    dC: np.ndarray,
    X: np.ndarray,
    h0: np.ndarray,
    c0: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Backpropagation through time: the steps in reverse, gradients of weights added.

    Parameters
    ----------
    dH : float array, shape (n, t, h)
        Upstream gradient, ∂L/∂H, of every hidden state; zeros where none is used.
    dC : float array, shape (n, t, h)
        Upstream gradient, ∂L/∂C; zeros in most networks.
    X : float array, shape (n, t, d)
        Inputs.
    h0 : float array, shape (n, h)
        Hidden state at the start.
    c0 : float array, shape (n, h)
        Cell state at the start.
    W : float array, shape (4*h, d)
        Weights of the input.
    U : float array, shape (4*h, h)
        Weights of the hidden state.
    b : float array, shape (4*h,)
        Biases.

    Returns
    -------
    dX : float array, shape (n, t, d)
        ∂L/∂X.
    dh0 : float array, shape (n, h)
        ∂L/∂h0.
    dc0 : float array, shape (n, h)
        ∂L/∂c0.
    dW : float array, shape (4*h, d)
        ∂L/∂W, the sum over all steps.
    dU : float array, shape (4*h, h)
        ∂L/∂U, the sum over all steps.
    db : float array, shape (4*h,)
        ∂L/∂b, the sum over all steps.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    H, C = lstm(X, h0, c0, W, U, b)
    if dH.shape != H.shape or dC.shape != H.shape:
        raise ValueError(
            f"expected dH and dC of H's shape {H.shape}, got {dH.shape} and {dC.shape}"
        )
    dX = np.empty_like(X)
    dh, dc = np.zeros_like(h0), np.zeros_like(c0)
    sums = [np.zeros_like(W), np.zeros_like(U), np.zeros_like(b)]
    for time in reversed(range(X.shape[1])):
        h, c = (H[:, time - 1], C[:, time - 1]) if time else (h0, c0)
        dX[:, time], dh, dc, *parts = lstm_step_backward(
            dH[:, time] + dh, dC[:, time] + dc, X[:, time], h, c, W, U, b
        )
        sums = [total + part for total, part in zip(sums, parts, strict=True)]
    return dX, dh, dc, *sums


# --8<-- [end:lstm_backward]
