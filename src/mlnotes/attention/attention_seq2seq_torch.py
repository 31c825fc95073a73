"""Encoder and decoder with attention in PyTorch: every step looks at the whole source."""

# --8<-- [start:imports]
import torch
from torch import nn

# --8<-- [end:imports]
from mlnotes.attention.dot_product_torch import (
    dot_product_attention,
    dot_product_scores,
)
from mlnotes.attention.masks_torch import masked_softmax
from mlnotes.sequences.batching_torch import last_state, padding_mask
from mlnotes.sequences.encoder_decoder_torch import Seq2Seq


# --8<-- [start:attention_seq2seq]
class AttentionSeq2Seq(Seq2Seq):
    """``Seq2Seq`` whose decoder attends to all states of its encoder.

    Query: the decoder's state. Keys and values: the encoder's states. The scores read
    the decoder's state and the attention value beside one another, 2h numbers.
    """

    def __init__(self, c_source: int, c_target: int, d: int, h: int) -> None:
        super().__init__(c_source, c_target, d, h)
        self.scores = nn.Linear(2 * h, c_target)

    def encode(
        self, X: torch.Tensor, lengths: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """State of the decoder (n, h), states of the source (n, s, h), mask (n, s)."""
        H_source, _ = self.encoder(self.source(X))
        mask = padding_mask(lengths, X.shape[1])
        return last_state(H_source, lengths), H_source, mask

    def attended_scores(
        self, H: torch.Tensor, H_source: torch.Tensor, mask: torch.Tensor
    ) -> torch.Tensor:
        """Scores (n, t, c) from decoder states H (n, t, h) and their attention values."""
        pairs = mask[:, None].expand(-1, H.shape[1], -1)
        A = dot_product_attention(H, H_source, H_source, pairs)
        return self.scores(torch.cat([H, A], dim=-1))

    def forward(
        self, X: torch.Tensor, lengths: torch.Tensor, Y_in: torch.Tensor
    ) -> torch.Tensor:
        """Scores (n, t, c) of the next token, for Y_in (n, t) from ``shift_right``."""
        state, H_source, mask = self.encode(X, lengths)
        H, _ = self.decoder(self.target(Y_in), state)
        return self.attended_scores(H, H_source, mask)

    def step(
        self, tokens: torch.Tensor, state: tuple[torch.Tensor, ...]
    ) -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
        """Log-probabilities (n, c) of the token behind ``tokens`` (n,), new state."""
        h, H_source, mask = state
        H, h = self.decoder(self.target(tokens[:, None]), h)
        s = self.attended_scores(H, H_source, mask)[:, 0]
        return torch.log_softmax(s, dim=-1), (h, H_source, mask)

    def weights(
        self, X: torch.Tensor, lengths: torch.Tensor, Y_in: torch.Tensor
    ) -> torch.Tensor:
        """Attention weights (n, t, s), to look at."""
        state, H_source, mask = self.encode(X, lengths)
        H, _ = self.decoder(self.target(Y_in), state)
        pairs = mask[:, None].expand(-1, H.shape[1], -1)
        return masked_softmax(dot_product_scores(H, H_source), pairs)


# --8<-- [end:attention_seq2seq]
