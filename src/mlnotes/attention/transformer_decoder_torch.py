"""Decoder of the Transformer in PyTorch, with the parameters of ``torch.nn``."""

# --8<-- [start:imports]
from collections.abc import Callable

import torch
from torch import nn
from torch.nn import functional

# --8<-- [end:imports]
from mlnotes.attention.multi_head_attention_torch import MultiHeadAttention
from mlnotes.attention.transformer_encoder_torch import _sublayer


# --8<-- [start:check_decoder_inputs]
def _check_decoder_inputs(
    Y: torch.Tensor, Z: torch.Tensor, source_mask: torch.Tensor | None
) -> None:
    """Refuse what is not Y (n, t, d), Z (n, s, d) and a bool mask (n, s) or None."""
    if Y.ndim != 3 or Z.ndim != 3 or Y.shape[::2] != Z.shape[::2]:
        got = f"{tuple(Y.shape)}, {tuple(Z.shape)}"
        raise ValueError(f"expected Y (n, t, d) and Z (n, s, d), got {got}")
    if source_mask is not None and (
        source_mask.shape != Z.shape[:2] or source_mask.dtype != torch.bool
    ):
        wanted = tuple(Z.shape[:2])
        got = f"{source_mask.dtype} {tuple(source_mask.shape)}"
        raise ValueError(f"expected a bool source_mask {wanted}, got {got}")


# --8<-- [end:check_decoder_inputs]


# --8<-- [start:decoder_layer]
class DecoderLayer(nn.Module):
    """Causal self-attention, attention to the encoder, feed-forward network.

    Width ``d``, ``h`` heads, ``d_ff`` hidden units; ``norm_first`` chooses pre-norm.
    Parameters have the names of ``torch.nn.TransformerDecoderLayer(d, h, d_ff,
    batch_first=True)``: weights load both ways.
    """

    def __init__(
        self,
        d: int,
        h: int,
        d_ff: int,
        dropout: float = 0.0,
        norm_first: bool = False,
        activation: Callable[[torch.Tensor], torch.Tensor] = functional.relu,
        eps: float = 1e-5,
    ) -> None:
        super().__init__()
        self.self_attn = MultiHeadAttention(d, h, dropout)
        self.multihead_attn = MultiHeadAttention(d, h, dropout)
        self.linear1, self.linear2 = nn.Linear(d, d_ff), nn.Linear(d_ff, d)
        self.norm1, self.norm2 = nn.LayerNorm(d, eps), nn.LayerNorm(d, eps)
        self.norm3 = nn.LayerNorm(d, eps)
        self.dropout = nn.Dropout(dropout)
        self.activation, self.norm_first = activation, norm_first

    def feed_forward(self, Y: torch.Tensor) -> torch.Tensor:
        """Two linear layers at every place (n, t, d), width d_ff between them."""
        U = self.dropout(self.activation(self.linear1(Y)))
        return self.dropout(self.linear2(U))

    def forward(
        self, Y: torch.Tensor, Z: torch.Tensor, source_mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Map Y (n, t, d) to (n, t, d); no place sees a later one.

        Z (n, s, d) comes from the encoder; ``source_mask`` (n, s) is True at its real
        tokens. Padding of Y stands behind. Other shapes raise a ``ValueError``.
        """
        _check_decoder_inputs(Y, Z, source_mask)
        mask = source_mask
        if mask is not None:
            mask = mask[:, None].expand(-1, Y.shape[1], -1)

        def own(Y: torch.Tensor) -> torch.Tensor:
            return self.dropout(self.self_attn(Y, Y, causal=True))

        def source(Y: torch.Tensor) -> torch.Tensor:
            return self.dropout(self.multihead_attn(Y, Z, mask))

        Y = _sublayer(Y, own, self.norm1, self.norm_first)
        Y = _sublayer(Y, source, self.norm2, self.norm_first)
        return _sublayer(Y, self.feed_forward, self.norm3, self.norm_first)


# --8<-- [end:decoder_layer]


# --8<-- [start:decoder]
class Decoder(nn.Module):
    """A stack of decoder layers; with norms first, one more norm at its end."""

    def __init__(
        self,
        layers: int,
        d: int,
        h: int,
        d_ff: int,
        dropout: float = 0.0,
        norm_first: bool = False,
    ) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            DecoderLayer(d, h, d_ff, dropout, norm_first) for _ in range(layers)
        )
        self.norm = nn.LayerNorm(d) if norm_first else nn.Identity()

    def forward(
        self, Y: torch.Tensor, Z: torch.Tensor, source_mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Map Y (n, t, d), with Z (n, s, d) from the encoder, to (n, t, d)."""
        for layer in self.layers:
            Y = layer(Y, Z, source_mask)
        return self.norm(Y)


# --8<-- [end:decoder]
