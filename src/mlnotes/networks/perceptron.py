"""Perceptron: a linear score with a step, its learning rule, and Novikoff's bound."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.scores import linear_scores


# --8<-- [start:step]
def step(s: np.ndarray) -> np.ndarray:
    """Step function, element by element: 1 where s ≥ 0, −1 where s < 0.

    The sign, except at 0: ``np.sign`` answers 0 there, which is no class.

    Parameters
    ----------
    s : float array, shape (...)
        Scores.

    Returns
    -------
    f : float array, shape (...)
        Ones and minus ones with the dtype of ``s``; NaN stays NaN.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.53.
    """
    return np.sign(s) + (s == 0)


# --8<-- [end:step]


# --8<-- [start:perceptron]
def perceptron(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Perceptrons side by side, ŷ = f(W x + b): a step of c linear scores.

    Parameters
    ----------
    X : float array, shape (n, d)
        Samples.
    W : float array, shape (c, d)
        Weights, one row per perceptron.
    b : float array, shape (c,)
        Bias of each perceptron.

    Returns
    -------
    y_hat : float array, shape (n, c)
        Answers, ones and minus ones; column k belongs to perceptron k.

    Raises
    ------
    ValueError
        If the shapes disagree.

    References
    ----------
    Rosenblatt (1958), The perceptron: a probabilistic model for information storage
    and organization in the brain.
    """
    return step(linear_scores(X, W, b))


# --8<-- [end:perceptron]


# --8<-- [start:check_samples]
def _check_samples(X: np.ndarray, y: np.ndarray, w: np.ndarray, b: np.ndarray) -> None:
    """Refuse shapes that disagree, and labels other than −1 and 1."""
    if X.ndim != 2 or y.shape != X.shape[:1] or w.shape != X.shape[1:] or b.ndim:
        raise ValueError(
            "expected shapes X (n, d), y (n,), w (d,), b (), "
            f"got {X.shape}, {y.shape}, {w.shape}, {b.shape}"
        )
    if not np.isin(y, (-1, 1)).all():
        raise ValueError(f"expected labels -1 and 1, got {np.unique(y)}")


# --8<-- [end:check_samples]


# --8<-- [start:train_perceptron]
def train_perceptron(
    X: np.ndarray, y: np.ndarray, w: np.ndarray, b: np.ndarray, epochs: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Perceptron rule: at each mistake w ← w + y x and b ← b + y.

    The samples are visited one by one, in the order of the rows.

    Parameters
    ----------
    X : float array, shape (n, d)
        Samples.
    y : float array in {-1, 1}, shape (n,)
        Labels.
    w : float array, shape (d,)
        Weights to start from; zeros will do.
    b : float array, shape ()
        Bias to start from.
    epochs : int in [1, 100]
        Number of passes over all samples.

    Returns
    -------
    w_new : float array, shape (d,)
        Trained weights.
    b_new : float array, shape ()
        Trained bias.
    mistakes : int array in [0, n], shape (epochs,)
        Mistakes, which are also updates, in each epoch.

    Raises
    ------
    ValueError
        If the shapes disagree, a label is not -1 or 1, or there is no epoch.

    References
    ----------
    Bishop (2006), Pattern Recognition and Machine Learning, eq. 4.55.
    """
    _check_samples(X, y, w, b)
    if epochs < 1:
        raise ValueError(f"expected epochs >= 1, got {epochs}")
    w, b = w.copy(), b.copy()
    mistakes = np.zeros(epochs, dtype=np.int64)
    for epoch in range(epochs):
        for x, label in zip(X, y, strict=True):
            if step(w @ x + b) != label:
                w, b = w + label * x, b + label
                mistakes[epoch] += 1
    return w, b, mistakes


# --8<-- [end:train_perceptron]


# --8<-- [start:novikoff_bound]
def novikoff_bound(
    X: np.ndarray, y: np.ndarray, w: np.ndarray, b: np.ndarray
) -> np.ndarray:
    """Upper bound on the mistakes from a start at zero, (R/γ)².

    R = max_i ‖(x_i, 1)‖, γ = min_i y_i (wᵀx_i + b) / ‖(w, b)‖, for any border w, b
    that separates the samples; the one with the largest γ gives the smallest bound.

    Parameters
    ----------
    X : float array, shape (n, d)
        Samples.
    y : float array in {-1, 1}, shape (n,)
        Labels.
    w : float array, shape (d,)
        Weights of a border.
    b : float array, shape ()
        Its bias.

    Returns
    -------
    bound : float array, shape ()
        The bound; infinite if w, b leaves a sample on the wrong side or on the border.

    Raises
    ------
    ValueError
        If the shapes disagree, there is no sample, or a label is not -1 or 1.

    References
    ----------
    Novikoff (1962), On convergence proofs on perceptrons.
    """
    _check_samples(X, y, w, b)
    if len(X) == 0:
        raise ValueError("expected X of shape (n, d) with n >= 1, got n = 0")
    margin = (y * (X @ w + b)).min()
    if margin <= 0:
        return np.full_like(b, np.inf)
    length = np.sqrt(w @ w + b * b)
    radius = np.sqrt((X * X).sum(axis=1).max() + 1)
    return (radius / (margin / length)) ** 2


# --8<-- [end:novikoff_bound]
