"""Masked language model in PyTorch: which tokens are hidden, and what is shown."""

# --8<-- [start:imports]
import torch
from torch import nn

# --8<-- [end:imports]
from mlnotes.attention.masked_language_model import _check_rates
from mlnotes.attention.transformer_encoder_torch import Encoder


# --8<-- [start:check_tokens]
def _check_tokens(
    X: torch.Tensor, candidates: torch.Tensor, mask_id: int, c: int
) -> None:
    """Refuse tokens outside the vocabulary, and candidates of another shape."""
    integers = not (X.is_floating_point() or X.is_complex() or X.dtype == torch.bool)
    if not integers or candidates.dtype != torch.bool:
        raise ValueError(
            "expected integer tokens X and candidates of bool, "
            f"got {X.dtype} and {candidates.dtype}"
        )
    if X.ndim != 2 or candidates.shape != X.shape:
        raise ValueError(
            "expected X (n, t) and candidates (n, t), "
            f"got {tuple(X.shape)} and {tuple(candidates.shape)}"
        )
    if not 0 <= mask_id < c or ((X < 0) | (c <= X)).any():
        raise ValueError(
            f"expected mask_id and tokens from 0 to {c - 1}, got {mask_id} and {X}"
        )


# --8<-- [end:check_tokens]


# --8<-- [start:maskable]
def maskable(X: torch.Tensor, special: list[int]) -> torch.Tensor:
    """Say which places may be chosen: every token that is not special.

    Parameters
    ----------
    X : int tensor in [0, c), shape (n, t)
        Tokens of n sentences, on any device.
    special : list of int in [0, c), length m
        Ids that are never chosen, for instance of [PAD], [CLS] and [SEP].

    Returns
    -------
    candidates : bool tensor, shape (n, t)
        False at special tokens.

    Raises
    ------
    ValueError
        If ``X`` is no integer tensor with two axes.
    """
    if X.ndim != 2 or X.is_floating_point() or X.dtype == torch.bool:
        raise ValueError(f"expected integer X (n, t), got {X.dtype} {tuple(X.shape)}")
    return ~torch.isin(X, torch.tensor(special, dtype=X.dtype, device=X.device))


# --8<-- [end:maskable]


# --8<-- [start:mask_tokens]
def mask_tokens(
    X: torch.Tensor,
    candidates: torch.Tensor,
    mask_id: int,
    c: int,
    generator: torch.Generator,
    rate: float = 0.15,
    masked: float = 0.8,
    random: float = 0.1,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Choose tokens to predict; show [MASK], a random token or the token itself.

    Every candidate is chosen with probability ``rate``, independently of the others.

    Parameters
    ----------
    X : int tensor in [0, c), shape (n, t)
        Tokens, on any device.
    candidates : bool tensor, shape (n, t)
        True where a token may be chosen: real and not special.
    mask_id : int in [0, c)
        Id of [MASK].
    c : int in [1, inf)
        Number of tokens of the vocabulary.
    generator : torch.Generator
        Source of randomness, on the device of ``X``.
    rate : float in (0, 1], optional
        Probability that a candidate is chosen.
    masked : float in [0, 1], optional
        Share of the chosen that become [MASK].
    random : float in [0, 1], optional
        Share of the chosen that become one of all c tokens; the rest stays.

    Returns
    -------
    X_masked : int tensor in [0, c), shape (n, t)
        What the model sees, a new tensor with the dtype of ``X``.
    chosen : bool tensor, shape (n, t)
        True where the loss asks for the token of ``X``; may be False everywhere.

    Raises
    ------
    ValueError
        If shapes or dtypes disagree, a token is none, or a share is none.
    """
    _check_tokens(X, candidates, mask_id, c)
    _check_rates(rate, masked, random)
    kinds = torch.rand((2, *X.shape), device=X.device, generator=generator)
    tokens = torch.randint(c, X.shape, device=X.device, generator=generator)
    chosen = candidates & (kinds[0] < rate)
    hidden = chosen & (kinds[1] < masked)
    other = chosen & ~hidden & (kinds[1] < masked + random)
    X_masked = torch.where(other, tokens.to(X.dtype), X)
    return X_masked.masked_fill(hidden, mask_id), chosen


# --8<-- [end:mask_tokens]


# --8<-- [start:mask_each]
def mask_each(
    X: torch.Tensor, candidates: torch.Tensor, mask_id: int, c: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Copy each sentence once per candidate, with [MASK] in this one place.

    The loss over these copies is the logarithm of the pseudo-perplexity.

    Parameters
    ----------
    X : int tensor in [0, c), shape (n, t)
        Tokens, on any device.
    candidates : bool tensor, shape (n, t)
        True where a token is to be predicted.
    mask_id : int in [0, c)
        Id of [MASK].
    c : int in [1, inf)
        Number of tokens of the vocabulary.

    Returns
    -------
    X_masked : int tensor in [0, c), shape (copies, t)
        What the model sees: row by row, place by place, one copy a candidate.
    chosen : bool tensor, shape (copies, t)
        One True in each row.
    rows : int tensor in [0, n), shape (copies,)
        The sentence that a copy was made of: its tokens are ``X[rows]``.

    Raises
    ------
    ValueError
        As ``mask_tokens``.
    """
    _check_tokens(X, candidates, mask_id, c)
    rows, places = candidates.nonzero(as_tuple=True)
    chosen = places[:, None] == torch.arange(X.shape[1], device=X.device)
    return X[rows].masked_fill(chosen, mask_id), chosen, rows


# --8<-- [end:mask_each]


# --8<-- [start:token_scorer]
class TokenScorer(nn.Module):
    """Encoder with learned places that scores a token at every place.

    With ``causal`` a place looks at itself and to its left (a left-to-right model),
    otherwise at all places (BERT). Nothing else differs.
    """

    def __init__(
        self,
        c: int,
        d: int,
        h: int,
        d_ff: int,
        layers: int,
        max_len: int,
        causal: bool = False,
    ) -> None:
        super().__init__()
        self.tokens, self.places = nn.Embedding(c, d), nn.Embedding(max_len, d)
        self.encoder = Encoder(layers, d, h, d_ff)
        self.scores = nn.Linear(d, c)
        self.causal = causal

    def forward(self, X: torch.Tensor) -> torch.Tensor:
        """Scores (n, t, c) for tokens X (n, t) without padding, t <= max_len."""
        n, t = X.shape
        if t > self.places.num_embeddings:
            most = self.places.num_embeddings
            raise ValueError(f"expected at most {most} tokens, got {t}")
        look = torch.ones(t, t, dtype=torch.bool, device=X.device)
        look = look.tril() if self.causal else look
        E = self.tokens(X) + self.places.weight[:t]
        return self.scores(self.encoder(E, look.expand(n, t, t)))


# --8<-- [end:token_scorer]
