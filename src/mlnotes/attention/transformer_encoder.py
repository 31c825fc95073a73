"""Encoder of the Transformer in NumPy: inference with a dict of weights."""

# --8<-- [start:imports]
from collections.abc import Callable, Mapping

import numpy as np

# --8<-- [end:imports]
from mlnotes.attention.multi_head_attention import multi_head_attention
from mlnotes.networks.activations import relu
from mlnotes.training.layer_normalization import layer_norm


# --8<-- [start:weights_below]
def _weights_below(
    weights: Mapping[str, np.ndarray], prefix: str
) -> dict[str, np.ndarray]:
    """Select what stands below a name: ``layers.0.norm1.bias`` as ``norm1.bias``."""
    below = {
        name.removeprefix(f"{prefix}."): value
        for name, value in weights.items()
        if name.startswith(f"{prefix}.")
    }
    if not below:
        raise ValueError(f"expected weights of {prefix}, got {sorted(weights)}")
    return below


# --8<-- [end:weights_below]


# --8<-- [start:sublayer]
def _sublayer(
    X: np.ndarray,
    function: Callable[[np.ndarray], np.ndarray],
    norm: Mapping[str, np.ndarray],
    norm_first: bool,
    eps: float,
) -> np.ndarray:
    """Residual connection: norm behind the sum (post), or on the branch (pre)."""
    if norm_first:
        return X + function(layer_norm(X, norm["weight"], norm["bias"], eps))
    return layer_norm(X + function(X), norm["weight"], norm["bias"], eps)


# --8<-- [end:sublayer]


# --8<-- [start:self_attention]
def _self_attention(
    X: np.ndarray, mask: np.ndarray | None, weights: Mapping[str, np.ndarray], h: int
) -> np.ndarray:
    """Multi-head self-attention with the names of ``torch.nn.MultiheadAttention``."""
    W_in, b_in = weights["in_proj_weight"], weights["in_proj_bias"]
    W_out, b_out = weights["out_proj.weight"], weights["out_proj.bias"]
    return multi_head_attention(X, X, mask, W_in, b_in, W_out, b_out, h)


# --8<-- [end:self_attention]


# --8<-- [start:encoder_layer]
def encoder_layer(
    X: np.ndarray,
    mask: np.ndarray | None,
    weights: Mapping[str, np.ndarray],
    h: int,
    norm_first: bool = False,
    activation: Callable[[np.ndarray], np.ndarray] = relu,
    eps: float = 1e-5,
) -> np.ndarray:
    """Self-attention and feed-forward network, each with a residual and a norm.

    Parameters
    ----------
    X : float array, shape (n, t, d)
        Sequences.
    mask : bool array, shape (n, t, t)
        True where a query (row) may look at a key; None: everywhere.
    weights : dict of arrays
        Named as in the state dict of ``torch.nn.TransformerEncoderLayer``.
    h : int in [1, d]
        Heads, a divisor of d.
    norm_first : bool, optional
        Norms on the branches (pre-norm) instead of behind the sums (post-norm).
    activation : callable (d_ff,) -> (d_ff,), optional
        Between the two linear layers.
    eps : float in (0, inf), optional
        ε of the norms.

    Returns
    -------
    Y : float array, shape (n, t, d)
        As large as X.

    Raises
    ------
    ValueError
        If shapes disagree or weights are missing.

    References
    ----------
    Vaswani et al. (2017), Attention is all you need, section 3.1.
    """
    attention, norm1, linear1, linear2, norm2 = (
        _weights_below(weights, name)
        for name in ("self_attn", "norm1", "linear1", "linear2", "norm2")
    )

    def attend(X: np.ndarray) -> np.ndarray:
        return _self_attention(X, mask, attention, h)

    def feed_forward(X: np.ndarray) -> np.ndarray:
        U = X @ linear1["weight"].T + linear1["bias"]
        return activation(U) @ linear2["weight"].T + linear2["bias"]

    X = _sublayer(X, attend, norm1, norm_first, eps)
    return _sublayer(X, feed_forward, norm2, norm_first, eps)


# --8<-- [end:encoder_layer]


# --8<-- [start:encoder]
def encoder(
    X: np.ndarray,
    mask: np.ndarray | None,
    weights: Mapping[str, np.ndarray],
    h: int,
    norm_first: bool = False,
    activation: Callable[[np.ndarray], np.ndarray] = relu,
    eps: float = 1e-5,
) -> np.ndarray:
    """A stack of encoder layers; one more norm at its end if there are weights for it.

    Parameters
    ----------
    X : float array, shape (n, t, d)
        Sequences.
    mask : bool array, shape (n, t, t)
        As in ``encoder_layer``, the same for all layers.
    weights : dict of arrays
        Named as in the state dict of ``torch.nn.TransformerEncoder``.
    h : int in [1, d]
        Heads, a divisor of d.
    norm_first, activation, eps : optional
        As in ``encoder_layer``.

    Returns
    -------
    Z : float array, shape (n, t, d)
        As large as X.

    Raises
    ------
    ValueError
        If shapes disagree or weights are missing.
    """
    layers = {name.split(".")[1] for name in weights if name.startswith("layers.")}
    for i in range(max(len(layers), 1)):  # none at all: refused
        layer = _weights_below(weights, f"layers.{i}")
        X = encoder_layer(X, mask, layer, h, norm_first, activation, eps)
    if "norm.weight" not in weights:
        return X
    norm = _weights_below(weights, "norm")
    return layer_norm(X, norm["weight"], norm["bias"], eps)


# --8<-- [end:encoder]
