"""Gradient flow through RNN, LSTM and GRU: Jacobians of the last state, measured."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.sequences.gru import gru, gru_step_backward
from mlnotes.sequences.lstm import lstm, lstm_step_backward
from mlnotes.sequences.rnn import rnn, rnn_step_backward


# --8<-- [start:flow_helpers]
def _widen(X: np.ndarray, *others: np.ndarray) -> list[np.ndarray]:
    """Return the arrays in float32 or wider; refuse sequences without a step."""
    if X.ndim != 3 or X.shape[1] == 0:
        raise ValueError(f"expected X of shape (n, t, d) with t >= 1, got {X.shape}")
    arrays = X, *others
    return [array.astype(np.result_type(array, np.float32)) for array in arrays]


def _unit_rows(n: int, h: int, dtype: np.dtype) -> np.ndarray:
    """Return h unit vectors for each of n sequences, (n h, h): upstream gradients."""
    return np.tile(np.eye(h, dtype=dtype), (n, 1))


def _states_before(H: np.ndarray, h0: np.ndarray, k: int) -> np.ndarray:
    """Return the states k steps before the end, each h times, (n h, h)."""
    h = H[:, -k - 1] if k < H.shape[1] else h0
    return np.repeat(h, h0.shape[1], axis=0)


def _spectral_norms(J: np.ndarray, n: int) -> np.ndarray:
    """Return the largest singular value of each of n stacked Jacobians."""
    if not np.isfinite(J).all():
        raise ValueError("expected finite Jacobians, got infinite or NaN entries")
    return np.linalg.norm(J.reshape(n, *2 * J.shape[1:]), ord=2, axis=(1, 2))


# --8<-- [end:flow_helpers]


# --8<-- [start:rnn_flow]
def rnn_flow(
    X: np.ndarray,
    h0: np.ndarray,
    W_xh: np.ndarray,
    W_hh: np.ndarray,
    b: np.ndarray,
) -> np.ndarray:
    """Spectral norm ‖∂h_T/∂h_{T−k}‖ of an RNN for k = 1 … t.

    The rows of a Jacobian are gradients: those of each unit of h_T, taken back step
    by step.

    Parameters
    ----------
    X : float array, shape (n, t, d)
        Sequences.
    h0 : float array, shape (n, h)
        State before the first step.
    W_xh : float array, shape (h, d)
        Weights of the input.
    W_hh : float array, shape (h, h)
        Weights of the old state.
    b : float array, shape (h,)
        Bias.

    Returns
    -------
    norms : float array, shape (n, t)
        Place k − 1 holds the norm for the distance k; the last one is for h₀.

    Raises
    ------
    ValueError
        If the shapes disagree, or a Jacobian is not finite.
    """
    dtype = np.result_type(X)
    X, h0, W_xh, W_hh, b = _widen(X, h0, W_xh, W_hh, b)
    H = rnn(X, h0, W_xh, W_hh, b)
    (n, t, h), norms = H.shape, np.empty(H.shape[:2], H.dtype)
    J = _unit_rows(n, h, H.dtype)
    for k in range(1, t + 1):
        x, old = np.repeat(X[:, -k], h, axis=0), _states_before(H, h0, k)
        J = rnn_step_backward(J, x, old, W_xh, W_hh, b)[1]
        norms[:, k - 1] = _spectral_norms(J, n)
    with np.errstate(over="ignore"):  # beyond float16 is infinite
        return norms.astype(dtype)


# --8<-- [end:rnn_flow]


# --8<-- [start:lstm_flow]
def lstm_flow(
    X: np.ndarray,
    h0: np.ndarray,
    c0: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Spectral norms ‖∂h_T/∂h_{T−k}‖ and ‖∂h_T/∂c_{T−k}‖ of an LSTM for k = 1 … t.

    Parameters
    ----------
    X : float array, shape (n, t, d)
        Sequences.
    h0 : float array, shape (n, h)
        Hidden state before the first step.
    c0 : float array, shape (n, h)
        Cell state before the first step.
    W : float array, shape (4*h, d)
        Weights of the input, as in ``lstm``.
    U : float array, shape (4*h, h)
        Weights of the hidden state.
    b : float array, shape (4*h,)
        Biases.

    Returns
    -------
    norms_h : float array, shape (n, t)
        By the hidden state, with the cell state as it is; distance k at place k − 1.
    norms_c : float array, shape (n, t)
        By the cell state, with the hidden state as it is.

    Raises
    ------
    ValueError
        If the shapes disagree, or a Jacobian is not finite.
    """
    dtype = np.result_type(X)
    X, h0, c0, W, U, b = _widen(X, h0, c0, W, U, b)
    H, C = lstm(X, h0, c0, W, U, b)
    (n, t, h), norms_h, norms_c = H.shape, *np.empty((2, *H.shape[:2]), H.dtype)
    J_h = _unit_rows(n, h, H.dtype)
    J_c = np.zeros_like(J_h)
    for k in range(1, t + 1):
        x = np.repeat(X[:, -k], h, axis=0)
        old_h, old_c = _states_before(H, h0, k), _states_before(C, c0, k)
        J_h, J_c = lstm_step_backward(J_h, J_c, x, old_h, old_c, W, U, b)[1:3]
        norms_h[:, k - 1] = _spectral_norms(J_h, n)
        norms_c[:, k - 1] = _spectral_norms(J_c, n)
    with np.errstate(over="ignore"):  # beyond float16 is infinite
        return norms_h.astype(dtype), norms_c.astype(dtype)


# --8<-- [end:lstm_flow]


# --8<-- [start:gru_flow]
def gru_flow(
    X: np.ndarray, h0: np.ndarray, W: np.ndarray, U: np.ndarray, b: np.ndarray
) -> np.ndarray:
    """Spectral norm ‖∂h_T/∂h_{T−k}‖ of a GRU (the notes' equations) for k = 1 … t.

    Parameters
    ----------
    X : float array, shape (n, t, d)
        Sequences.
    h0 : float array, shape (n, h)
        State before the first step.
    W : float array, shape (3*h, d)
        Weights of the input, as in ``gru``.
    U : float array, shape (3*h, h)
        Weights of the state.
    b : float array, shape (3*h,)
        Biases.

    Returns
    -------
    norms : float array, shape (n, t)
        Place k − 1 holds the norm for the distance k; the last one is for h₀.

    Raises
    ------
    ValueError
        If the shapes disagree, or a Jacobian is not finite.
    """
    dtype = np.result_type(X)
    X, h0, W, U, b = _widen(X, h0, W, U, b)
    H = gru(X, h0, W, U, b)
    (n, t, h), norms = H.shape, np.empty(H.shape[:2], H.dtype)
    J = _unit_rows(n, h, H.dtype)
    for k in range(1, t + 1):
        x, old = np.repeat(X[:, -k], h, axis=0), _states_before(H, h0, k)
        J = gru_step_backward(J, x, old, W, U, b)[1]
        norms[:, k - 1] = _spectral_norms(J, n)
    with np.errstate(over="ignore"):  # beyond float16 is infinite
        return norms.astype(dtype)


# --8<-- [end:gru_flow]
