"""Multi-head attention in PyTorch: the formula, and a module with its weights."""

# --8<-- [start:imports]
import math

import torch
from torch import nn
from torch.nn import functional

# --8<-- [end:imports]
from mlnotes.attention.dot_product_torch import dot_product_scores
from mlnotes.attention.masks_torch import masked_softmax
from mlnotes.attention.scaled_dot_product_torch import scaled_dot_product_attention


# --8<-- [start:split_heads]
def split_heads(X: torch.Tensor, h: int) -> torch.Tensor:
    """Cut the width into h heads: head i gets the columns i·d_k … (i + 1)·d_k − 1.

    Parameters
    ----------
    X : float tensor, shape (n, t, h * d_k)
        n sequences of t places.
    h : int in [1, 3]
        Number of heads; any divisor of the width.

    Returns
    -------
    Y : float tensor, shape (n, h, t, d_k)
        The same numbers, one head after the other.

    Raises
    ------
    ValueError
        If ``X`` has not three axes, or h does not divide its width.
    """
    if X.ndim != 3 or h < 1 or X.shape[2] % h:
        got = tuple(X.shape)
        raise ValueError(
            f"expected X (n, t, d) with d a multiple of h = {h} >= 1, got {got}"
        )
    return X.unflatten(2, (h, X.shape[2] // h)).transpose(1, 2)


# --8<-- [end:split_heads]


# --8<-- [start:merge_heads]
def merge_heads(Y: torch.Tensor) -> torch.Tensor:
    """Put the heads beside one another: undoes ``split_heads``.

    Parameters
    ----------
    Y : float tensor, shape (n, h, t, d_k)
        What every head returned.

    Returns
    -------
    X : float tensor, shape (n, t, h * d_k)
        The heads concatenated, place by place.

    Raises
    ------
    ValueError
        If ``Y`` has not four axes.
    """
    if Y.ndim != 4:
        raise ValueError(f"expected Y (n, h, t, d_k), got {tuple(Y.shape)}")
    return Y.transpose(1, 2).flatten(2)


# --8<-- [end:merge_heads]


# --8<-- [start:check_inputs]
def _check_inputs(
    X: torch.Tensor, Z: torch.Tensor, mask: torch.Tensor | None, d: int
) -> None:
    """Refuse inputs that are not of width d, and a mask that is not theirs."""
    same = X.ndim == Z.ndim == 3 and (len(X), d, d) == (len(Z), X.shape[2], Z.shape[2])
    if not same:
        got = f"{tuple(X.shape)}, {tuple(Z.shape)}"
        raise ValueError(f"expected X (n, t, {d}) and Z (n, s, {d}), got {got}")
    shape = (X.shape[0], X.shape[1], Z.shape[1])
    if mask is not None and (mask.shape != shape or mask.dtype != torch.bool):
        got = f"{mask.dtype} {tuple(mask.shape)}"
        raise ValueError(f"expected a bool mask (n, t, s) = {shape}, got {got}")


# --8<-- [end:check_inputs]


# --8<-- [start:mask_of_heads]
def _mask_of_heads(mask: torch.Tensor | None, h: int) -> torch.Tensor | None:
    """Give every head the same mask: (n, t, s) to (n, h, t, s), not copied."""
    return None if mask is None else mask[:, None].expand(-1, h, -1, -1)


# --8<-- [end:mask_of_heads]


# --8<-- [start:project_heads]
def _project_heads(
    X: torch.Tensor, Z: torch.Tensor, W_in: torch.Tensor, b_in: torch.Tensor, h: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Queries of X, keys and values of Z, all (n, h, places, d_k)."""
    d = X.shape[2]
    if W_in.shape != (3 * d, d) or b_in.shape != (3 * d,):
        got = f"{tuple(W_in.shape)}, {tuple(b_in.shape)}"
        raise ValueError(f"expected W_in ({3 * d}, {d}) and b_in ({3 * d},), got {got}")
    pairs = zip((X, Z, Z), W_in.chunk(3), b_in.chunk(3), strict=True)
    Q, K, V = (split_heads(A @ W.T + b, h) for A, W, b in pairs)
    return Q, K, V


# --8<-- [end:project_heads]


# --8<-- [start:multi_head_attention]
def multi_head_attention(
    X: torch.Tensor,
    Z: torch.Tensor,
    mask: torch.Tensor | None,
    W_in: torch.Tensor,
    b_in: torch.Tensor,
    W_out: torch.Tensor,
    b_out: torch.Tensor,
    h: int,
) -> torch.Tensor:
    """Multi-head attention, written as the formula; self-attention is Z = X.

    Parameters
    ----------
    X : float tensor, shape (n, t, h * d_k)
        Places that ask, on any device.
    Z : float tensor, shape (n, s, h * d_k)
        Places that are looked at.
    mask : bool tensor, shape (n, t, s)
        True where a query may look, the same for every head; or None.
    W_in : float tensor, shape (3 * h * d_k, h * d_k)
        W_Q, W_K, W_V below one another.
    b_in : float tensor, shape (3 * h * d_k,)
        Their biases.
    W_out : float tensor, shape (h * d_k, h * d_k)
        W_O, output projection.
    b_out : float tensor, shape (h * d_k,)
        Its bias.
    h : int in [1, 3]
        Number of heads; any divisor of the width.

    Returns
    -------
    Y : float tensor, shape (n, t, h * d_k)
        One vector for each query. A query that may look nowhere gets ``b_out``.

    Raises
    ------
    ValueError
        If the shapes disagree, or h does not divide the width.
    """
    _check_inputs(X, Z, mask, X.shape[-1])
    d = X.shape[2]
    if W_out.shape != (d, d) or b_out.shape != (d,):
        got = f"{tuple(W_out.shape)}, {tuple(b_out.shape)}"
        raise ValueError(f"expected W_out ({d}, {d}) and b_out ({d},), got {got}")
    Q, K, V = _project_heads(X, Z, W_in, b_in, h)
    heads = scaled_dot_product_attention(Q, K, V, _mask_of_heads(mask, h))
    return merge_heads(heads) @ W_out.T + b_out


# --8<-- [end:multi_head_attention]


# --8<-- [start:multi_head_weights]
def multi_head_weights(
    X: torch.Tensor,
    Z: torch.Tensor,
    mask: torch.Tensor | None,
    W_in: torch.Tensor,
    b_in: torch.Tensor,
    h: int,
) -> torch.Tensor:
    """Attention weights of every head, to look at.

    Parameters
    ----------
    X : float tensor, shape (n, t, h * d_k)
        Places that ask, on any device.
    Z : float tensor, shape (n, s, h * d_k)
        Places that are looked at.
    mask : bool tensor, shape (n, t, s)
        True where a query may look; or None.
    W_in : float tensor, shape (3 * h * d_k, h * d_k)
        Projections of query, key and value.
    b_in : float tensor, shape (3 * h * d_k,)
        Their biases.
    h : int in [1, 3]
        Number of heads.

    Returns
    -------
    A : float tensor, shape (n, h, t, s)
        Rows that sum to one, or are 0 where a query may look nowhere.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    _check_inputs(X, Z, mask, X.shape[-1])
    Q, K, _ = _project_heads(X, Z, W_in, b_in, h)
    scores = dot_product_scores(Q / math.sqrt(Q.shape[-1]), K)
    return masked_softmax(scores, _mask_of_heads(mask, h))


# --8<-- [end:multi_head_weights]


# --8<-- [start:multi_head_attention_module]
class MultiHeadAttention(nn.Module):
    """Multi-head attention of width ``d`` with ``h`` heads.

    Parameters have the names, shapes and first values of
    ``torch.nn.MultiheadAttention(d, h, batch_first=True)``: weights load both ways.
    """

    def __init__(self, d: int, h: int, dropout: float = 0.0) -> None:
        super().__init__()
        if h < 1 or d < 1 or d % h:
            raise ValueError(f"expected a width that h = {h} divides, got {d}")
        if not 0 <= dropout < 1:
            raise ValueError(f"expected dropout in [0, 1), got {dropout}")
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
        t, s = Q.shape[2], K.shape[2]
        if causal and t != s:
            raise ValueError(f"expected as many queries as keys, got {t} and {s}")
        if causal and mask is not None:  # PyTorch's kernel takes one of the two
            mask, causal = mask.tril(), False
        Y = functional.scaled_dot_product_attention(
            Q,
            K,
            V,
            attn_mask=_mask_of_heads(mask, self.h),
            dropout_p=self.dropout if self.training else 0.0,
            is_causal=causal,
        )
        return self.out_proj(merge_heads(Y))

    def forward(
        self,
        X: torch.Tensor,
        Z: torch.Tensor,
        mask: torch.Tensor | None = None,
        causal: bool = False,
    ) -> torch.Tensor:
        """Queries from X (n, t, d), keys and values from Z (n, s, d), to (n, t, d).

        Self-attention is Z = X. ``mask`` (n, t, s) is True where a query may look;
        ``causal`` stands for the mask of what is not later, and t = s. With both, both
        must allow. Raises ValueError if the shapes disagree.
        """
        _check_inputs(X, Z, mask, self.d)
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
        W, b = self.in_proj_weight, self.in_proj_bias
        return multi_head_weights(X, Z, mask, W, b, self.h)


# --8<-- [end:multi_head_attention_module]
