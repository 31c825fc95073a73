"""GRU: one state behind two gates, and backpropagation through time by hand."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.softmax import sigmoid
from mlnotes.sequences.lstm import _check_cell


# --8<-- [start:gru_gates]
def _gru_gates(
    x: np.ndarray, h: np.ndarray, W: np.ndarray, U: np.ndarray, b: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Return r, z and the candidate g, each (n, h); r scales h before the product."""
    k = 2 * h.shape[1]
    r, z, g = np.split(x @ W.T + b, 3, axis=1)
    u_r, u_z = np.split(h @ U[:k].T, 2, axis=1)
    r, z = sigmoid(r + u_r), sigmoid(z + u_z)
    return r, z, np.tanh(g + (r * h) @ U[k:].T)


# --8<-- [end:gru_gates]


# --8<-- [start:gru_step]
def gru_step(
    x: np.ndarray, h: np.ndarray, W: np.ndarray, U: np.ndarray, b: np.ndarray
) -> np.ndarray:
    """One GRU step: h' = (1 − z) ∘ h + z ∘ g, a convex combination of h and g.

    The gates r, z are σ of their rows of Wx + Uh + b, and g = tanh(Wx + U(r ∘ h) + b)
    with its own rows.

    Parameters
    ----------
    x : float array, shape (n, d)
        Inputs of one time step.
    h : float array, shape (n, h)
        Hidden state before the step.
    W : float array, shape (3*h, d)
        Weights of the input: h rows each for r, z and g.
    U : float array, shape (3*h, h)
        Weights of the hidden state, in the same order.
    b : float array, shape (3*h,)
        Biases, in the same order.

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
    Chung et al. (2014), Empirical evaluation of gated recurrent neural networks on
    sequence modeling, section 3.2.
    """
    _check_cell(3, 2, x, [h], W, U, b)
    _, z, g = _gru_gates(x, h, W, U, b)
    return (1 - z) * h + z * g


# --8<-- [end:gru_step]


# --8<-- [start:gru_step_backward]
def gru_step_backward(
    dh_new: np.ndarray,
    x: np.ndarray,
    h: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Gradients of one GRU step; h feeds h', the product r ∘ h, and both gates.

    Parameters
    ----------
    dh_new : float array, shape (n, h)
        Upstream gradient, ∂L/∂h'.
    x : float array, shape (n, d)
        Inputs of one time step.
    h : float array, shape (n, h)
        Hidden state before the step.
    W : float array, shape (3*h, d)
        Weights of the input.
    U : float array, shape (3*h, h)
        Weights of the hidden state.
    b : float array, shape (3*h,)
        Biases.

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

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_cell(3, 2, x, [h, dh_new], W, U, b)
    r, z, g = _gru_gates(x, h, W, U, b)
    k = 2 * h.shape[1]
    du_g = dh_new * z * (1 - g**2)
    drh = du_g @ U[k:]  # ∂L/∂(r ∘ h)
    du_r = drh * h * r * (1 - r)
    du_z = dh_new * (g - h) * z * (1 - z)
    du_rz = np.concatenate([du_r, du_z], axis=1)
    du = np.concatenate([du_rz, du_g], axis=1)  # (n, 3h), by Wx + b
    dh = dh_new * (1 - z) + drh * r + du_rz @ U[:k]
    dU = np.concatenate([du_rz.T @ h, du_g.T @ (r * h)])
    return du @ W, dh, du.T @ x, dU, du.sum(axis=0)


# --8<-- [end:gru_step_backward]


# --8<-- [start:through_time]
def _through_time(
    step, X: np.ndarray, h0: np.ndarray, *weights: np.ndarray
) -> np.ndarray:
    """Take the same step at every time; return all states, (n, t, h)."""
    _check_cell(3, 3, X, [h0], *weights)
    states = [h0]
    for time in range(X.shape[1]):
        states.append(step(X[:, time], states[-1], *weights))
    return np.stack(states, axis=1)[:, 1:]


# --8<-- [end:through_time]


# --8<-- [start:gru]
def gru(
    X: np.ndarray, h0: np.ndarray, W: np.ndarray, U: np.ndarray, b: np.ndarray
) -> np.ndarray:
    """GRU over whole sequences: the same step at every time.

    Parameters
    ----------
    X : float array, shape (n, t, d)
        n sequences of t inputs.
    h0 : float array, shape (n, h)
        Hidden state at the start.
    W : float array, shape (3*h, d)
        Weights of the input: h rows each for r, z and g.
    U : float array, shape (3*h, h)
        Weights of the hidden state, in the same order.
    b : float array, shape (3*h,)
        Biases, in the same order.

    Returns
    -------
    H : float array, shape (n, t, h)
        Hidden state after every step.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    return _through_time(gru_step, X, h0, W, U, b)


# --8<-- [end:gru]


# --8<-- [start:back_through_time]
def _back_through_time(
    step_backward,
    dH: np.ndarray,
    H: np.ndarray,
    X: np.ndarray,
    h0: np.ndarray,
    *weights,
) -> tuple[np.ndarray, ...]:
    """Go through the steps in reverse, and add up the gradients of the weights."""
    if dH.shape != H.shape:
        raise ValueError(f"expected dH of H's shape {H.shape}, got {dH.shape}")
    dX, dh = np.empty_like(X), np.zeros_like(h0)
    sums = [np.zeros_like(weight) for weight in weights]
    for time in reversed(range(X.shape[1])):
        h = H[:, time - 1] if time else h0
        dX[:, time], dh, *parts = step_backward(
            dH[:, time] + dh, X[:, time], h, *weights
        )
        sums = [total + part for total, part in zip(sums, parts, strict=True)]
    return dX, dh, *sums


# --8<-- [end:back_through_time]


# --8<-- [start:gru_backward]
def gru_backward(
    dH: np.ndarray,
    X: np.ndarray,
    h0: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
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
        Weights of the input.
    U : float array, shape (3*h, h)
        Weights of the hidden state.
    b : float array, shape (3*h,)
        Biases.

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

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    H = gru(X, h0, W, U, b)
    return _back_through_time(gru_step_backward, dH, H, X, h0, W, U, b)


# --8<-- [end:gru_backward]
