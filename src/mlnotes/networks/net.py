"""The network of the notes by hand: three linear layers with ReLU between them."""

# --8<-- [start:imports]
from itertools import pairwise

import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.scores import linear_scores
from mlnotes.networks.activations import relu


# --8<-- [start:parameter_count]
def parameter_count(widths: list[int]) -> int:
    """Weights and biases of a chain of linear layers, Σ_l w_l (w_{l−1} + 1).

    Parameters
    ----------
    widths : list of int in [1, 1000), length k
        Widths of the input, the hidden layers and the output.

    Returns
    -------
    count : int in [0, inf)
        Number of parameters; 109 386 for 784, 128, 64, 10.

    Raises
    ------
    ValueError
        If there are fewer than two widths, or a width is not positive.
    """
    if len(widths) < 2 or min(widths) < 1:
        raise ValueError(f"expected two or more widths >= 1, got {widths}")
    return sum(outputs * (inputs + 1) for inputs, outputs in pairwise(widths))


# --8<-- [end:parameter_count]


# --8<-- [start:net]
def net(
    X: np.ndarray,
    W1: np.ndarray,
    b1: np.ndarray,
    W2: np.ndarray,
    b2: np.ndarray,
    W3: np.ndarray,
    b3: np.ndarray,
) -> np.ndarray:
    """Scores of two hidden layers, s = W₃ relu(W₂ relu(W₁x + b₁) + b₂) + b₃.

    Parameters
    ----------
    X : float array, shape (n, d)
        Samples, one per row; d = 784 in the notes.
    W1 : float array, shape (h, d)
        Weights of ``fc1``; h = 128 in the notes.
    b1 : float array, shape (h,)
        Biases of ``fc1``.
    W2 : float array, shape (h2, h)
        Weights of ``fc2``; h2 = 64 in the notes.
    b2 : float array, shape (h2,)
        Biases of ``fc2``.
    W3 : float array, shape (c, h2)
        Weights of ``classifier``; c = 10 in the notes.
    b3 : float array, shape (c,)
        Biases of ``classifier``.

    Returns
    -------
    s : float array, shape (n, c)
        Scores; no softmax, since the cross entropy takes scores.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    H1 = relu(linear_scores(X, W1, b1))
    H2 = relu(linear_scores(H1, W2, b2))
    return linear_scores(H2, W3, b3)


# --8<-- [end:net]
