"""Decoder of the Transformer in NumPy: inference with a dict of weights."""

# --8<-- [start:imports]
from collections.abc import Callable, Mapping

import numpy as np

# --8<-- [end:imports]
from mlnotes.attention.masks import causal_mask
from mlnotes.attention.multi_head_attention import multi_head_attention
from mlnotes.attention.transformer_encoder import _sublayer, _weights_below
from mlnotes.networks.activations import relu
from mlnotes.training.layer_normalization import layer_norm


# --8<-- [start:check_decoder_inputs]
def _check_decoder_inputs(
    Y: np.ndarray, Z: np.ndarray, source_mask: np.ndarray | None
) -> None:
    """Refuse what is not Y (n, t, d), Z (n, s, d) and a bool mask (n, s) or None."""
    if Y.ndim != 3 or Z.ndim != 3 or Y.shape[::2] != Z.shape[::2]:
        got = f"{Y.shape}, {Z.shape}"
        raise ValueError(f"expected Y (n, t, d) and Z (n, s, d), got {got}")
    if source_mask is not None and (
        source_mask.shape != Z.shape[:2] or source_mask.dtype != bool
    ):
        got = f"{source_mask.dtype} {source_mask.shape}"
        raise ValueError(f"expected a bool source_mask {Z.shape[:2]}, got {got}")


# --8<-- [end:check_decoder_inputs]


# --8<-- [start:attention]
def _attention(
    Y: np.ndarray,
    Z: np.ndarray,
    mask: np.ndarray,
    weights: Mapping[str, np.ndarray],
    h: int,
) -> np.ndarray:
    """Multi-head attention from Y to Z, named as in ``torch.nn.MultiheadAttention``."""
    W_in, b_in = weights["in_proj_weight"], weights["in_proj_bias"]
    W_out, b_out = weights["out_proj.weight"], weights["out_proj.bias"]
    return multi_head_attention(Y, Z, mask, W_in, b_in, W_out, b_out, h)


# --8<-- [end:attention]


# --8<-- [start:decoder_layer]
def decoder_layer(
    Y: np.ndarray,
    Z: np.ndarray,
    source_mask: np.ndarray | None,
    weights: Mapping[str, np.ndarray],
    h: int,
    norm_first: bool = False,
    activation: Callable[[np.ndarray], np.ndarray] = relu,
    eps: float = 1e-5,
) -> np.ndarray:
    """Causal self-attention, attention to the encoder, feed-forward network.

    Parameters
    ----------
    Y : float array, shape (n, t, d)
        What stands in the target so far, padded behind.
    Z : float array, shape (n, s, d)
        What the encoder returned.
    source_mask : bool array, shape (n, s)
        True at the real tokens of the source; None: all are real.
    weights : dict of arrays
        Named as in the state dict of ``torch.nn.TransformerDecoderLayer``.
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
    Y_new : float array, shape (n, t, d)
        As large as Y.

    Raises
    ------
    ValueError
        If shapes or dtypes do not fit, or weights are missing.

    References
    ----------
    Vaswani et al. (2017), section 3.1.
    """
    _check_decoder_inputs(Y, Z, source_mask)
    own, source = (_weights_below(weights, f"{a}_attn") for a in ("self", "multihead"))
    linear1, linear2 = (_weights_below(weights, f"linear{i}") for i in (1, 2))
    norms = [_weights_below(weights, f"norm{i}") for i in (1, 2, 3)]
    (n, t, _), s = Y.shape, Z.shape[1]
    earlier = np.broadcast_to(causal_mask(t), (n, t, t))
    real = np.ones((n, s), bool) if source_mask is None else source_mask
    real = np.broadcast_to(real[:, np.newaxis], (n, t, s))

    def feed_forward(Y: np.ndarray) -> np.ndarray:
        U = Y @ linear1["weight"].T + linear1["bias"]
        return activation(U) @ linear2["weight"].T + linear2["bias"]

    branches = (
        lambda Y: _attention(Y, Y, earlier, own, h),
        lambda Y: _attention(Y, Z, real, source, h),
        feed_forward,
    )
    for branch, norm in zip(branches, norms, strict=True):
        Y = _sublayer(Y, branch, norm, norm_first, eps)
    return Y


# --8<-- [end:decoder_layer]


# --8<-- [start:decoder]
def decoder(
    Y: np.ndarray,
    Z: np.ndarray,
    source_mask: np.ndarray | None,
    weights: Mapping[str, np.ndarray],
    h: int,
    norm_first: bool = False,
    activation: Callable[[np.ndarray], np.ndarray] = relu,
    eps: float = 1e-5,
) -> np.ndarray:
    """Decoder layers, all with the same Z; one more norm if there are weights for it.

    Parameters
    ----------
    Y : float array, shape (n, t, d)
        What stands in the target so far, padded behind.
    Z : float array, shape (n, s, d)
        What the encoder returned.
    source_mask : bool array, shape (n, s)
        As in ``decoder_layer``, the same for all layers.
    weights : dict of arrays
        Named as in the state dict of ``torch.nn.TransformerDecoder``.
    h : int in [1, d]
        Heads, a divisor of d.
    norm_first, activation, eps : optional
        As in ``decoder_layer``.

    Returns
    -------
    Y_new : float array, shape (n, t, d)
        As large as Y.

    Raises
    ------
    ValueError
        If shapes or dtypes do not fit, or weights are missing.
    """
    _check_decoder_inputs(Y, Z, source_mask)
    layers = {name.split(".")[1] for name in weights if name.startswith("layers.")}
    for i in range(len(layers)):
        layer = _weights_below(weights, f"layers.{i}")
        Y = decoder_layer(Y, Z, source_mask, layer, h, norm_first, activation, eps)
    if "norm.weight" not in weights:
        return Y
    norm = _weights_below(weights, "norm")
    return layer_norm(Y, norm["weight"], norm["bias"], eps)


# --8<-- [end:decoder]
