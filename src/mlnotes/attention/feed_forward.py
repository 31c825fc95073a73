"""Feed-forward network of a Transformer layer, gradients by hand."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.networks.activations import relu, relu_backward


# --8<-- [start:check_network]
def _check_network(
    X: np.ndarray, W1: np.ndarray, b1: np.ndarray, W2: np.ndarray
) -> None:
    """Refuse shapes other than X (..., d), W1 (d_ff, d), b1 (d_ff,), W2 (d, d_ff)."""
    fits = W1.ndim == 2 and X.shape[-1:] == W1.shape[1:]
    if not fits or b1.shape != W1.shape[:1] or W2.shape != W1.shape[::-1]:
        raise ValueError(
            "expected shapes X (..., d), W1 (d_ff, d), b1 (d_ff,), W2 (d, d_ff), "
            f"got {X.shape}, {W1.shape}, {b1.shape}, {W2.shape}"
        )


# --8<-- [end:check_network]


# --8<-- [start:feed_forward]
def feed_forward(
    X: np.ndarray, W1: np.ndarray, b1: np.ndarray, W2: np.ndarray, b2: np.ndarray
) -> np.ndarray:
    """Two linear layers with ReLU between them, at every place by itself.

    y = W₂ max(0, W₁ x + b₁) + b₂; a place is a row of X.

    Parameters
    ----------
    X : float array, shape (..., d)
        Places; any leading axes, such as batch and time.
    W1 : float array, shape (d_ff, d)
        Weights of the first layer, one row a hidden unit.
    b1 : float array, shape (d_ff,)
        Its bias.
    W2 : float array, shape (d, d_ff)
        Weights of the second layer, one row an output.
    b2 : float array, shape (d,)
        Its bias.

    Returns
    -------
    Y : float array, shape (..., d)
        As wide as X.

    Raises
    ------
    ValueError
        If the shapes disagree.

    References
    ----------
    Vaswani et al. (2017), Attention is all you need, eq. 2.
    """
    _check_network(X, W1, b1, W2)
    if b2.shape != X.shape[-1:]:
        raise ValueError(f"expected b2 of shape {X.shape[-1:]}, got {b2.shape}")
    return relu(X @ W1.T + b1) @ W2.T + b2


# --8<-- [end:feed_forward]


# --8<-- [start:feed_forward_backward]
def feed_forward_backward(
    dY: np.ndarray, X: np.ndarray, W1: np.ndarray, b1: np.ndarray, W2: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of ``feed_forward``; those of weights are summed over all places.

    Parameters
    ----------
    dY : float array, shape (..., d)
        Upstream gradient, ∂L/∂Y.
    X : float array, shape (..., d)
        Places, as in ``feed_forward``.
    W1 : float array, shape (d_ff, d)
        Weights of the first layer.
    b1 : float array, shape (d_ff,)
        Its bias.
    W2 : float array, shape (d, d_ff)
        Weights of the second layer.

    Returns
    -------
    dX : float array, shape (..., d)
        ∂L/∂X.
    dW1 : float array, shape (d_ff, d)
        ∂L/∂W₁.
    db1 : float array, shape (d_ff,)
        ∂L/∂b₁.
    dW2 : float array, shape (d, d_ff)
        ∂L/∂W₂.
    db2 : float array, shape (d,)
        ∂L/∂b₂.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_network(X, W1, b1, W2)
    if dY.shape != X.shape:
        raise ValueError(f"expected dY of X's shape {X.shape}, got {dY.shape}")
    U = X @ W1.T + b1
    dU = relu_backward(dY @ W2, U)
    d_ff, d = W1.shape
    places = X.size // d if d else 0
    rows, dY_rows = X.reshape(places, d), dY.reshape(places, d)
    H_rows, dU_rows = relu(U).reshape(places, d_ff), dU.reshape(places, d_ff)
    dW1, dW2 = dU_rows.T @ rows, dY_rows.T @ H_rows
    return dU @ W1, dW1, dU_rows.sum(axis=0), dW2, dY_rows.sum(axis=0)


# --8<-- [end:feed_forward_backward]


# --8<-- [start:spread_of_places]
def spread_of_places(X: np.ndarray) -> np.ndarray:
    """How different the places are: ‖X − mean over places‖ / ‖X‖, from 0 to 1.

    0 if all places hold the same vector, 1 if their mean is zero; 0 if X is zero.

    Parameters
    ----------
    X : float array, shape (n, t, d)
        Sequences of t places.

    Returns
    -------
    r : float array, shape (n,)
        One number a sequence.

    Raises
    ------
    ValueError
        If X does not have three axes, or no place.

    References
    ----------
    Dong, Cordonnier and Loukas (2021), Attention is not all you need, section 2.1;
    here with the Frobenius norm.
    """
    if X.ndim != 3 or X.shape[1] == 0:
        raise ValueError(f"expected X of shape (n, t, d) with t >= 1, got {X.shape}")
    wide = X.astype(np.result_type(X, np.float32), copy=False)
    apart = np.linalg.norm(wide - wide.mean(axis=1, keepdims=True), axis=(1, 2))
    size = np.linalg.norm(wide, axis=(1, 2))
    return (apart / np.where(size == 0, 1, size)).astype(X.dtype)


# --8<-- [end:spread_of_places]
