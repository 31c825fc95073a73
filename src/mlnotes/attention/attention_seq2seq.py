"""Encoder and decoder with attention: every step looks at the whole source."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.attention.dot_product import (
    attentional_states,
    attentional_states_backward,
)
from mlnotes.attention.masks import spread_key_mask
from mlnotes.linear.scores import linear_scores, linear_scores_backward
from mlnotes.sequences.gru import gru, gru_backward
from mlnotes.sequences.word_embeddings import embedding, embedding_backward


# --8<-- [start:attention_decode]
def attention_decode(
    Y: np.ndarray,
    H_source: np.ndarray,
    source_mask: np.ndarray,
    h0: np.ndarray,
    E: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
    V: np.ndarray,
    a: np.ndarray,
) -> np.ndarray:
    """Scores of the next token from the decoder's state and its look at the source.

    Parameters
    ----------
    Y : int array in [0, c), shape (n, t)
        Inputs of the decoder: <SOS>, then the right tokens (``shift_right``).
    H_source : float array, shape (n, s, h)
        All states of the encoder.
    source_mask : bool array, shape (n, s)
        True at the states of real tokens.
    h0 : float array, shape (n, h)
        First state: the encoder's after the last real token.
    E : float array, shape (c, d)
        Embeddings of the target vocabulary.
    W : float array, shape (3 * h, d)
        Input weights of the GRU: gates r, z, candidate.
    U : float array, shape (3 * h, h)
        Recurrent weights.
    b : float array, shape (3 * h,)
        Biases.
    V : float array, shape (c, 2 * h)
        Weights of the scores, for [s_t; a_t].
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

    References
    ----------
    Luong, Pham and Manning (2015), section 3.1, without their tanh layer.
    """
    if len(E) != len(V):
        raise ValueError(f"expected E and V of one c, got {len(E)}, {len(V)}")
    H = gru(embedding(Y, E), h0, W, U, b)
    C = attentional_states(H, H_source, spread_key_mask(source_mask, Y.shape[1]))
    rows = linear_scores(C.reshape(-1, C.shape[2]), V, a)
    return rows.reshape(*Y.shape, len(a))


# --8<-- [end:attention_decode]


# --8<-- [start:attention_decode_backward]
def attention_decode_backward(
    ds: np.ndarray,
    Y: np.ndarray,
    H_source: np.ndarray,
    source_mask: np.ndarray,
    h0: np.ndarray,
    E: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
    V: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Gradients of the decoder; the first one reaches every state of the source.

    Parameters
    ----------
    ds : float array, shape (n, t, c)
        Upstream gradient, ∂L/∂s.
    Y : int array in [0, c), shape (n, t)
        Inputs of the decoder: <SOS>, then the right tokens (``shift_right``).
    H_source : float array, shape (n, s, h)
        All states of the encoder.
    source_mask : bool array, shape (n, s)
        True at the states of real tokens.
    h0 : float array, shape (n, h)
        First state: the encoder's after the last real token.
    E : float array, shape (c, d)
        Embeddings of the target vocabulary.
    W : float array, shape (3 * h, d)
        Input weights of the GRU: gates r, z, candidate.
    U : float array, shape (3 * h, h)
        Recurrent weights.
    b : float array, shape (3 * h,)
        Biases.
    V : float array, shape (c, 2 * h)
        Weights of the scores, for [s_t; a_t].

    Returns
    -------
    dH_source : float array, shape (n, s, h)
        ∂L/∂H_source, what the source's states are told.
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
    dV : float array, shape (c, 2 * h)
        ∂L/∂V.
    da : float array, shape (c,)
        ∂L/∂a.

    Raises
    ------
    ValueError
        As ``attention_decode``, or if ``ds`` has another shape than (n, t, c).
    """
    if len(E) != len(V) or ds.shape != (*Y.shape, len(V)):
        shapes = f"{ds.shape}, {E.shape}, {V.shape}"
        raise ValueError(f"expected ds (n, t, c), E (c, d), V (c, 2h), got {shapes}")
    inputs = embedding(Y, E)
    H = gru(inputs, h0, W, U, b)
    mask = spread_key_mask(source_mask, Y.shape[1])
    C = attentional_states(H, H_source, mask)
    ds_rows = ds.reshape(-1, len(V))
    drows, dV, da = linear_scores_backward(ds_rows, C.reshape(-1, C.shape[2]), V)
    dH, dH_source = attentional_states_backward(
        drows.reshape(C.shape), H, H_source, mask
    )
    dinputs, dh0, dW, dU, db = gru_backward(dH, inputs, h0, W, U, b)
    dE = embedding_backward(dinputs, Y, E)
    return dH_source, dh0, dE, dW, dU, db, dV, da


# --8<-- [end:attention_decode_backward]
