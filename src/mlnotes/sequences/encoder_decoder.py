"""Encoder and decoder: a GRU reads one sequence, another GRU writes one."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.scores import linear_scores, linear_scores_backward
from mlnotes.sequences.batching import last_state, last_state_backward
from mlnotes.sequences.gru import gru, gru_backward
from mlnotes.sequences.word_embeddings import embedding, embedding_backward


# --8<-- [start:causal_bound]
def causal_bound(X: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """Best accuracy of any model that writes y_t after it has read x_1 … x_t only.

    Among samples with the same first t inputs it can say one token: the most frequent.

    Parameters
    ----------
    X : int array in [0, c), shape (n, t)
        Inputs, all of one length.
    Y : int array in [0, c), shape (n, t)
        What is to be written, one token an input.

    Returns
    -------
    bound : float array, shape (t,)
        Share of the samples that can be right at each step, on these samples.

    Raises
    ------
    ValueError
        If the shapes differ, there is no sample, or the tokens are no integers.
    """
    if X.ndim != 2 or X.shape != Y.shape or len(X) == 0:
        raise ValueError(
            f"expected X and Y of shape (n, t) with n >= 1, got {X.shape}, {Y.shape}"
        )
    if X.dtype.kind not in "iu" or Y.dtype.kind not in "iu":
        raise ValueError(f"expected integer tokens, got {X.dtype}, {Y.dtype}")
    bound = np.empty(X.shape[1])
    for t in range(X.shape[1]):
        _, prefix = np.unique(X[:, : t + 1], axis=0, return_inverse=True)
        pairs = np.stack([prefix.reshape(-1), Y[:, t]], axis=1)
        pairs, times = np.unique(pairs, axis=0, return_counts=True)
        most = np.zeros(len(X), dtype=np.int64)
        np.maximum.at(most, pairs[:, 0], times)
        bound[t] = most.sum() / len(X)
    return bound


# --8<-- [end:causal_bound]


# --8<-- [start:shift_right]
def shift_right(Y: np.ndarray, sos: int) -> np.ndarray:
    """Inputs of the decoder: <SOS>, then the targets without the last column.

    Parameters
    ----------
    Y : int array in [0, c), shape (n, t)
        Targets: each row a sequence with <EOS> at its end, then padding.
    sos : int in [0, c)
        Id of <SOS>.

    Returns
    -------
    Y_in : int array, shape (n, t)
        Y_in[:, 0] = sos and Y_in[:, j] = Y[:, j − 1].

    Raises
    ------
    ValueError
        If ``Y`` is no integer array of shape (n, t), t ≥ 1, or ``sos`` is negative.
    """
    if Y.ndim != 2 or Y.shape[1] == 0 or Y.dtype.kind not in "iu":
        raise ValueError(
            f"expected integer Y of shape (n, t), t >= 1, got {Y.dtype} {Y.shape}"
        )
    if sos < 0:
        raise ValueError(f"expected sos >= 0, got {sos}")
    Y_in = np.empty_like(Y)
    Y_in[:, 0] = sos
    Y_in[:, 1:] = Y[:, :-1]
    return Y_in


# --8<-- [end:shift_right]


# --8<-- [start:encode]
def encode(
    X: np.ndarray,
    lengths: np.ndarray,
    E: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
) -> np.ndarray:
    """Read whole sequences: the state of a GRU after each one's last real token.

    Parameters
    ----------
    X : int array in [0, c), shape (n, t)
        Source tokens, padded behind.
    lengths : int array in [1, t + 1), shape (n,)
        Number of real tokens of each sequence.
    E : float array, shape (c, d)
        Embeddings of the source vocabulary.
    W : float array, shape (3 * h, d)
        Input weights of the GRU: gates r, z, candidate.
    U : float array, shape (3 * h, h)
        Recurrent weights.
    b : float array, shape (3 * h,)
        Biases.

    Returns
    -------
    h : float array, shape (n, h)
        One vector for each sequence, whatever its length.

    Raises
    ------
    ValueError
        If shapes disagree, a token is not in the vocabulary, or a length not in [1, t].

    References
    ----------
    Cho et al. (2014), section 2.2; Sutskever, Vinyals and Le (2014), section 2.
    """
    h0 = np.zeros((len(X), U.shape[-1]), dtype=E.dtype)
    return last_state(gru(embedding(X, E), h0, W, U, b), lengths)


# --8<-- [end:encode]


# --8<-- [start:encode_backward]
def encode_backward(
    dh: np.ndarray,
    X: np.ndarray,
    lengths: np.ndarray,
    E: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of the encoder: from its last real state back through every step.

    Parameters
    ----------
    dh : float array, shape (n, h)
        Upstream gradient, ∂L/∂h: what ``decode_backward`` returns as ``dh0``.
    X : int array in [0, c), shape (n, t)
        Source tokens, as in ``encode``.
    lengths : int array in [1, t + 1), shape (n,)
        Number of real tokens.
    E : float array, shape (c, d)
        Embeddings.
    W : float array, shape (3 * h, d)
        Input weights.
    U : float array, shape (3 * h, h)
        Recurrent weights.
    b : float array, shape (3 * h,)
        Biases.

    Returns
    -------
    dE : float array, shape (c, d)
        ∂L/∂E; zero in the rows of tokens that were not read.
    dW : float array, shape (3 * h, d)
        ∂L/∂W.
    dU : float array, shape (3 * h, h)
        ∂L/∂U.
    db : float array, shape (3 * h,)
        ∂L/∂b.

    Raises
    ------
    ValueError
        As ``encode``, or if ``dh`` has another shape than (n, h).
    """
    h0 = np.zeros((len(X), U.shape[-1]), dtype=E.dtype)
    inputs = embedding(X, E)
    H = gru(inputs, h0, W, U, b)
    dH = last_state_backward(dh, H, lengths)
    dinputs, _, dW, dU, db = gru_backward(dH, inputs, h0, W, U, b)
    return embedding_backward(dinputs, X, E), dW, dU, db


# --8<-- [end:encode_backward]


# --8<-- [start:decode]
def decode(
    Y: np.ndarray,
    h0: np.ndarray,
    E: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
    V: np.ndarray,
    a: np.ndarray,
) -> np.ndarray:
    """Scores of the next token at every step, with teacher forcing.

    Parameters
    ----------
    Y : int array in [0, c), shape (n, t)
        Inputs of the decoder: <SOS>, then the right tokens (``shift_right``).
    h0 : float array, shape (n, h)
        First state: what ``encode`` returned.
    E : float array, shape (c, d)
        Embeddings of the target vocabulary.
    W : float array, shape (3 * h, d)
        Input weights of the GRU: gates r, z, candidate.
    U : float array, shape (3 * h, h)
        Recurrent weights.
    b : float array, shape (3 * h,)
        Biases.
    V : float array, shape (c, h)
        Weights of the scores.
    a : float array, shape (c,)
        Biases of the scores.

    Returns
    -------
    s : float array, shape (n, t, c)
        s[:, j] scores the token behind Y[:, 0 … j].

    Raises
    ------
    ValueError
        If shapes disagree, or a token is not in the vocabulary.
    """
    if len(E) != len(V):
        raise ValueError(f"expected E and V of one c, got {len(E)}, {len(V)}")
    H = gru(embedding(Y, E), h0, W, U, b)
    n, t, h = H.shape
    return linear_scores(H.reshape(n * t, h), V, a).reshape(n, t, len(a))


# --8<-- [end:decode]


# --8<-- [start:decode_backward]
def decode_backward(
    ds: np.ndarray,
    Y: np.ndarray,
    h0: np.ndarray,
    E: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
    V: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Gradients of the decoder; the first is the whole message to the encoder.

    Parameters
    ----------
    ds : float array, shape (n, t, c)
        Upstream gradient, ∂L/∂s.
    Y : int array in [0, c), shape (n, t)
        Inputs, as in ``decode``.
    h0 : float array, shape (n, h)
        First state.
    E : float array, shape (c, d)
        Embeddings.
    W : float array, shape (3 * h, d)
        Input weights.
    U : float array, shape (3 * h, h)
        Recurrent weights.
    b : float array, shape (3 * h,)
        Biases.
    V : float array, shape (c, h)
        Weights of the scores.

    Returns
    -------
    dh0 : float array, shape (n, h)
        ∂L/∂h0.
    dE : float array, shape (c, d)
        ∂L/∂E.
    dW : float array, shape (3 * h, d)
        ∂L/∂W.
    dU : float array, shape (3 * h, h)
        ∂L/∂U.
    db : float array, shape (3 * h,)
        ∂L/∂b.
    dV : float array, shape (c, h)
        ∂L/∂V.
    da : float array, shape (c,)
        ∂L/∂a.

    Raises
    ------
    ValueError
        As ``decode``, or if ``ds`` has another shape than (n, t, c).
    """
    inputs = embedding(Y, E)
    H = gru(inputs, h0, W, U, b)
    if len(E) != len(V) or ds.shape != (*Y.shape, len(V)):
        shapes = f"{ds.shape}, {E.shape}, {V.shape}"
        raise ValueError(f"expected ds (n, t, c), E (c, d), V (c, h), got {shapes}")
    rows, ds_rows = H.reshape(-1, H.shape[2]), ds.reshape(-1, len(V))
    drows, dV, da = linear_scores_backward(ds_rows, rows, V)
    dH = drows.reshape(H.shape)
    dinputs, dh0, dW, dU, db = gru_backward(dH, inputs, h0, W, U, b)
    return dh0, embedding_backward(dinputs, Y, E), dW, dU, db, dV, da


# --8<-- [end:decode_backward]
