"""Sentences of any length as one vector, in PyTorch; gradients by autograd."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]
from mlnotes.sequences.batching_torch import last_state, padding_mask
from mlnotes.sequences.rnn_torch import rnn


# --8<-- [start:check_windows]
def _check_windows(X: torch.Tensor, W: torch.Tensor, b: torch.Tensor) -> None:
    """Refuse filters that do not fit the word vectors or have no place."""
    wanted = (b.numel(), *W.shape[1:2], *X.shape[2:])
    if X.ndim != 3 or b.ndim != 1 or W.shape != wanted:
        raise ValueError(
            "expected shapes X (n, t, d), W (filters, k, d), b (filters,), "
            f"got {tuple(X.shape)}, {tuple(W.shape)}, {tuple(b.shape)}"
        )
    if not 1 <= W.shape[1] <= X.shape[1]:
        raise ValueError(
            f"expected filters of 1 to t = {X.shape[1]} words, got {W.shape[1]}"
        )


# --8<-- [end:check_windows]


# --8<-- [start:word_convolution]
def word_convolution(X: torch.Tensor, W: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Scores of every k words in a row, a_pf = Σ_j w_fj · x_(p+j) + b_f.

    Parameters
    ----------
    X : float tensor, shape (n, t, d)
        Sentences, one word vector per time step, on any device.
    W : float tensor, shape (filters, k, d)
        Filters, each as wide as a word vector and k words long.
    b : float tensor, shape (filters,)
        Bias of each filter.

    Returns
    -------
    A : float tensor, shape (n, t - k + 1, filters)
        One row per place of the filters.

    Raises
    ------
    ValueError
        If the shapes disagree, or a sentence has fewer than k words.
    """
    _check_windows(X, W, b)
    places = X.shape[1] - W.shape[1] + 1
    A = b.expand(len(X), places, len(b))
    for j in range(W.shape[1]):
        A = A + X[:, j : j + places] @ W[:, j].T
    return A


# --8<-- [end:word_convolution]


# --8<-- [start:max_over_time]
def max_over_time(A: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Largest score of each filter over the real places of a sentence.

    Parameters
    ----------
    A : float tensor, shape (n, t, filters)
        Scores at t places, on any device; those beyond the length do not count.
    lengths : int tensor in [1, t + 1), shape (n,)
        Number of real places: words − k + 1 behind filters of k words.

    Returns
    -------
    M : float tensor, shape (n, filters)
        One number per filter, whatever the length.

    Raises
    ------
    ValueError
        If the shapes disagree, or a length is no integer from 1 to t.
    """
    if A.ndim != 3 or lengths.shape != A.shape[:1]:
        raise ValueError(
            "expected shapes A (n, t, filters), lengths (n,), "
            f"got {tuple(A.shape)}, {tuple(lengths.shape)}"
        )
    real = padding_mask(lengths, A.shape[1]).unsqueeze(2)
    return A.masked_fill(~real, -torch.inf).max(dim=1).values


# --8<-- [end:max_over_time]


# --8<-- [start:mean_over_time]
def mean_over_time(X: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Mean of the real word vectors of each sentence; their order is lost.

    Parameters
    ----------
    X : float tensor, shape (n, t, d)
        Sentences, padded to t vectors, on any device.
    lengths : int tensor in [1, t + 1), shape (n,)
        Number of real words.

    Returns
    -------
    M : float tensor, shape (n, d)
        Σ over the real words, divided by their number.

    Raises
    ------
    ValueError
        If the shapes disagree, or a length is no integer from 1 to t.
    """
    if X.ndim != 3 or lengths.shape != X.shape[:1]:
        raise ValueError(
            "expected shapes X (n, t, d), lengths (n,), "
            f"got {tuple(X.shape)}, {tuple(lengths.shape)}"
        )
    real = padding_mask(lengths, X.shape[1]).unsqueeze(2)
    total = X.masked_fill(~real, 0).sum(dim=1)
    return total / lengths.unsqueeze(1).to(X.dtype)


# --8<-- [end:mean_over_time]


# --8<-- [start:rnn_encoder]
def rnn_encoder(
    X: torch.Tensor,
    lengths: torch.Tensor,
    W_xh: torch.Tensor,
    W_hh: torch.Tensor,
    b: torch.Tensor,
) -> torch.Tensor:
    """Encode each sentence as the state of an RNN after its last real word.

    Parameters
    ----------
    X : float tensor, shape (n, t, d)
        Sentences, padded to t vectors, on any device.
    lengths : int tensor in [1, t + 1), shape (n,)
        Number of real words.
    W_xh : float tensor, shape (h, d)
        Weights of the input.
    W_hh : float tensor, shape (h, h)
        Weights of the old state.
    b : float tensor, shape (h,)
        Bias.

    Returns
    -------
    last : float tensor, shape (n, h)
        One code per sentence, whatever its length.

    Raises
    ------
    ValueError
        If the shapes disagree, or a length is no integer from 1 to t.
    """
    h0 = X.new_zeros((len(X), len(W_hh)))
    return last_state(rnn(X, h0, W_xh, W_hh, b), lengths)


# --8<-- [end:rnn_encoder]


# --8<-- [start:linear_memory]
def linear_memory(X: torch.Tensor, H: torch.Tensor) -> torch.Tensor:
    """Share of each input's variance that a linear readout of the code explains, R².

    Parameters
    ----------
    X : float tensor, shape (n, t)
        Input numbers of n sequences; each column varies.
    H : float tensor, shape (n, h)
        Code of each sequence.

    Returns
    -------
    share : float tensor, shape (t,)
        From 0 to 1; for uncorrelated columns of X at most h in all.

    Raises
    ------
    ValueError
        If the shapes disagree, n < 2, a column is constant, or a number is not finite.
    """
    if X.ndim != 2 or H.ndim != 2 or len(X) != len(H) or len(X) < 2:
        raise ValueError(
            "expected X (n, t) and H (n, h) with n >= 2, "
            f"got {tuple(X.shape)}, {tuple(H.shape)}"
        )
    wide, code = (tensor.double() for tensor in (X, H))
    wide, code = wide - wide.mean(dim=0), code - code.mean(dim=0)
    total = (wide**2).sum(dim=0)
    if not (code.isfinite().all() and total.isfinite().all() and total.all()):
        raise ValueError("expected finite numbers and columns of X that vary, got not")
    U, sizes, _ = torch.linalg.svd(code, full_matrices=False)
    basis = U[:, sizes > sizes[:1] * max(code.shape) * 2e-16]
    return (((basis.T @ wide) ** 2).sum(dim=0) / total).to(X.dtype)


# --8<-- [end:linear_memory]
