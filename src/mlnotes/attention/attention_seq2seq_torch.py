"""Encoder and decoder with attention in PyTorch: each step looks at all the source."""

# --8<-- [start:imports]
from typing import Any

import torch
from torch import nn

# --8<-- [end:imports]
from mlnotes.attention.dot_product_torch import (
    attentional_states,
    dot_product_scores,
)
from mlnotes.attention.masks_torch import masked_softmax, spread_key_mask
from mlnotes.linear.scores_torch import linear_scores
from mlnotes.sequences.batching_torch import last_state, padding_mask
from mlnotes.sequences.encoder_decoder_torch import Seq2Seq
from mlnotes.sequences.gru_torch import gru
from mlnotes.sequences.word_embeddings_torch import embedding


# --8<-- [start:attention_decode]
def attention_decode(
    Y: torch.Tensor,
    H_source: torch.Tensor,
    source_mask: torch.Tensor,
    h0: torch.Tensor,
    E: torch.Tensor,
    W: torch.Tensor,
    U: torch.Tensor,
    b: torch.Tensor,
    V: torch.Tensor,
    a: torch.Tensor,
) -> torch.Tensor:
    """Scores of the next token from the decoder's state and its look at the source.

    Parameters
    ----------
    Y : int tensor in [0, c), shape (n, t)
        Inputs of the decoder: <SOS>, then the right tokens (``shift_right``).
    H_source : float tensor, shape (n, s, h)
        All states of the encoder.
    source_mask : bool tensor, shape (n, s)
        True at the states of real tokens.
    h0 : float tensor, shape (n, h)
        First state: the encoder's after the last real token.
    E : float tensor, shape (c, d)
        Embeddings of the target vocabulary.
    W : float tensor, shape (3 * h, d)
        Input weights of the GRU: gates r, z, candidate.
    U : float tensor, shape (3 * h, h)
        Recurrent weights.
    b : float tensor, shape (3 * h,)
        Biases.
    V : float tensor, shape (c, 2 * h)
        Weights of the scores, for [s_t; a_t].
    a : float tensor, shape (c,)
        Biases of the scores.

    Returns
    -------
    s : float tensor, shape (n, t, c)
        s[:, j] scores the token behind Y[:, 0 … j].

    Raises
    ------
    ValueError
        If shapes disagree, or a token is not in the vocabulary.

    References
    ----------
    Luong, Pham and Manning (2015), section 3.1, without their tanh layer.
    """
    if len(E) != len(V):
        raise ValueError(f"expected E and V of one c, got {len(E)}, {len(V)}")
    H = gru(embedding(Y, E), h0, W, U, b)
    C = attentional_states(H, H_source, spread_key_mask(source_mask, Y.shape[1]))
    rows = linear_scores(C.reshape(-1, C.shape[2]), V, a)
    return rows.reshape(*Y.shape, len(a))


# --8<-- [end:attention_decode]


# --8<-- [start:attention_seq2seq]
class AttentionSeq2Seq(Seq2Seq):
    """``Seq2Seq`` whose decoder attends to all states of its encoder.

    Query: the decoder's state. Keys and values: the encoder's states. The scores read
    the decoder's state and the attention value beside one another, 2h numbers.
    """

    def __init__(self, c_source: int, c_target: int, d: int, h: int) -> None:
        super().__init__(c_source, c_target, d, h)
        self.scores = nn.Linear(2 * h, c_target)

    def encode(self, X: torch.Tensor, lengths: torch.Tensor) -> Any:
        """State of the decoder (n, h), states of the source (n, s, h), mask (n, s)."""
        H_source, _ = self.encoder(self.source(X))
        mask = padding_mask(lengths, X.shape[1])
        return last_state(H_source, lengths), H_source, mask

    def attended_scores(
        self, H: torch.Tensor, H_source: torch.Tensor, mask: torch.Tensor
    ) -> torch.Tensor:
        """Scores (n, t, c) of decoder states H (n, t, h) with what they find."""
        pairs = spread_key_mask(mask, H.shape[1])
        return self.scores(attentional_states(H, H_source, pairs))

    def forward(
        self, X: torch.Tensor, lengths: torch.Tensor, Y_in: torch.Tensor
    ) -> torch.Tensor:
        """Scores (n, t, c) of the next token, for Y_in (n, t) from ``shift_right``."""
        state, H_source, mask = self.encode(X, lengths)
        H, _ = self.decoder(self.target(Y_in), state)
        return self.attended_scores(H, H_source, mask)

    def step(self, tokens: torch.Tensor, state: Any) -> tuple[torch.Tensor, Any]:
        """Log-probabilities (n, c) of the token behind ``tokens`` (n,), new state.

        The state has the three parts that ``encode`` returns.
        """
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
        pairs = spread_key_mask(mask, H.shape[1])
        return masked_softmax(dot_product_scores(H, H_source), pairs)


# --8<-- [end:attention_seq2seq]
