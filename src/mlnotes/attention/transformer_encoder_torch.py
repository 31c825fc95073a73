"""Encoder of the Transformer in PyTorch, with the parameters of ``torch.nn``."""

# --8<-- [start:imports]
from collections.abc import Callable

import torch
from torch import nn
from torch.nn import functional

# --8<-- [end:imports]
from mlnotes.attention.multi_head_attention_torch import MultiHeadAttention


# --8<-- [start:sublayer]
def _sublayer(
    X: torch.Tensor,
    function: Callable[[torch.Tensor], torch.Tensor],
    norm: nn.Module,
    norm_first: bool,
) -> torch.Tensor:
    """Residual connection: norm behind the sum (post), or on the branch (pre)."""
    return X + function(norm(X)) if norm_first else norm(X + function(X))


# --8<-- [end:sublayer]


# --8<-- [start:encoder_layer]
class EncoderLayer(nn.Module):
    """Self-attention and feed-forward network, each with a residual and a norm.

    Width ``d``, ``h`` heads, ``d_ff`` hidden units; ``norm_first`` chooses pre-norm.
    Parameters have the names of ``torch.nn.TransformerEncoderLayer(d, h, d_ff,
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
        self.linear1, self.linear2 = nn.Linear(d, d_ff), nn.Linear(d_ff, d)
        self.norm1, self.norm2 = nn.LayerNorm(d, eps), nn.LayerNorm(d, eps)
        self.dropout = nn.Dropout(dropout)
        self.activation, self.norm_first = activation, norm_first

    def feed_forward(self, X: torch.Tensor) -> torch.Tensor:
        """Two linear layers at every place (n, t, d), width d_ff between them."""
        U = self.dropout(self.activation(self.linear1(X)))
        return self.dropout(self.linear2(U))

    def forward(
        self, X: torch.Tensor, mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Map X (n, t, d) to (n, t, d); mask (n, t, t) is True where one may look."""
        if X.ndim != 3 or X.shape[2] != self.linear1.in_features:
            d, shape = self.linear1.in_features, tuple(X.shape)
            raise ValueError(f"expected X (n, t, {d}), got {shape}")

        def attention(X: torch.Tensor) -> torch.Tensor:
            return self.dropout(self.self_attn(X, X, mask))

        X = _sublayer(X, attention, self.norm1, self.norm_first)
        return _sublayer(X, self.feed_forward, self.norm2, self.norm_first)


# --8<-- [end:encoder_layer]


# --8<-- [start:encoder]
class Encoder(nn.Module):
    """A stack of encoder layers; with norms first, one more norm at its end.

    Parameters have the names of ``torch.nn.TransformerEncoder(layer, layers, norm)``.
    """

    def __init__(
        self,
        layers: int,
        d: int,
        h: int,
        d_ff: int,
        dropout: float = 0.0,
        norm_first: bool = False,
        activation: Callable[[torch.Tensor], torch.Tensor] = functional.relu,
        eps: float = 1e-5,
    ) -> None:
        super().__init__()
        if layers < 1:
            raise ValueError(f"expected at least one layer, got {layers}")
        self.layers = nn.ModuleList(
            EncoderLayer(d, h, d_ff, dropout, norm_first, activation, eps)
            for _ in range(layers)
        )
        self.norm = nn.LayerNorm(d, eps) if norm_first else nn.Identity()

    def forward(
        self, X: torch.Tensor, mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Map X (n, t, d) to (n, t, d), the same width: layers stack."""
        for layer in self.layers:
            X = layer(X, mask)
        return self.norm(X)


# --8<-- [end:encoder]


# --8<-- [start:gradient_sizes]
def gradient_sizes(encoder: Encoder, loss: torch.Tensor) -> torch.Tensor:
    """Norm of the loss's gradient by W₂ of the feed-forward network, layer by layer.

    ``loss`` () was computed from the encoder; returns shape (layers,).
    """
    names = [f"layers.{i}.linear2.weight" for i in range(len(encoder.layers))]
    weights = [encoder.get_parameter(name) for name in names]
    gradients = torch.autograd.grad(loss, weights, retain_graph=True)
    return torch.stack([gradient.norm() for gradient in gradients])


# --8<-- [end:gradient_sizes]
