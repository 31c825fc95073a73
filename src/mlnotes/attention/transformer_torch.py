"""The Transformer in PyTorch: embeddings, encoder, decoder and scores."""

# --8<-- [start:imports]
import math

import torch
from torch import nn

# --8<-- [end:imports]
from mlnotes.attention.positional_encoding_torch import sinusoidal_encoding
from mlnotes.attention.transformer_decoder_torch import Decoder
from mlnotes.attention.transformer_encoder_torch import Encoder
from mlnotes.sequences.batching_torch import padding_mask


# --8<-- [start:check_tokens]
def _check_tokens(*batches: torch.Tensor) -> None:
    """Refuse batches that are not integers (n, t) with one n."""
    for tokens in batches:
        whole = not (tokens.is_floating_point() or tokens.dtype == torch.bool)
        if tokens.ndim != 2 or not whole or len(tokens) != len(batches[0]):
            got = f"{tokens.dtype} {tuple(tokens.shape)}"
            n = len(batches[0])
            raise ValueError(f"expected integer tokens (n, t) with n = {n}, got {got}")


# --8<-- [end:check_tokens]


# --8<-- [start:transformer]
class Transformer(nn.Module):
    """Encoder and decoder for two vocabularies, with the interface of ``Seq2Seq``.

    Sizes: ``c_source`` and ``c_target`` tokens, width ``d``, ``h`` heads, ``d_ff``
    units in the feed-forward networks, ``layers`` in the encoder and as many in the
    decoder, sequences of at most ``max_len`` tokens.
    """

    positions: torch.Tensor

    def __init__(
        self,
        c_source: int,
        c_target: int,
        d: int,
        h: int,
        d_ff: int,
        layers: int,
        dropout: float = 0.0,
        norm_first: bool = False,
        max_len: int = 512,
    ) -> None:
        super().__init__()
        self.source, self.target = nn.Embedding(c_source, d), nn.Embedding(c_target, d)
        self.encoder = Encoder(layers, d, h, d_ff, dropout, norm_first)
        self.decoder = Decoder(layers, d, h, d_ff, dropout, norm_first)
        self.scores = nn.Linear(d, c_target)
        self.dropout = nn.Dropout(dropout)
        P = sinusoidal_encoding(max_len, d)  # float64; not part of the state dict
        self.register_buffer("positions", P, persistent=False)
        for name, parameter in self.named_parameters():
            if parameter.ndim > 1 and name not in ("source.weight", "target.weight"):
                nn.init.xavier_uniform_(parameter)
        for embedding in (self.source, self.target):
            nn.init.normal_(embedding.weight, std=1 / math.sqrt(d))

    def embed(
        self, tokens: torch.Tensor, embedding: nn.Embedding, start: int = 0
    ) -> torch.Tensor:
        """Embeddings times √d plus their places ``start`` …: (n, t) to (n, t, d)."""
        X = embedding(tokens) * math.sqrt(embedding.embedding_dim)
        end = start + tokens.shape[1]
        if end > len(self.positions):
            raise ValueError(
                f"expected at most {len(self.positions)} tokens, got {end}"
            )
        return self.dropout(X + self.positions[start:end].to(X.dtype))

    def encode(
        self, X: torch.Tensor, lengths: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Encode X (n, s): Z (n, s, d) and the mask (n, s) of real tokens."""
        _check_tokens(X)
        if lengths.shape != X.shape[:1]:
            got = tuple(lengths.shape)
            raise ValueError(f"expected lengths ({len(X)},), got {got}")
        mask = padding_mask(lengths, X.shape[1])
        pairs = mask[:, None].expand(-1, X.shape[1], -1)
        return self.encoder(self.embed(X, self.source), pairs), mask

    def forward(
        self, X: torch.Tensor, lengths: torch.Tensor, Y_in: torch.Tensor
    ) -> torch.Tensor:
        """Scores (n, t, c) of the next token, for Y_in (n, t) from ``shift_right``."""
        _check_tokens(X, Y_in)
        Z, mask = self.encode(X, lengths)
        return self.scores(self.decoder(self.embed(Y_in, self.target), Z, mask))

    def step(
        self, tokens: torch.Tensor, state: tuple[torch.Tensor, ...]
    ) -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
        """Log-probabilities (n, c) of the token behind ``tokens`` (n,), new state.

        The state is what ``encode`` returned, and then also all tokens so far: every
        step computes the whole decoder again.
        """
        Z, mask, *written = state
        Y_in = torch.cat([*written, tokens[:, None]], dim=1)
        H = self.decoder(self.embed(Y_in, self.target), Z, mask)
        log_p = torch.log_softmax(self.scores(H[:, -1]), dim=-1)
        return log_p, (Z, mask, Y_in)


# --8<-- [end:transformer]
