"""Decoding with a key/value cache: every step computes the last place only."""

# --8<-- [start:imports]
from typing import Any

import torch

# --8<-- [end:imports]
from mlnotes.attention.transformer_decoder_torch import DecoderLayer
from mlnotes.attention.transformer_encoder_torch import _sublayer
from mlnotes.attention.transformer_torch import Transformer


# --8<-- [start:first_cache]
def first_cache(
    model: Transformer, X: torch.Tensor, lengths: torch.Tensor
) -> tuple[torch.Tensor, list[dict[str, torch.Tensor]]]:
    """First state: mask (n, s), and for each layer K, V of the source, none of its own."""
    Z, mask = model.encode(X, lengths)
    caches = []
    for layer in model.decoder.layers:
        assert isinstance(layer, DecoderLayer)
        K_source, V_source = layer.multihead_attn.keys_values(Z)
        K, V = layer.self_attn.keys_values(Z[:, :0])
        caches.append({"K": K, "V": V, "K_source": K_source, "V_source": V_source})
    return mask, caches


# --8<-- [end:first_cache]


# --8<-- [start:cached_layer]
def _cached_layer(
    layer: DecoderLayer,
    y: torch.Tensor,
    source_mask: torch.Tensor,
    cache: dict[str, torch.Tensor],
) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """One decoder layer at the last place, y (n, 1, d); the cache grows by one key."""
    new = {}

    def own(y: torch.Tensor) -> torch.Tensor:
        K, V = layer.self_attn.keys_values(y)
        new["K"] = torch.cat([cache["K"], K], dim=2)
        new["V"] = torch.cat([cache["V"], V], dim=2)
        Q = layer.self_attn.queries(y)
        return layer.self_attn.attend(Q, new["K"], new["V"])

    def source(y: torch.Tensor) -> torch.Tensor:
        Q = layer.multihead_attn.queries(y)
        K, V = cache["K_source"], cache["V_source"]
        return layer.multihead_attn.attend(Q, K, V, source_mask[:, None])

    y = _sublayer(y, own, layer.norm1, layer.norm_first)
    y = _sublayer(y, source, layer.norm2, layer.norm_first)
    y = _sublayer(y, layer.feed_forward, layer.norm3, layer.norm_first)
    return y, {**cache, **new}


# --8<-- [end:cached_layer]


# --8<-- [start:cached_step]
def cached_step(
    model: Transformer, tokens: torch.Tensor, state: Any
) -> tuple[torch.Tensor, Any]:
    """As ``model.step``, with the state of ``first_cache``."""
    mask, caches = state
    place = caches[0]["K"].shape[2]
    y, new = model.embed(tokens[:, None], model.target, place), []
    for layer, cache in zip(model.decoder.layers, caches, strict=True):
        assert isinstance(layer, DecoderLayer)
        y, cache = _cached_layer(layer, y, mask, cache)
        new.append(cache)
    scores = model.scores(model.decoder.norm(y)[:, 0])
    return torch.log_softmax(scores, dim=-1), (mask, new)


# --8<-- [end:cached_step]
