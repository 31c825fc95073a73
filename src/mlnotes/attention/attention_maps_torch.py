"""Attention maps in PyTorch: recorded from a model, and read."""

# --8<-- [start:imports]
import inspect
from functools import partial

import torch
from torch import nn

# --8<-- [end:imports]
from mlnotes.attention.masks_torch import causal_mask
from mlnotes.attention.multi_head_attention_torch import MultiHeadAttention


# --8<-- [start:check_map]
def _check_map(A: torch.Tensor) -> None:
    """Refuse what is no attention map: rows of weights, each with the sum one."""
    tolerance = 8 * A.shape[-1] * torch.finfo(A.dtype).eps
    if not (A >= 0).all() or not ((A.sum(dim=-1) - 1).abs() <= tolerance).all():
        raise ValueError("expected rows of weights >= 0 with the sum 1, got others")


# --8<-- [end:check_map]


# --8<-- [start:attention_entropy]
def attention_entropy(A: torch.Tensor) -> torch.Tensor:
    """Entropy of each row of a map, −Σ_j α_ij log α_ij, where 0 log 0 = 0.

    Parameters
    ----------
    A : probability tensor, shape (..., t, s)
        Attention weights.

    Returns
    -------
    H : float tensor, shape (..., t)
        Nats: 0 if a query looks at one key, log s if it looks at all alike.

    Raises
    ------
    ValueError
        If a weight is negative or NaN, or a row does not sum to one.

    References
    ----------
    Shannon (1948), section 6.
    """
    _check_map(A)
    return 0 - (A * torch.where(A > 0, A, 1).log()).sum(dim=-1)


# --8<-- [end:attention_entropy]


# --8<-- [start:weighted_norms]
def weighted_norms(A: torch.Tensor, V: torch.Tensor) -> torch.Tensor:
    """Length of what each key adds to the attention value, ‖α_ij v_j‖ = α_ij ‖v_j‖.

    Parameters
    ----------
    A : probability tensor, shape (..., t, s)
        Attention weights.
    V : float tensor, shape (..., s, d_v)
        Values.

    Returns
    -------
    N : float tensor, shape (..., t, s)
        Lengths, in the unit of the values.

    Raises
    ------
    ValueError
        If the shapes do not fit, or ``A`` is no attention map.

    References
    ----------
    Kobayashi et al. (2020), eq. 5, without the output projection.
    """
    if A.ndim != V.ndim or V.shape[:-1] != (*A.shape[:-2], *A.shape[-1:]):
        raise ValueError(
            f"expected A (..., t, s) and V (..., s, d_v), "
            f"got {tuple(A.shape)}, {tuple(V.shape)}"
        )
    _check_map(A)
    return A * torch.linalg.vector_norm(V, dim=-1)[..., None, :].to(A.dtype)


# --8<-- [end:weighted_norms]


# --8<-- [start:attention_rollout]
def attention_rollout(A: torch.Tensor) -> torch.Tensor:
    """Follow self-attention through k layers: the product of ½ (A + I), last one left.

    Parameters
    ----------
    A : probability tensor, shape (k, n, t, t)
        Maps of layer 1 to k, averaged over the heads.

    Returns
    -------
    R : float tensor, shape (n, t, t)
        Share of each input place in each output place; rows sum to one.

    Raises
    ------
    ValueError
        If ``A`` has another shape, no layer, or is no attention map.

    References
    ----------
    Abnar and Zuidema (2020), section 3.1.
    """
    if A.ndim != 4 or len(A) == 0 or A.shape[2] != A.shape[3]:
        raise ValueError(
            f"expected A of shape (k, n, t, t), k >= 1, got {tuple(A.shape)}"
        )
    _check_map(A)
    identity = torch.eye(A.shape[-1], dtype=A.dtype, device=A.device)
    R = (A[0] + identity) / 2
    for layer in A[1:]:
        R = (layer + identity) / 2 @ R
    return R


# --8<-- [end:attention_rollout]


# --8<-- [start:record_attention]
@torch.no_grad()
def record_attention(
    model: nn.Module, *inputs: torch.Tensor
) -> dict[str, torch.Tensor]:
    """Weights of every ``MultiHeadAttention`` of a model in one forward pass.

    Parameters
    ----------
    model : torch.nn.Module
        Any model with such modules; its mode and weights stay as they are.
    inputs : tensors
        What ``model`` is called with.

    Returns
    -------
    maps : dict of float tensor, shape (n, h, t, s)
        Maps by the name of their module, in the order in which they are computed.

    Raises
    ------
    ValueError
        If the model has no such module.
    """
    maps: dict[str, torch.Tensor] = {}

    def record(module, args, kwargs, name):
        given = inspect.signature(module.forward).bind(*args, **kwargs)
        given.apply_defaults()
        X, Z, mask, causal = given.args
        if causal:
            earlier = causal_mask(X.shape[1], X.device).expand(len(X), -1, -1)
            mask = earlier if mask is None else mask & earlier
        maps[name] = module.weights(X, Z, mask)

    hooks = [
        module.register_forward_pre_hook(partial(record, name=name), with_kwargs=True)
        for name, module in model.named_modules()
        if isinstance(module, MultiHeadAttention)
    ]
    if not hooks:
        raise ValueError("expected a model with MultiHeadAttention, got none")
    try:
        model(*inputs)
    finally:
        for hook in hooks:
            hook.remove()
    return maps


# --8<-- [end:record_attention]
