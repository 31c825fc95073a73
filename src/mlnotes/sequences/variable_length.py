"""Sentences of any length as one vector: convolution and pooling, mean, last state."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.sequences.batching import last_state, padding_mask
from mlnotes.sequences.rnn import rnn


# --8<-- [start:check_windows]
def _check_windows(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> None:
    """Refuse filters that do not fit the word vectors or have no place."""
    wanted = (b.size, *W.shape[1:2], *X.shape[2:])
    if X.ndim != 3 or b.ndim != 1 or W.shape != wanted:
        raise ValueError(
            "expected shapes X (n, t, d), W (filters, k, d), b (filters,), "
            f"got {X.shape}, {W.shape}, {b.shape}"
        )
    if not 1 <= W.shape[1] <= X.shape[1]:
        raise ValueError(
            f"expected filters of 1 to t = {X.shape[1]} words, got {W.shape[1]}"
        )


# --8<-- [end:check_windows]


# --8<-- [start:word_convolution]
def word_convolution(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Scores of every k words in a row, a_pf = Σ_j w_fj · x_(p+j) + b_f.

    Parameters
    ----------
    X : float array, shape (n, t, d)
        Sentences, one word vector per time step.
    W : float array, shape (filters, k, d)
        Filters, each as wide as a word vector and k words long.
    b : float array, shape (filters,)
        Bias of each filter.

    Returns
    -------
    A : float array, shape (n, t - k + 1, filters)
        One row per place of the filters.

    Raises
    ------
    ValueError
        If the shapes disagree, or a sentence has fewer than k words.

    References
    ----------
    Collobert et al. (2011), Natural language processing (almost) from scratch, eq. 6.
    """
    _check_windows(X, W, b)
    places = X.shape[1] - W.shape[1] + 1
    A = np.zeros((len(X), places, len(b)), X.dtype) + b
    for j in range(W.shape[1]):
        A += X[:, j : j + places] @ W[:, j].T
    return A


# --8<-- [end:word_convolution]


# --8<-- [start:word_convolution_backward]
def word_convolution_backward(
    dA: np.ndarray, X: np.ndarray, W: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of ``word_convolution``: a word hears of every place that read it.

    Parameters
    ----------
    dA : float array, shape (n, t - k + 1, filters)
        Upstream gradient, ∂L/∂A.
    X : float array, shape (n, t, d)
        Sentences, as in ``word_convolution``.
    W : float array, shape (filters, k, d)
        Filters.

    Returns
    -------
    dX : float array, shape (n, t, d)
        ∂L/∂X.
    dW : float array, shape (filters, k, d)
        ∂L/∂W.
    db : float array, shape (filters,)
        ∂L/∂b.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_windows(X, W, W[:, 0, 0])
    places = X.shape[1] - W.shape[1] + 1
    if dA.shape != (len(X), places, len(W)):
        wanted = (len(X), places, len(W))
        raise ValueError(f"expected dA of shape {wanted}, got {dA.shape}")
    dX, dW = np.zeros_like(X), np.zeros_like(W)
    for j in range(W.shape[1]):
        dX[:, j : j + places] += dA @ W[:, j]
        dW[:, j] = np.einsum("npf,npd->fd", dA, X[:, j : j + places])
    return dX, dW, dA.sum(axis=(0, 1))


# --8<-- [end:word_convolution_backward]


# --8<-- [start:max_over_time]
def max_over_time(A: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Largest score of each filter over the real places of a sentence.

    Parameters
    ----------
    A : float array, shape (n, t, filters)
        Scores at t places; those beyond the length count for nothing.
    lengths : int array in [1, t + 1), shape (n,)
        Number of real places: words − k + 1 behind filters of k words.

    Returns
    -------
    M : float array, shape (n, filters)
        One number per filter, whatever the length.

    Raises
    ------
    ValueError
        If the shapes disagree, or a length is no integer from 1 to t.

    References
    ----------
    Collobert et al. (2011), eq. 7; Kim (2014), section 2.
    """
    if A.ndim != 3 or lengths.shape != A.shape[:1]:
        raise ValueError(
            "expected shapes A (n, t, filters), lengths (n,), "
            f"got {A.shape}, {lengths.shape}"
        )
    real = padding_mask(lengths, A.shape[1])[:, :, np.newaxis]
    return np.where(real, A, -np.inf).max(axis=1).astype(A.dtype, copy=False)


# --8<-- [end:max_over_time]


# --8<-- [start:max_over_time_backward]
def max_over_time_backward(
    dM: np.ndarray, A: np.ndarray, lengths: np.ndarray
) -> np.ndarray:
    """Gradient of ``max_over_time``: all of it goes to the first largest place.

    Parameters
    ----------
    dM : float array, shape (n, filters)
        Upstream gradient, ∂L/∂M.
    A : float array, shape (n, t, filters)
        Scores, as in ``max_over_time``.
    lengths : int array in [1, t + 1), shape (n,)
        Number of real places.

    Returns
    -------
    dA : float array, shape (n, t, filters)
        ∂L/∂A; NaN where the largest score is NaN.

    Raises
    ------
    ValueError
        If the shapes disagree, or a length is no integer from 1 to t.
    """
    M = max_over_time(A, lengths)
    if dM.shape != M.shape:
        raise ValueError(f"expected dM of shape {M.shape}, got {dM.shape}")
    real = padding_mask(lengths, A.shape[1])[:, :, np.newaxis]
    first = np.where(real, A, -np.inf).argmax(axis=1)[:, np.newaxis]
    dA = np.zeros_like(A)
    passed = np.where(np.isnan(M), M, dM)[:, np.newaxis]
    np.put_along_axis(dA, first, passed, axis=1)
    return dA


# --8<-- [end:max_over_time_backward]


# --8<-- [start:mean_over_time]
def mean_over_time(X: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Mean of the real word vectors of each sentence; their order is lost.

    Parameters
    ----------
    X : float array, shape (n, t, d)
        Sentences, padded to t vectors.
    lengths : int array in [1, t + 1), shape (n,)
        Number of real words.

    Returns
    -------
    M : float array, shape (n, d)
        Σ over the real words, divided by their number.

    Raises
    ------
    ValueError
        If the shapes disagree, or a length is no integer from 1 to t.
    """
    if X.ndim != 3 or lengths.shape != X.shape[:1]:
        raise ValueError(
            f"expected shapes X (n, t, d), lengths (n,), got {X.shape}, {lengths.shape}"
        )
    real = padding_mask(lengths, X.shape[1])[:, :, np.newaxis]
    total = np.where(real, X, 0).sum(axis=1)
    return total / lengths[:, np.newaxis].astype(X.dtype)


# --8<-- [end:mean_over_time]


# --8<-- [start:rnn_encoder]
def rnn_encoder(
    X: np.ndarray,
    lengths: np.ndarray,
    W_xh: np.ndarray,
    W_hh: np.ndarray,
    b: np.ndarray,
) -> np.ndarray:
    """Encode each sentence as the state of an RNN after its last real word.

    Parameters
    ----------
    X : float array, shape (n, t, d)
        Sentences, padded to t vectors.
    lengths : int array in [1, t + 1), shape (n,)
        Number of real words.
    W_xh : float array, shape (h, d)
        Weights of the input.
    W_hh : float array, shape (h, h)
        Weights of the old state.
    b : float array, shape (h,)
        Bias.

    Returns
    -------
    last : float array, shape (n, h)
        One code per sentence, whatever its length.

    Raises
    ------
    ValueError
        If the shapes disagree, or a length is no integer from 1 to t.

    References
    ----------
    Cho et al. (2014), Learning phrase representations, section 2.2.
    """
    h0 = np.zeros((len(X), len(W_hh)), X.dtype)
    return last_state(rnn(X, h0, W_xh, W_hh, b), lengths)


# --8<-- [end:rnn_encoder]


# --8<-- [start:linear_memory]
def linear_memory(X: np.ndarray, H: np.ndarray) -> np.ndarray:
    """Share of each input's variance that a linear readout of the code explains, R².

    Parameters
    ----------
    X : float array, shape (n, t)
        Input numbers of n sequences; each column varies.
    H : float array, shape (n, h)
        Code of each sequence.

    Returns
    -------
    share : float array, shape (t,)
        From 0 to 1; for uncorrelated columns of X at most h in all.

    Raises
    ------
    ValueError
        If the shapes disagree, n < 2, a column is constant, or a number is not finite.

    References
    ----------
    Jaeger (2002), Short term memory in echo state networks, GMD report 152.
    """
    if X.ndim != 2 or H.ndim != 2 or len(X) != len(H) or len(X) < 2:
        raise ValueError(
            f"expected X (n, t) and H (n, h) with n >= 2, got {X.shape}, {H.shape}"
        )
    wide, code = (array.astype(np.float64) for array in (X, H))
    wide, code = wide - wide.mean(axis=0), code - code.mean(axis=0)
    total = (wide**2).sum(axis=0)
    if not (np.isfinite(code).all() and np.isfinite(total).all() and total.all()):
        raise ValueError("expected finite numbers and columns of X that vary, got not")
    U, sizes, _ = np.linalg.svd(code, full_matrices=False)
    basis = U[:, sizes > sizes.max(initial=0) * max(code.shape) * 2e-16]
    return (((basis.T @ wide) ** 2).sum(axis=0) / total).astype(X.dtype)


# --8<-- [end:linear_memory]
