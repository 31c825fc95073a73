"""Language models in NumPy: loss over real tokens, an RNN's scores, temperature."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.cross_entropy import cross_entropy, cross_entropy_backward
from mlnotes.linear.scores import linear_scores, linear_scores_backward
from mlnotes.linear.softmax import softmax
from mlnotes.sequences.rnn import rnn, rnn_backward
from mlnotes.sequences.word_embeddings import embedding, embedding_backward


# --8<-- [start:check_real_tokens]
def _check_real_tokens(s: np.ndarray, y: np.ndarray, mask: np.ndarray) -> None:
    """Refuse shapes that do not belong together, and a mask that selects nothing."""
    if s.ndim != 3 or y.shape != s.shape[:2] or mask.shape != y.shape:
        raise ValueError(
            "expected shapes s (n, t, c), y (n, t), mask (n, t), "
            f"got {s.shape}, {y.shape}, {mask.shape}"
        )
    if mask.dtype != np.bool_ or not mask.any():
        raise ValueError(
            "expected a mask of bool with a real token, "
            f"got {mask.dtype} with {np.count_nonzero(mask)}"
        )


# --8<-- [end:check_real_tokens]


# --8<-- [start:masked_cross_entropy]
def masked_cross_entropy(s: np.ndarray, y: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Cross entropy per real token, −(1/N) Σ log softmax(s_it)[y_it] over the mask.

    N is the number of real tokens. What stands at the other places, NaN included,
    does not count.

    Parameters
    ----------
    s : float array, shape (n, t, c)
        Scores of the next token at every place.
    y : int array in [0, c), shape (n, t)
        The next token; any integer where the mask is False.
    mask : bool array, shape (n, t)
        True at real tokens, False at padding.

    Returns
    -------
    L : float array, shape ()
        Loss in nats per token; log c if all scores are equal.

    Raises
    ------
    ValueError
        If the shapes disagree, the mask is not of bool or has no True, or real
        scores or tokens are none.

    References
    ----------
    Mikolov et al. (2010), Recurrent neural network based language model.
    """
    _check_real_tokens(s, y, mask)
    return cross_entropy(s[mask], y[mask])


# --8<-- [end:masked_cross_entropy]


# --8<-- [start:masked_cross_entropy_backward]
def masked_cross_entropy_backward(
    dL: np.ndarray | float, s: np.ndarray, y: np.ndarray, mask: np.ndarray
) -> np.ndarray:
    """Gradient of the loss: (p − one-hot y) / N at real tokens, 0 at padding.

    Parameters
    ----------
    dL : float array, shape ()
        Upstream gradient; 1.0 if the loss is the end of the computation.
    s : float array, shape (n, t, c)
        Scores, as in ``masked_cross_entropy``.
    y : int array in [0, c), shape (n, t)
        The next token.
    mask : bool array, shape (n, t)
        True at real tokens.

    Returns
    -------
    ds : float array, shape (n, t, c)
        ∂L/∂s; exactly 0 where the mask is False.

    Raises
    ------
    ValueError
        As ``masked_cross_entropy``, and if ``dL`` is not a single number.
    """
    _check_real_tokens(s, y, mask)
    ds = np.zeros_like(s)
    ds[mask] = cross_entropy_backward(dL, s[mask], y[mask])
    return ds


# --8<-- [end:masked_cross_entropy_backward]


# --8<-- [start:language_model]
def language_model(
    ids: np.ndarray,
    h0: np.ndarray,
    E: np.ndarray,
    W_xh: np.ndarray,
    W_hh: np.ndarray,
    b: np.ndarray,
    V: np.ndarray,
    a: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Scores of the next token after each token: embedding, RNN, linear layer.

    Parameters
    ----------
    ids : int array in [0, c), shape (n, t)
        Tokens that are read; t >= 1.
    h0 : float array, shape (n, h)
        State before the first token.
    E : float array, shape (c, d)
        Embeddings.
    W_xh : float array, shape (h, d)
        Weights of the RNN for its input.
    W_hh : float array, shape (h, h)
        Weights of the RNN for its old state.
    b : float array, shape (h,)
        Bias of the RNN.
    V : float array, shape (c, h)
        Weights of the scores.
    a : float array, shape (c,)
        Bias of the scores.

    Returns
    -------
    s : float array, shape (n, t, c)
        s[:, j] scores the token behind ids[:, 0 … j].
    h_last : float array, shape (n, h)
        State after the last token: the ``h0`` of what follows.

    Raises
    ------
    ValueError
        If the shapes disagree, a token is not in the vocabulary, or t = 0.

    References
    ----------
    Mikolov et al. (2010), section 2.
    """
    H = rnn(embedding(ids, E), h0, W_xh, W_hh, b)
    n, t, h = H.shape
    if t == 0 or len(E) != len(V):
        raise ValueError(
            "expected ids (n, t) with t >= 1, and E and V of one vocabulary, "
            f"got {ids.shape}, {E.shape}, {V.shape}"
        )
    return linear_scores(H.reshape(n * t, h), V, a).reshape(n, t, len(a)), H[:, -1]


# --8<-- [end:language_model]


# --8<-- [start:language_model_backward]
def language_model_backward(
    ds: np.ndarray,
    dh_last: np.ndarray,
    ids: np.ndarray,
    h0: np.ndarray,
    E: np.ndarray,
    W_xh: np.ndarray,
    W_hh: np.ndarray,
    b: np.ndarray,
    V: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Gradients of the language model, from its scores back to its first state.

    Parameters
    ----------
    ds : float array, shape (n, t, c)
        ∂L/∂s, for instance of ``masked_cross_entropy_backward``.
    dh_last : float array, shape (n, h)
        What comes back from the text that follows; zeros cut it off.
    ids : int array in [0, c), shape (n, t)
        Tokens, as in ``language_model``.
    h0 : float array, shape (n, h)
        State before the first token.
    E : float array, shape (c, d)
        Embeddings.
    W_xh : float array, shape (h, d)
        Weights of the RNN for its input.
    W_hh : float array, shape (h, h)
        Weights of the RNN for its old state.
    b : float array, shape (h,)
        Bias of the RNN.
    V : float array, shape (c, h)
        Weights of the scores.

    Returns
    -------
    dh0 : float array, shape (n, h)
        ∂L/∂h0: the ``dh_last`` of the text before.
    dE : float array, shape (c, d)
        ∂L/∂E.
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
        As ``language_model``, or if an upstream gradient has another shape.
    """
    X = embedding(ids, E)
    H = rnn(X, h0, W_xh, W_hh, b)
    n, t, h = H.shape
    wanted = (n, t, len(E)), (n, h), (len(E), h)
    if (ds.shape, dh_last.shape, V.shape) != wanted or t == 0:
        raise ValueError(
            f"expected ds, dh_last, V of shapes {wanted} and t >= 1, "
            f"got {ds.shape}, {dh_last.shape}, {V.shape}"
        )
    rows, ds_rows = H.reshape(n * t, h), ds.reshape(n * t, len(V))
    drows, dV, da = linear_scores_backward(ds_rows, rows, V)
    dH = drows.reshape(H.shape)
    dH[:, -1] += dh_last
    dX, dh0, dW_xh, dW_hh, db = rnn_backward(dH, X, h0, W_xh, W_hh, b)
    return dh0, embedding_backward(dX, ids, E), dW_xh, dW_hh, db, dV, da


# --8<-- [end:language_model_backward]


# --8<-- [start:temper]
def temper(s: np.ndarray, temperature: float) -> np.ndarray:
    """Probabilities at a temperature τ, softmax(s / τ).

    Parameters
    ----------
    s : float array, shape (n, c)
        Scores.
    temperature : float in (0, inf)
        1 leaves the model's distribution as it is; towards 0 the largest score takes
        all, towards infinity all tokens become equally likely.

    Returns
    -------
    p : float array, shape (n, c)
        Rows sum to one.

    Raises
    ------
    ValueError
        If ``temperature`` is not positive and finite, ``s`` has another number of
        axes, or a row has no finite largest score.

    References
    ----------
    Ackley, Hinton and Sejnowski (1985), A learning algorithm for Boltzmann machines.
    """
    if s.ndim != 2 or s.shape[1] == 0 or not 0 < temperature < np.inf:
        raise ValueError(
            "expected s (n, c), c >= 1, and a finite temperature > 0, "
            f"got {s.shape}, {temperature}"
        )
    largest = s.max(axis=1, keepdims=True)
    if not np.isfinite(largest).all():
        raise ValueError("expected a finite largest score per row, got NaN or infinity")
    with np.errstate(over="ignore"):  # a gap beyond the range is -inf, p = 0
        return softmax((s - largest) / temperature)


# --8<-- [end:temper]
