"""Early stopping: watch the validation loss, keep the best weights, say when to end."""

# --8<-- [start:imports]
import copy
import math
from typing import Any

import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.cross_entropy import cross_entropy
from mlnotes.networks.backpropagation import train_mlp
from mlnotes.networks.multilayer_perceptron import mlp


# --8<-- [start:early_stopping]
class EarlyStopping:
    """Stop when the validation loss has not improved for ``patience`` epochs in a row.

    A loss improves if it is less than ``best_loss`` − ``min_delta``. Epochs count
    from 1: epoch k is the kth call of ``update``. Weights are anything that
    ``copy.deepcopy`` copies: lists and dicts of arrays, or a PyTorch ``state_dict``.

    Parameters
    ----------
    patience : int
        Epochs without an improvement after which to stop, at least 1.
    min_delta : float
        How much an improvement must exceed; by default any is enough.

    Attributes
    ----------
    epoch : int
        Number of epochs seen.
    best_epoch, best_loss : int, float
        The last improvement; 0 and infinity before the first epoch.
    stopped : bool
        Whether the patience is used up.

    References
    ----------
    Prechelt (1998), Early stopping, but when?; Goodfellow et al. (2016), algorithm 7.1.
    """

    def __init__(self, patience: int, min_delta: float = 0.0) -> None:
        integer = isinstance(patience, int | np.integer) and patience is not True
        if not integer or patience < 1:
            raise ValueError(f"expected an integer patience >= 1, got {patience!r}")
        if not 0 <= min_delta < math.inf:
            raise ValueError(f"expected a finite min_delta >= 0, got {min_delta}")
        self.patience, self.min_delta = patience, min_delta
        self.epoch = self.best_epoch = 0
        self.best_loss, self._best_weights = math.inf, None
        self.stopped = False

    def update(self, loss: Any, weights: Any) -> bool:
        """Take the validation loss and the weights of an epoch; return ``stopped``.

        The loss is a number, or an array or tensor of shape (). The weights are
        copied if the loss improves. Raises ValueError after the stop, and if the loss
        is NaN or infinite; then nothing changes.
        """
        if self.stopped:
            raise ValueError(
                f"expected no epoch after the stop at {self.epoch}, got one"
            )
        if np.shape(loss) != () or not math.isfinite(loss):
            raise ValueError(f"expected one finite validation loss, got {loss}")
        self.epoch += 1
        if loss < self.best_loss - self.min_delta:
            self.best_loss, self.best_epoch = float(loss), self.epoch
            self._best_weights = copy.deepcopy(weights)
        self.stopped = self.epoch - self.best_epoch >= self.patience
        return self.stopped

    def best_weights(self) -> Any:
        """Return a copy of the weights of ``best_epoch``; refuse before epoch 1."""
        if self.best_epoch == 0:
            raise ValueError("expected an epoch before its weights, got none")
        return copy.deepcopy(self._best_weights)


# --8<-- [end:early_stopping]


# --8<-- [start:train_with_early_stopping]
def train_with_early_stopping(
    X: np.ndarray,
    y: np.ndarray,
    X_val: np.ndarray,
    y_val: np.ndarray,
    W1: np.ndarray,
    b1: np.ndarray,
    W2: np.ndarray,
    b2: np.ndarray,
    order: np.ndarray,
    batch_size: int,
    learning_rate: float,
    patience: int,
    min_delta: float = 0.0,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, int, int]:
    """Train a multilayer perceptron and return the weights of its best epoch.

    Parameters
    ----------
    X : float array, shape (n, d)
        Training samples.
    y : int array in [0, c), shape (n,)
        Their labels.
    X_val : float array, shape (m, d)
        Validation samples; no step is taken on them.
    y_val : int array in [0, c), shape (m,)
        Their labels.
    W1 : float array, shape (h, d)
        Weights of the hidden layer to start from.
    b1 : float array, shape (h,)
        Its biases.
    W2 : float array, shape (c, h)
        Weights of the output layer to start from.
    b2 : float array, shape (c,)
        Its biases.
    order : int array in [0, n), shape (epochs, n)
        Order of the samples in each epoch; its length is the most epochs to train.
    batch_size : int in [1, n]
        Samples per update.
    learning_rate : float in (0, inf)
        Step size α.
    patience : int in [1, 1000]
        Epochs in a row without an improvement after which to stop.
    min_delta : float in [0, inf), optional
        How much an improvement must exceed.

    Returns
    -------
    W1_best : float array, shape (h, d)
        Weights of the hidden layer after the best epoch.
    b1_best : float array, shape (h,)
        Its biases.
    W2_best : float array, shape (c, h)
        Weights of the output layer after the best epoch.
    b2_best : float array, shape (c,)
        Its biases.
    best_epoch : int in [1, epochs]
        Number of epochs these weights were trained for.
    epoch : int in [1, epochs]
        Number of epochs trained in all.

    Raises
    ------
    ValueError
        If the shapes disagree, there is no sample or epoch, a label is no class, a
        setting is out of its range, or a loss is not finite.
    """
    stopping = EarlyStopping(patience, min_delta)
    if len(order) == 0:
        raise ValueError(f"expected order (epochs, n), epochs >= 1, got {order.shape}")
    for epoch in range(len(order)):
        W1, b1, W2, b2, _ = train_mlp(
            X, y, W1, b1, W2, b2, order[epoch : epoch + 1], batch_size, learning_rate
        )
        loss = cross_entropy(mlp(X_val, W1, b1, W2, b2), y_val)
        if stopping.update(loss, [W1, b1, W2, b2]):
            break
    W1, b1, W2, b2 = stopping.best_weights()
    return W1, b1, W2, b2, stopping.best_epoch, stopping.epoch


# --8<-- [end:train_with_early_stopping]
