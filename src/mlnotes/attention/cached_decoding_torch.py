"""Decoding with a key/value cache: every step computes the last place only."""

# --8<-- [start:imports]
from typing import Any

import torch

# --8<-- [end:imports]
from mlnotes.attention.scaled_dot_product_torch import scaled_dot_product_attention
from mlnotes.attention.transformer_encoder_torch import _sublayer


# --8<-- [start:append_and_attend]
def append_and_attend(
    q: torch.Tensor,
    k: torch.Tensor,
    v: torch.Tensor,
    K: torch.Tensor,
    V: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Causal attention of a new place: its key and value join those of earlier ones.

    Parameters
    ----------
    q : float tensor, shape (..., d_k)
        Query of the new place.
    k : float tensor, shape (..., d_k)
        Its key.
    v : float tensor, shape (..., d_v)
        Its value.
    K : float tensor, shape (..., s, d_k)
        Keys of the s earlier places; s = 0 at the first one.
    V : float tensor, shape (..., s, d_v)
        Their values.

    Returns
    -------
    y : float tensor, shape (..., d_v)
        Attention value of the new place.
    K_new : float tensor, shape (..., s + 1, d_k)
        The cache for the next place: ``K``, then ``k``.
    V_new : float tensor, shape (..., s + 1, d_v)
        ``V``, then ``v``.

    Raises
    ------
    ValueError
        If the shapes do not fit, or more than one place is new.
    """
    for new, old in ((q, K), (k, K), (v, V)):
        if old.ndim < 2 or new.shape != (*old.shape[:-2], *old.shape[-1:]):
            shapes = f"{tuple(old.shape)}, got {tuple(new.shape)}"
            raise ValueError(f"expected one new row for {shapes}")
    K_new = torch.cat([K, k[..., None, :]], dim=-2)
    V_new = torch.cat([V, v[..., None, :]], dim=-2)
    y = scaled_dot_product_attention(q[..., None, :], K_new, V_new, None)
    return y[..., 0, :], K_new, V_new


# --8<-- [end:append_and_attend]


# --8<-- [start:first_cache]
def first_cache(
    model: Any, X: torch.Tensor, lengths: torch.Tensor
) -> tuple[torch.Tensor, list[dict[str, torch.Tensor]]]:
    """Encode sources, and compute their keys and values once for every layer.

    Parameters
    ----------
    model : Transformer
        Model in evaluation mode.
    X : int tensor in [0, c), shape (n, s)
        Sources, padded behind.
    lengths : int tensor in [1, s + 1), shape (n,)
        Number of real tokens of each source.

    Returns
    -------
    mask : bool tensor, shape (n, s)
        True at real tokens of the source.
    caches : list of dict of float tensor, shape (n, h, ..., d_k)
        For each layer "K_source" and "V_source" of s keys, "K" and "V" of none.

    Raises
    ------
    ValueError
        If the model is in training mode, or refuses its inputs.
    """
    if model.training:
        raise ValueError("expected a model in evaluation mode, got training mode")
    Z, mask = model.encode(X, lengths)
    caches = []
    for layer in model.decoder.layers:
        K_source, V_source = layer.multihead_attn.keys_values(Z)
        K, V = layer.self_attn.keys_values(Z[:, :0])
        caches.append({"K": K, "V": V, "K_source": K_source, "V_source": V_source})
    return mask, caches


# --8<-- [end:first_cache]


# --8<-- [start:cached_layer]
def _cached_layer(
    layer: Any,
    y: torch.Tensor,
    source_mask: torch.Tensor,
    cache: dict[str, torch.Tensor],
) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """One decoder layer at the newest place, y (n, 1, d); the cache grows by one key.

    No mask is needed in self-attention: the cache holds no later place.
    """
    new = {}

    def own(y: torch.Tensor) -> torch.Tensor:
        k, v = layer.self_attn.keys_values(y)
        new["K"] = torch.cat([cache["K"], k], dim=2)
        new["V"] = torch.cat([cache["V"], v], dim=2)
        return layer.self_attn.attend(layer.self_attn.queries(y), new["K"], new["V"])

    def source(y: torch.Tensor) -> torch.Tensor:
        q = layer.multihead_attn.queries(y)
        K, V = cache["K_source"], cache["V_source"]
        return layer.multihead_attn.attend(q, K, V, source_mask[:, None])

    y = _sublayer(y, own, layer.norm1, layer.norm_first)
    y = _sublayer(y, source, layer.norm2, layer.norm_first)
    y = _sublayer(y, layer.feed_forward, layer.norm3, layer.norm_first)
    return y, {**cache, **new}


# --8<-- [end:cached_layer]


# --8<-- [start:cached_step]
def cached_step(
    model: Any, tokens: torch.Tensor, state: Any
) -> tuple[torch.Tensor, Any]:
    """Log-probabilities of the next token, as ``model.step``, from a cache.

    Parameters
    ----------
    model : Transformer
        Model in evaluation mode.
    tokens : int tensor in [0, c), shape (n,)
        Newest token of each sequence, <SOS> at first.
    state : tuple
        What ``first_cache`` or the step before returned; it is not modified.

    Returns
    -------
    log_p : float tensor, shape (n, c)
        Log-probabilities.
    state : tuple
        The same with one more key and value in each layer.

    Raises
    ------
    ValueError
        If ``tokens`` are not one a sequence of the state, the model is in training
        mode, or the sequence is longer than its positions.
    """
    mask, caches = state
    if model.training:
        raise ValueError("expected a model in evaluation mode, got training mode")
    if tokens.shape != mask.shape[:1]:
        shapes = f"{tuple(mask.shape[:1])}, got {tuple(tokens.shape)}"
        raise ValueError(f"expected tokens of shape {shapes}")
    place = caches[0]["K"].shape[2]
    y, new = model.embed(tokens[:, None], model.target, place), []
    for layer, cache in zip(model.decoder.layers, caches, strict=True):
        y, cache = _cached_layer(layer, y, mask, cache)
        new.append(cache)
    scores = model.scores(model.decoder.norm(y)[:, 0])
    return torch.log_softmax(scores, dim=-1), (mask, new)


# --8<-- [end:cached_step]
