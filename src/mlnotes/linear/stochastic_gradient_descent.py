"""Stochastic gradient descent: gradients on small random subsets of the samples."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.cross_entropy import cross_entropy, cross_entropy_backward
from mlnotes.linear.scores import linear_scores, linear_scores_backward


# --8<-- [start:minibatch_variance]
def minibatch_variance(G: np.ndarray, batch_size: int) -> np.ndarray:
    """Variance of a minibatch gradient, σ²/b · (n − b)/(n − 1), per parameter.

    The batch is drawn without replacement, every subset of b samples equally likely;
    σ² is the variance of the n samples' gradients.

    Parameters
    ----------
    G : float array, shape (n, d)
        Gradient of each sample's loss.
    batch_size : int in [1, n]
        Number b of samples in a batch.

    Returns
    -------
    variance : float array, shape (d,)
        Variance of the mean of b rows of ``G``; 0 for the full batch.

    Raises
    ------
    ValueError
        If ``G`` does not have two axes and two samples, or b is not in [1, n].

    References
    ----------
    Cochran (1977), Sampling Techniques, 3rd edition, theorem 2.2.
    """
    if G.ndim != 2 or len(G) < 2 or not 1 <= batch_size <= len(G):
        raise ValueError(
            "expected G of shape (n, d) with n >= 2 and batch_size in [1, n], "
            f"got {G.shape} and {batch_size}"
        )
    n = len(G)
    return G.var(axis=0) / batch_size * ((n - batch_size) / (n - 1))


# --8<-- [end:minibatch_variance]


# --8<-- [start:shuffled_order]
def shuffled_order(n: int, epochs: int, rng: np.random.Generator) -> np.ndarray:
    """Order in which SGD visits the samples: a new permutation for each epoch.

    Parameters
    ----------
    n : int in [1, 1000]
        Number of samples.
    epochs : int in [1, 100]
        Number of passes over all samples.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    order : int array in [0, n), shape (epochs, n)
        Row e is a permutation of 0 … n − 1.

    Raises
    ------
    ValueError
        If there is no sample or no epoch.
    """
    if n < 1 or epochs < 1:
        raise ValueError(f"expected n >= 1 and epochs >= 1, got {n} and {epochs}")
    return np.stack([rng.permutation(n) for _ in range(epochs)])


# --8<-- [end:shuffled_order]


# --8<-- [start:split_batches]
def _split_batches(
    order: np.ndarray, samples: int, batch_size: int
) -> list[np.ndarray]:
    """Cut each epoch into batches of b indices; an epoch's last may be smaller."""
    if order.ndim != 2 or len(order) == 0 or order.shape[1] != samples:
        raise ValueError(
            f"expected order of shape (epochs, {samples}) with epochs >= 1, "
            f"got {order.shape}"
        )
    if not 1 <= batch_size <= samples:
        raise ValueError(f"expected batch_size in [1, {samples}], got {batch_size}")
    if order.min() < 0 or order.max() >= samples:
        raise ValueError(
            f"expected indices in [0, {samples}), got {order.min()} to {order.max()}"
        )
    starts = range(0, samples, batch_size)
    return [row[start : start + batch_size] for row in order for start in starts]


# --8<-- [end:split_batches]


# --8<-- [start:train_softmax_classifier]
def train_softmax_classifier(
    X: np.ndarray,
    y: np.ndarray,
    W: np.ndarray,
    b: np.ndarray,
    order: np.ndarray,
    batch_size: int,
    learning_rate: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Train a linear softmax classifier by SGD on the cross entropy.

    Parameters
    ----------
    X : float array, shape (n, d)
        Samples.
    y : int array in [0, c), shape (n,)
        Labels.
    W : float array, shape (c, d)
        Weights to start from; zeros will do.
    b : float array, shape (c,)
        Biases to start from.
    order : int array in [0, n), shape (epochs, n)
        Order of the samples in each epoch, as from ``shuffled_order``.
    batch_size : int in [1, n]
        Samples per update; n gives gradient descent.
    learning_rate : float in (0, inf)
        Step size α.

    Returns
    -------
    W_new : float array, shape (c, d)
        Trained weights.
    b_new : float array, shape (c,)
        Trained biases.
    losses : float array, shape (epochs, (n + batch_size - 1) // batch_size)
        Loss of each batch before its update, one row per epoch.

    Raises
    ------
    ValueError
        If the shapes disagree, a label is no class, ``batch_size`` is not in [1, n],
        the rate is not positive, or the scores are no longer finite.

    References
    ----------
    Robbins and Monro (1951), A stochastic approximation method.
    """
    if not 0 < learning_rate < np.inf:
        raise ValueError(f"expected a finite learning_rate > 0, got {learning_rate}")
    if y.shape != X.shape[:1]:
        raise ValueError(f"expected X (n, d) and y (n,), got {X.shape} and {y.shape}")
    losses = []
    for batch in _split_batches(order, len(X), batch_size):
        s = linear_scores(X[batch], W, b)
        losses.append(cross_entropy(s, y[batch]))
        ds = cross_entropy_backward(1.0, s, y[batch])
        _, dW, db = linear_scores_backward(ds, X[batch], W)
        W, b = W - learning_rate * dW, b - learning_rate * db
    return W, b, np.reshape(losses, (len(order), -1))


# --8<-- [end:train_softmax_classifier]
