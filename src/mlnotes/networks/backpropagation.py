"""Backpropagation through a multilayer perceptron with ReLU, and training with it."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.cross_entropy import cross_entropy, cross_entropy_backward
from mlnotes.linear.scores import linear_scores, linear_scores_backward
from mlnotes.linear.stochastic_gradient_descent import _split_batches
from mlnotes.networks.activations import relu, relu_backward


# --8<-- [start:forward]
def _forward(
    X: np.ndarray, W1: np.ndarray, b1: np.ndarray, W2: np.ndarray, b2: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return U (n, h), H (n, h) and s (n, c): what the way back needs."""
    U = linear_scores(X, W1, b1)
    H = relu(U)
    return U, H, linear_scores(H, W2, b2)


# --8<-- [end:forward]


# --8<-- [start:backward]
def _backward(
    ds: np.ndarray,
    X: np.ndarray,
    U: np.ndarray,
    H: np.ndarray,
    W1: np.ndarray,
    W2: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Carry ds (n, c) back through both layers: dX, dW1, db1, dW2, db2."""
    dH, dW2, db2 = linear_scores_backward(ds, H, W2)
    dU = relu_backward(dH, U)
    dX, dW1, db1 = linear_scores_backward(dU, X, W1)
    return dX, dW1, db1, dW2, db2


# --8<-- [end:backward]


# --8<-- [start:mlp_loss]
def mlp_loss(
    X: np.ndarray,
    y: np.ndarray,
    W1: np.ndarray,
    b1: np.ndarray,
    W2: np.ndarray,
    b2: np.ndarray,
) -> np.ndarray:
    """Cross entropy of a multilayer perceptron with one hidden layer of ReLUs.

    Parameters
    ----------
    X : float array, shape (n, d)
        Samples.
    y : int array in [0, c), shape (n,)
        Labels.
    W1 : float array, shape (h, d)
        Weights of the hidden layer.
    b1 : float array, shape (h,)
        Biases of the hidden layer.
    W2 : float array, shape (c, h)
        Weights of the output layer.
    b2 : float array, shape (c,)
        Biases of the output layer.

    Returns
    -------
    L : float array, shape ()
        Loss in nats, the mean over the samples.

    Raises
    ------
    ValueError
        If the shapes disagree, a label is no class, or there is no sample.
    """
    _, _, s = _forward(X, W1, b1, W2, b2)
    return cross_entropy(s, y)


# --8<-- [end:mlp_loss]


# --8<-- [start:mlp_loss_backward]
def mlp_loss_backward(
    dL: np.ndarray | float,
    X: np.ndarray,
    y: np.ndarray,
    W1: np.ndarray,
    b1: np.ndarray,
    W2: np.ndarray,
    b2: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of ``mlp_loss`` by backpropagation, one pass forward and one back.

    Parameters
    ----------
    dL : float array, shape ()
        Upstream gradient; 1.0 if the loss is the end of the computation.
    X : float array, shape (n, d)
        Samples.
    y : int array in [0, c), shape (n,)
        Labels.
    W1 : float array, shape (h, d)
        Weights of the hidden layer.
    b1 : float array, shape (h,)
        Biases of the hidden layer.
    W2 : float array, shape (c, h)
        Weights of the output layer.
    b2 : float array, shape (c,)
        Biases of the output layer.

    Returns
    -------
    dX : float array, shape (n, d)
        ∂L/∂X.
    dW1 : float array, shape (h, d)
        ∂L/∂W₁.
    db1 : float array, shape (h,)
        ∂L/∂b₁.
    dW2 : float array, shape (c, h)
        ∂L/∂W₂.
    db2 : float array, shape (c,)
        ∂L/∂b₂.

    Raises
    ------
    ValueError
        As ``mlp_loss``, and if ``dL`` is not a single number.

    References
    ----------
    Rumelhart, Hinton and Williams (1986), eq. 4 to 7.
    """
    U, H, s = _forward(X, W1, b1, W2, b2)
    ds = cross_entropy_backward(dL, s, y)
    return _backward(ds, X, U, H, W1, W2)


# --8<-- [end:mlp_loss_backward]


# --8<-- [start:train_mlp]
def train_mlp(
    X: np.ndarray,
    y: np.ndarray,
    W1: np.ndarray,
    b1: np.ndarray,
    W2: np.ndarray,
    b2: np.ndarray,
    order: np.ndarray,
    batch_size: int,
    learning_rate: float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Train a multilayer perceptron by SGD on the cross entropy.

    Parameters
    ----------
    X : float array, shape (n, d)
        Samples.
    y : int array in [0, c), shape (n,)
        Labels.
    W1 : float array, shape (h, d)
        Weights of the hidden layer to start from; random, zeros learn nothing.
    b1 : float array, shape (h,)
        Biases of the hidden layer to start from.
    W2 : float array, shape (c, h)
        Weights of the output layer to start from.
    b2 : float array, shape (c,)
        Biases of the output layer to start from.
    order : int array in [0, n), shape (epochs, n)
        Order of the samples in each epoch, as from ``shuffled_order``.
    batch_size : int in [1, n]
        Samples per update; n gives gradient descent.
    learning_rate : float in (0, inf)
        Step size α.

    Returns
    -------
    W1_new : float array, shape (h, d)
        Trained weights of the hidden layer.
    b1_new : float array, shape (h,)
        Trained biases of the hidden layer.
    W2_new : float array, shape (c, h)
        Trained weights of the output layer.
    b2_new : float array, shape (c,)
        Trained biases of the output layer.
    losses : float array, shape (epochs, (n + batch_size - 1) // batch_size)
        Loss of each batch before its update, one row per epoch.

    Raises
    ------
    ValueError
        If the shapes disagree, a label is no class, ``batch_size`` is not in [1, n],
        the rate is not positive, or the scores are no longer finite.
    """
    if not 0 < learning_rate < np.inf:
        raise ValueError(f"expected a finite learning_rate > 0, got {learning_rate}")
    if y.shape != X.shape[:1]:
        raise ValueError(f"expected X (n, d) and y (n,), got {X.shape} and {y.shape}")
    losses = []
    for batch in _split_batches(order, len(X), batch_size):
        U, H, s = _forward(X[batch], W1, b1, W2, b2)
        losses.append(cross_entropy(s, y[batch]))
        ds = cross_entropy_backward(1.0, s, y[batch])
        _, dW1, db1, dW2, db2 = _backward(ds, X[batch], U, H, W1, W2)
        W1, b1 = W1 - learning_rate * dW1, b1 - learning_rate * db1
        W2, b2 = W2 - learning_rate * dW2, b2 - learning_rate * db2
    return W1, b1, W2, b2, np.reshape(losses, (len(order), -1))


# --8<-- [end:train_mlp]
