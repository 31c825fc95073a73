"""The network of the notes as a PyTorch module, as a function, and its parameters."""

# --8<-- [start:imports]
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import nn

# --8<-- [end:imports]
from mlnotes.linear.scores_torch import linear_scores


# --8<-- [start:net_module]
class Net(nn.Module):
    """The network of the notes: 784 → 128 → 64 → 10 with ReLU, 109 386 parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.fc1 = nn.Linear(784, 128)
        self.fc2 = nn.Linear(128, 64)
        self.classifier = nn.Linear(64, 10)

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """Scores of the ten classes.

        Parameters
        ----------
        X : float tensor, shape (n, 784)
            Samples, one per row, on the device of the parameters.

        Returns
        -------
        s : float tensor, shape (n, 10)
            Scores; no softmax, since the cross entropy takes scores.

        Raises
        ------
        ValueError
            If ``X`` has another shape.
        """
        if X.ndim != 2 or X.shape[1] != 784:
            raise ValueError(f"expected X of shape (n, 784), got {tuple(X.shape)}")
        H = F.relu(self.fc1(X))
        H = F.relu(self.fc2(H))
        return self.classifier(H)


# --8<-- [end:net_module]


# --8<-- [start:parameter_count]
def parameter_count(widths: list[int]) -> int:
    """Weights and biases of a chain of linear layers, counted in the layers themselves.

    They are built on the meta device: shapes without numbers, so nothing is allocated.

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
    layers = nn.ModuleList(
        nn.Linear(inputs, outputs, device="meta")
        for inputs, outputs in pairwise(widths)
    )
    return sum(parameter.numel() for parameter in layers.parameters())


# --8<-- [end:parameter_count]


# --8<-- [start:net]
def net(
    X: torch.Tensor,
    W1: torch.Tensor,
    b1: torch.Tensor,
    W2: torch.Tensor,
    b2: torch.Tensor,
    W3: torch.Tensor,
    b3: torch.Tensor,
) -> torch.Tensor:
    """Scores of two hidden layers, s = W₃ relu(W₂ relu(W₁x + b₁) + b₂) + b₃.

    Parameters
    ----------
    X : float tensor, shape (n, d)
        Samples, one per row, on any device; d = 784 in the notes.
    W1 : float tensor, shape (h, d)
        Weights of ``fc1``; h = 128 in the notes.
    b1 : float tensor, shape (h,)
        Biases of ``fc1``.
    W2 : float tensor, shape (h2, h)
        Weights of ``fc2``; h2 = 64 in the notes.
    b2 : float tensor, shape (h2,)
        Biases of ``fc2``.
    W3 : float tensor, shape (c, h2)
        Weights of ``classifier``; c = 10 in the notes.
    b3 : float tensor, shape (c,)
        Biases of ``classifier``.

    Returns
    -------
    s : float tensor, shape (n, c)
        Scores; no softmax, since the cross entropy takes scores.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    H1 = F.relu(linear_scores(X, W1, b1))
    H2 = F.relu(linear_scores(H1, W2, b2))
    return linear_scores(H2, W3, b3)


# --8<-- [end:net]
