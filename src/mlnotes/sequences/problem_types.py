"""The types of sequence problems with one RNN: where inputs enter and scores leave."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.scores import linear_scores, linear_scores_backward
from mlnotes.sequences.rnn import rnn, rnn_backward, rnn_step


# --8<-- [start:many_to_one]
def many_to_one(
    X: np.ndarray,
    h0: np.ndarray,
    W_xh: np.ndarray,
    W_hh: np.ndarray,
    b: np.ndarray,
    V: np.ndarray,
    a: np.ndarray,
) -> np.ndarray:
    """Read a whole sequence, then answer once: s = V h_T + a.

    Parameters
    ----------
    X : float array, shape (n, t, d)
        Sequences, at least one step long.
    h0 : float array, shape (n, h)
        State before the first step.
    W_xh : float array, shape (h, d)
        Weights of the input.
    W_hh : float array, shape (h, h)
        Weights of the old state.
    b : float array, shape (h,)
        Bias of the state.
    V : float array, shape (c, h)
        Weights of the scores, one row per class.
    a : float array, shape (c,)
        Bias of the scores.

    Returns
    -------
    s : float array, shape (n, c)
        Scores, one row per sequence.

    Raises
    ------
    ValueError
        If the shapes disagree, or there is no time step.

    References
    ----------
    Elman (1990), Finding structure in time, Cognitive Science 14, figure 2.
    """
    H = rnn(X, h0, W_xh, W_hh, b)
    if H.shape[1] == 0:
        raise ValueError(f"expected at least one time step, got X {X.shape}")
    return linear_scores(H[:, -1], V, a)


# --8<-- [end:many_to_one]


# --8<-- [start:many_to_one_backward]
def many_to_one_backward(
    ds: np.ndarray,
    X: np.ndarray,
    h0: np.ndarray,
    W_xh: np.ndarray,
    W_hh: np.ndarray,
    b: np.ndarray,
    V: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Gradients of ``many_to_one``: only the last state hears of the loss directly.

    Parameters
    ----------
    ds : float array, shape (n, c)
        Upstream gradient, ∂L/∂s.
    X : float array, shape (n, t, d)
        Sequences, as in ``many_to_one``.
    h0 : float array, shape (n, h)
        State before the first step.
    W_xh : float array, shape (h, d)
        Weights of the input.
    W_hh : float array, shape (h, h)
        Weights of the old state.
    b : float array, shape (h,)
        Bias of the state.
    V : float array, shape (c, h)
        Weights of the scores.

    Returns
    -------
    dX : float array, shape (n, t, d)
        ∂L/∂X.
    dh0 : float array, shape (n, h)
        ∂L/∂h₀.
    dW_xh : float array, shape (h, d)
        ∂L/∂W_xh.
    dW_hh : float array, shape (h, h)
        ∂L/∂W_hh.
    db : float array, shape (h,)
        ∂L/∂b.
    dV : float array, shape (c, h)
        ∂L/∂V.
    da : float array, shape (c,)
        ∂L/∂a.

    Raises
    ------
    ValueError
        If the shapes disagree, or there is no time step.
    """
    H = rnn(X, h0, W_xh, W_hh, b)
    if H.shape[1] == 0:
        raise ValueError(f"expected at least one time step, got X {X.shape}")
    dH = np.zeros_like(H)
    dH[:, -1], dV, da = linear_scores_backward(ds, H[:, -1], V)
    return *rnn_backward(dH, X, h0, W_xh, W_hh, b), dV, da


# --8<-- [end:many_to_one_backward]


# --8<-- [start:many_to_many]
def many_to_many(
    X: np.ndarray,
    h0: np.ndarray,
    W_xh: np.ndarray,
    W_hh: np.ndarray,
    b: np.ndarray,
    V: np.ndarray,
    a: np.ndarray,
) -> np.ndarray:
    """Answer in step, once for every input: s_t = V h_t + a.

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
        Bias of the state.
    V : float array, shape (c, h)
        Weights of the scores, one row per class; the same at every step.
    a : float array, shape (c,)
        Bias of the scores.

    Returns
    -------
    s : float array, shape (n, t, c)
        Scores; those of step t depend on the inputs up to t.

    Raises
    ------
    ValueError
        If the shapes disagree.

    References
    ----------
    Elman (1990), Finding structure in time, Cognitive Science 14, figure 2.
    """
    H = rnn(X, h0, W_xh, W_hh, b)
    s = linear_scores(H.reshape(-1, len(b)), V, a)
    return s.reshape(*H.shape[:2], len(a))


# --8<-- [end:many_to_many]


# --8<-- [start:many_to_many_backward]
def many_to_many_backward(
    ds: np.ndarray,
    X: np.ndarray,
    h0: np.ndarray,
    W_xh: np.ndarray,
    W_hh: np.ndarray,
    b: np.ndarray,
    V: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Gradients of ``many_to_many``: every state hears of its own step's loss.

    Parameters
    ----------
    ds : float array, shape (n, t, c)
        Upstream gradient, ∂L/∂s; zero where a step has no loss.
    X : float array, shape (n, t, d)
        Sequences, as in ``many_to_many``.
    h0 : float array, shape (n, h)
        State before the first step.
    W_xh : float array, shape (h, d)
        Weights of the input.
    W_hh : float array, shape (h, h)
        Weights of the old state.
    b : float array, shape (h,)
        Bias of the state.
    V : float array, shape (c, h)
        Weights of the scores.

    Returns
    -------
    dX : float array, shape (n, t, d)
        ∂L/∂X.
    dh0 : float array, shape (n, h)
        ∂L/∂h₀.
    dW_xh : float array, shape (h, d)
        ∂L/∂W_xh.
    dW_hh : float array, shape (h, h)
        ∂L/∂W_hh.
    db : float array, shape (h,)
        ∂L/∂b.
    dV : float array, shape (c, h)
        ∂L/∂V, summed over the sequences and over time.
    da : float array, shape (c,)
        ∂L/∂a, summed likewise.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    H = rnn(X, h0, W_xh, W_hh, b)
    if ds.shape != (*H.shape[:2], len(V)):
        raise ValueError(
            f"expected ds of shape {(*H.shape[:2], len(V))}, got {ds.shape}"
        )
    rows = H.reshape(-1, len(b))
    dH, dV, da = linear_scores_backward(ds.reshape(-1, len(V)), rows, V)
    return *rnn_backward(dH.reshape(H.shape), X, h0, W_xh, W_hh, b), dV, da


# --8<-- [end:many_to_many_backward]


# --8<-- [start:one_to_many]
def one_to_many(
    h0: np.ndarray,
    W_xh: np.ndarray,
    W_hh: np.ndarray,
    b: np.ndarray,
    V: np.ndarray,
    a: np.ndarray,
    start: int,
    steps: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Write a sequence from a state: the best token of a step is the next input.

    Parameters
    ----------
    h0 : float array, shape (n, h)
        State before the first step: all that is known of the input.
    W_xh : float array, shape (h, c)
        Weights of the input, a one-hot row of c tokens.
    W_hh : float array, shape (h, h)
        Weights of the old state.
    b : float array, shape (h,)
        Bias of the state.
    V : float array, shape (c, h)
        Weights of the scores, one row per token.
    a : float array, shape (c,)
        Bias of the scores.
    start : int in [0, c)
        Token that is the first input.
    steps : int in [1, t]
        Number of tokens to write.

    Returns
    -------
    y : int array in [0, c), shape (n, steps)
        Tokens; the first of several largest scores wins.
    s : float array, shape (n, steps, c)
        Their scores, s_t = V h_t + a.

    Raises
    ------
    ValueError
        If the shapes disagree, ``start`` is no token, or ``steps`` < 1.

    References
    ----------
    Graves (2013), Generating sequences with recurrent neural networks, section 2.
    """
    if not 0 <= start < len(V) or steps < 1:
        raise ValueError(
            f"expected start in [0, {len(V)}) and steps >= 1, got {start} and {steps}"
        )
    one_hot = np.eye(len(V), dtype=h0.dtype)
    h, token, tokens, scores = h0, np.full(len(h0), start), [], []
    for _ in range(steps):
        h = rnn_step(one_hot[token], h, W_xh, W_hh, b)
        scores.append(linear_scores(h, V, a))
        token = scores[-1].argmax(axis=1)
        tokens.append(token)
    return np.stack(tokens, axis=1), np.stack(scores, axis=1)


# --8<-- [end:one_to_many]
