"""Multi-head attention in PyTorch, with the parameters of ``torch.nn``."""

# --8<-- [start:imports]
import torch
from torch import nn
from torch.nn import functional

# --8<-- [end:imports]
from mlnotes.attention.dot_product_torch import dot_product_scores
from mlnotes.attention.masks_torch import masked_softmax


# --8<-- [start:split_heads]
def split_heads(X: torch.Tensor, h: int) -> torch.Tensor:
    """Cut the width into h heads: (n, t, h·d_k) to (n, h, t, d_k)."""
    n, t, d = X.shape
    return X.reshape(n, t, h, d // h).transpose(1, 2)


# --8<-- [end:split_heads]


# --8<-- [start:merge_heads]
def merge_heads(Y: torch.Tensor) -> torch.Tensor:
    """Put the heads beside one another again: (n, h, t, d_k) to (n, t, h·d_k)."""
    return Y.transpose(1, 2).flatten(2)


# --8<-- [end:merge_heads]


# --8<-- [start:multi_head_attention_module]
class MultiHeadAttention(nn.Module):
    """Multi-head attention of width ``d`` with ``h`` heads.

    Parameters have the names, shapes and first values of
    ``torch.nn.MultiheadAttention(d, h, batch_first=True)``: weights load both ways.
    """

    def __init__(self, d: int, h: int, dropout: float = 0.0) -> None:
        super().__init__()
        if h < 1 or d % h:
            raise ValueError(f"expected a width that h = {h} divides, got {d}")
        self.d, self.h, self.dropout = d, h, dropout
        self.in_proj_weight = nn.Parameter(torch.empty(3 * d, d))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * d))
        self.out_proj = nn.Linear(d, d)
        nn.init.xavier_uniform_(self.in_proj_weight)
        nn.init.zeros_(self.out_proj.bias)

    def queries(self, X: torch.Tensor) -> torch.Tensor:
        """Queries (n, h, t, d_k) of X (n, t, d)."""
        W, b = self.in_proj_weight[: self.d], self.in_proj_bias[: self.d]
        return split_heads(functional.linear(X, W, b), self.h)

    def keys_values(self, Z: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Keys and values, both (n, h, s, d_k), of Z (n, s, d)."""
        W, b = self.in_proj_weight[self.d :], self.in_proj_bias[self.d :]
        K, V = functional.linear(Z, W, b).chunk(2, dim=-1)
        return split_heads(K, self.h), split_heads(V, self.h)

    def attend(
        self,
        Q: torch.Tensor,
        K: torch.Tensor,
        V: torch.Tensor,
        mask: torch.Tensor | None = None,
        causal: bool = False,
    ) -> torch.Tensor:
        """Attention of every head, concatenated and projected: (n, t, d)."""
        if mask is not None:
            mask = mask[:, None].expand(-1, self.h, -1, -1)
        p = self.dropout if self.training else 0.0
        Y = functional.scaled_dot_product_attention(
            Q, K, V, attn_mask=mask, dropout_p=p, is_causal=causal
        )
        return self.out_proj(merge_heads(Y))

    def forward(
        self,
        X: torch.Tensor,
        Z: torch.Tensor,
        mask: torch.Tensor | None = None,
        causal: bool = False,
    ) -> torch.Tensor:
        """Queries from X (n, t, d), keys and values from Z (n, s, d); Z = X: self-attention.

        ``mask`` (n, t, s) is True where a query may look; ``causal`` stands for a mask
        of earlier places, and t = s.
        """
        if X is Z:
            QKV = functional.linear(X, self.in_proj_weight, self.in_proj_bias)
            Q, K, V = (split_heads(part, self.h) for part in QKV.chunk(3, dim=-1))
        else:
            Q, (K, V) = self.queries(X), self.keys_values(Z)
        return self.attend(Q, K, V, mask, causal)

    def weights(
        self, X: torch.Tensor, Z: torch.Tensor, mask: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Attention weights (n, h, t, s), to look at."""
        Q, (K, _) = self.queries(X), self.keys_values(Z)
        if mask is not None:
            mask = mask[:, None].expand(-1, self.h, -1, -1)
        return masked_softmax(dot_product_scores(Q / Q.shape[-1] ** 0.5, K), mask)


# --8<-- [end:multi_head_attention_module]
