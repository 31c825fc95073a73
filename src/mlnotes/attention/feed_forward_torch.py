"""Feed-forward network of a Transformer layer in PyTorch; gradients by autograd."""

# --8<-- [start:imports]
import torch
from torch.nn import functional

# --8<-- [end:imports]


# --8<-- [start:feed_forward]
def feed_forward(
    X: torch.Tensor,
    W1: torch.Tensor,
    b1: torch.Tensor,
    W2: torch.Tensor,
    b2: torch.Tensor,
) -> torch.Tensor:
    """Two linear layers with ReLU between them, at every place by itself.

    y = W₂ max(0, W₁ x + b₁) + b₂; a place is a row of X.

    Parameters
    ----------
    X : float tensor, shape (..., d)
        Places on any device; any leading axes, such as batch and time.
    W1 : float tensor, shape (d_ff, d)
        Weights of the first layer, one row a hidden unit.
    b1 : float tensor, shape (d_ff,)
        Its bias.
    W2 : float tensor, shape (d, d_ff)
        Weights of the second layer, one row an output.
    b2 : float tensor, shape (d,)
        Its bias.

    Returns
    -------
    Y : float tensor, shape (..., d)
        As wide as X.

    Raises
    ------
    ValueError
        If the shapes disagree.

    References
    ----------
    Vaswani et al. (2017), Attention is all you need, eq. 2.
    """
    d_ff, d = W1.shape if W1.ndim == 2 else (-1, -1)
    shapes = [tuple(value.shape) for value in (W1, b1, W2, b2)]
    if X.shape[-1:] != (d,) or shapes != [(d_ff, d), (d_ff,), (d, d_ff), (d,)]:
        raise ValueError(
            "expected shapes X (..., d), W1 (d_ff, d), b1 (d_ff,), W2 (d, d_ff), "
            f"b2 (d,), got {tuple(X.shape)}, {str(shapes)[1:-1]}"
        )
    return functional.linear(torch.relu(functional.linear(X, W1, b1)), W2, b2)


# --8<-- [end:feed_forward]


# --8<-- [start:spread_of_places]
def spread_of_places(X: torch.Tensor) -> torch.Tensor:
    """How different the places are: ‖X − mean over places‖ / ‖X‖, from 0 to 1.

    0 if all places hold the same vector, 1 if their mean is zero; 0 if X is zero.

    Parameters
    ----------
    X : float tensor, shape (n, t, d)
        Sequences of t places, on any device.

    Returns
    -------
    r : float tensor, shape (n,)
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
        shape = tuple(X.shape)
        raise ValueError(f"expected X of shape (n, t, d) with t >= 1, got {shape}")
    wide = X.to(torch.promote_types(X.dtype, torch.float32))
    apart = (wide - wide.mean(dim=1, keepdim=True)).flatten(1).norm(dim=1)
    size = wide.flatten(1).norm(dim=1)
    return (apart / torch.where(size == 0, 1, size)).to(X.dtype)


# --8<-- [end:spread_of_places]
