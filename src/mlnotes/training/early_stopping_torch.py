"""Early stopping in PyTorch: same class, weights on any device."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]
from mlnotes.linear.cross_entropy_torch import cross_entropy
from mlnotes.networks.backpropagation_torch import train_mlp
from mlnotes.networks.multilayer_perceptron_torch import mlp
from mlnotes.training.early_stopping import EarlyStopping


# --8<-- [start:train_with_early_stopping]
def train_with_early_stopping(
    X: torch.Tensor,
    y: torch.Tensor,
    X_val: torch.Tensor,
    y_val: torch.Tensor,
    W1: torch.Tensor,
    b1: torch.Tensor,
    W2: torch.Tensor,
    b2: torch.Tensor,
    order: torch.Tensor,
    batch_size: int,
    learning_rate: float,
    patience: int,
    min_delta: float = 0.0,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, int, int]:
    """Train a multilayer perceptron and return the weights of its best epoch.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Training samples, on any device.
    y : int tensor in [0, c), shape (n,)
        Their labels.
    X_val : float tensor, shape (m, d)
        Validation samples; no step is taken on them.
    y_val : int tensor in [0, c), shape (m,)
        Their labels.
    W1 : float tensor, shape (h, d)
        Weights of the hidden layer to start from.
    b1 : float tensor, shape (h,)
        Its biases.
    W2 : float tensor, shape (c, h)
        Weights of the output layer to start from.
    b2 : float tensor, shape (c,)
        Its biases.
    order : int tensor in [0, n), shape (epochs, n)
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
    W1_best : float tensor, shape (h, d)
        Weights of the hidden layer after the best epoch.
    b1_best : float tensor, shape (h,)
        Its biases.
    W2_best : float tensor, shape (c, h)
        Weights of the output layer after the best epoch.
    b2_best : float tensor, shape (c,)
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
        shape = tuple(order.shape)
        raise ValueError(f"expected order (epochs, n), epochs >= 1, got {shape}")
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
