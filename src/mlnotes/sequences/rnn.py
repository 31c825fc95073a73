"""Recurrent network: one cell for every time step, and backpropagation through time."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]


# --8<-- [start:check_cell]
def _check_cell(
    X: np.ndarray,
    h: np.ndarray,
    W_xh: np.ndarray,
    W_hh: np.ndarray,
    b: np.ndarray,
    axes: str = "x (n, d)",
) -> None:
    """Refuse inputs, states and weights that do not fit each other."""
    hidden, got = b.size, (X.shape, h.shape, W_xh.shape, W_hh.shape, b.shape)
    weights = (hidden, *X.shape[-1:]), (hidden, hidden), (hidden,)
    wanted = ((*X.shape[:1], hidden), *weights)
    if X.ndim != axes.count(",") + 1 or got[1:] != wanted:
        raise ValueError(
            f"expected shapes {axes}, state (n, h), W_xh (h, d), W_hh (h, h), b (h,), "
            f"got {', '.join(map(str, got))}"
        )


# --8<-- [end:check_cell]


# --8<-- [start:rnn_step]
def rnn_step(
    x: np.ndarray, h: np.ndarray, W_xh: np.ndarray, W_hh: np.ndarray, b: np.ndarray
) -> np.ndarray:
    """One step of a recurrent network, h′ = tanh(W_xh x + W_hh h + b).

    Parameters
    ----------
    x : float array, shape (n, d)
        Input of this time step, one row per sequence.
    h : float array, shape (n, h)
        Hidden state before the step.
    W_xh : float array, shape (h, d)
        Weights of the input.
    W_hh : float array, shape (h, h)
        Weights of the old state.
    b : float array, shape (h,)
        Bias.

    Returns
    -------
    h_new : float array, shape (n, h)
        Hidden state after the step, between −1 and 1.

    Raises
    ------
    ValueError
        If the shapes disagree.

    References
    ----------
    Elman (1990), Finding structure in time, Cognitive Science 14, figure 2.
    """
    _check_cell(x, h, W_xh, W_hh, b)
    return np.tanh(x @ W_xh.T + h @ W_hh.T + b)


# --8<-- [end:rnn_step]


# --8<-- [start:rnn_step_backward]
def rnn_step_backward(
    dh_new: np.ndarray,
    x: np.ndarray,
    h: np.ndarray,
    W_xh: np.ndarray,
    W_hh: np.ndarray,
    b: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of one step: du = dh′ ⊙ (1 − h′²), then those of a linear layer.

    Parameters
    ----------
    dh_new : float array, shape (n, h)
        Upstream gradient, ∂L/∂h′.
    x : float array, shape (n, d)
        Input, as in ``rnn_step``.
    h : float array, shape (n, h)
        State before the step.
    W_xh : float array, shape (h, d)
        Weights of the input.
    W_hh : float array, shape (h, h)
        Weights of the old state.
    b : float array, shape (h,)
        Bias.

    Returns
    -------
    dx : float array, shape (n, d)
        ∂L/∂x.
    dh : float array, shape (n, h)
        ∂L/∂h, what goes back to the step before.
    dW_xh : float array, shape (h, d)
        ∂L/∂W_xh, summed over the sequences.
    dW_hh : float array, shape (h, h)
        ∂L/∂W_hh, likewise.
    db : float array, shape (h,)
        ∂L/∂b, likewise.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    h_new = rnn_step(x, h, W_xh, W_hh, b)
    if dh_new.shape != h_new.shape:
        raise ValueError(f"expected dh_new {h_new.shape}, got {dh_new.shape}")
    du = dh_new * (1 - h_new**2)
    return du @ W_xh, du @ W_hh, du.T @ x, du.T @ h, du.sum(axis=0)


# --8<-- [end:rnn_step_backward]


# --8<-- [start:rnn]
def rnn(
    X: np.ndarray, h0: np.ndarray, W_xh: np.ndarray, W_hh: np.ndarray, b: np.ndarray
) -> np.ndarray:
    """All states of a recurrent network: the same step at every time.

    Parameters
    ----------
    X : float array, shape (n, t, d)
        Sequences of any length t.
    h0 : float array, shape (n, h)
        State before the first step, mostly zeros.
    W_xh : float array, shape (h, d)
        Weights of the input.
    W_hh : float array, shape (h, h)
        Weights of the old state.
    b : float array, shape (h,)
        Bias.

    Returns
    -------
    H : float array, shape (n, t, h)
        The state after every step.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_cell(X, h0, W_xh, W_hh, b, "X (n, t, d)")
    H = X @ W_xh.T + b  # the inputs' part of all steps at once
    h = h0
    for step in range(X.shape[1]):
        h = H[:, step] = np.tanh(H[:, step] + h @ W_hh.T)
    return H


# --8<-- [end:rnn]


# --8<-- [start:rnn_backward]
def rnn_backward(
    dH: np.ndarray,
    X: np.ndarray,
    h0: np.ndarray,
    W_xh: np.ndarray,
    W_hh: np.ndarray,
    b: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Backpropagation through time: the gradients of ``rnn``, last step first.

    Parameters
    ----------
    dH : float array, shape (n, t, h)
        Upstream gradient of every state; zero where no loss reads it.
    X : float array, shape (n, t, d)
        Sequences, as in ``rnn``.
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
    dX : float array, shape (n, t, d)
        ∂L/∂X.
    dh0 : float array, shape (n, h)
        ∂L/∂h₀.
    dW_xh : float array, shape (h, d)
        ∂L/∂W_xh, summed over the sequences and over time.
    dW_hh : float array, shape (h, h)
        ∂L/∂W_hh, summed likewise.
    db : float array, shape (h,)
        ∂L/∂b, summed likewise.

    Raises
    ------
    ValueError
        If the shapes disagree.

    References
    ----------
    Werbos (1990), Backpropagation through time, Proceedings of the IEEE 78.
    """
    H = rnn(X, h0, W_xh, W_hh, b)
    if dH.shape != H.shape:
        raise ValueError(f"expected dH of shape {H.shape}, got {dH.shape}")
    dX, dh = np.empty_like(X), np.zeros_like(h0)
    dW_xh, dW_hh, db = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(b)
    for step in reversed(range(X.shape[1])):
        h_old = H[:, step - 1] if step > 0 else h0
        dh = dH[:, step] + dh  # from this step's loss, and from the step after it
        du = dh * (1 - H[:, step] ** 2)
        dX[:, step], dh = du @ W_xh, du @ W_hh
        dW_xh = dW_xh + du.T @ X[:, step]
        dW_hh = dW_hh + du.T @ h_old
        db = db + du.sum(axis=0)
    return dX, dh, dW_xh, dW_hh, db


# --8<-- [end:rnn_backward]


# --8<-- [start:rnn_backward_truncated]
def rnn_backward_truncated(
    dH: np.ndarray,
    X: np.ndarray,
    h0: np.ndarray,
    W_xh: np.ndarray,
    W_hh: np.ndarray,
    b: np.ndarray,
    window: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Truncated backpropagation through time: no gradient leaves its window.

    The forward pass is that of ``rnn``. Time is cut into windows of equal length, the
    last may be shorter; each takes the state that it starts from as a constant.

    Parameters
    ----------
    dH : float array, shape (n, t, h)
        Upstream gradient of every state.
    X : float array, shape (n, t, d)
        Sequences, as in ``rnn``.
    h0 : float array, shape (n, h)
        State before the first step.
    W_xh : float array, shape (h, d)
        Weights of the input.
    W_hh : float array, shape (h, h)
        Weights of the old state.
    b : float array, shape (h,)
        Bias.
    window : int in [1, t]
        Length of a window; t or more gives ``rnn_backward``.

    Returns
    -------
    dX : float array, shape (n, t, d)
        Approximate ∂L/∂X.
    dh0 : float array, shape (n, h)
        Approximate ∂L/∂h₀, from the first window alone.
    dW_xh : float array, shape (h, d)
        Sum of the windows' ∂L/∂W_xh.
    dW_hh : float array, shape (h, h)
        Sum of the windows' ∂L/∂W_hh.
    db : float array, shape (h,)
        Sum of the windows' ∂L/∂b.

    Raises
    ------
    ValueError
        If the shapes disagree, there is no time step, or ``window`` < 1.
    """
    H = rnn(X, h0, W_xh, W_hh, b)
    if dH.shape != H.shape or H.shape[1] == 0 or window < 1:
        wanted = f"dH of shape {H.shape}, t >= 1 and window >= 1"
        raise ValueError(f"expected {wanted}, got {dH.shape} and {window}")
    parts = []
    for start in range(0, X.shape[1], window):
        now, h = slice(start, start + window), H[:, start - 1] if start > 0 else h0
        parts.append(rnn_backward(dH[:, now], X[:, now], h, W_xh, W_hh, b))
    dX, dh, *weights = zip(*parts, strict=True)
    dW_xh, dW_hh, db = (np.sum(part, axis=0) for part in weights)
    return np.concatenate(dX, axis=1), dh[0], dW_xh, dW_hh, db


# --8<-- [end:rnn_backward_truncated]


# --8<-- [start:rnn_parameters]
def rnn_parameters(d: int, h: int) -> int:
    """Number of weights and biases of a recurrent network, h (d + h + 1).

    Parameters
    ----------
    d : int in [1, 1000]
        Width of an input.
    h : int in [1, 1000]
        Width of the state.

    Returns
    -------
    count : int in [3, inf)
        The length of the sequences does not enter.
    """
    if d < 1 or h < 1:
        raise ValueError(f"expected d >= 1 and h >= 1, got {d} and {h}")
    return h * (d + h + 1)


# --8<-- [end:rnn_parameters]
