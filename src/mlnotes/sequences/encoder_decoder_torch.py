"""Encoder and decoder in PyTorch; gradients by autograd, and as a module."""

# --8<-- [start:imports]
import torch
from torch import nn

# --8<-- [end:imports]
from mlnotes.linear.scores_torch import linear_scores
from mlnotes.sequences.batching_torch import last_state
from mlnotes.sequences.gru_torch import GRU, gru
from mlnotes.sequences.word_embeddings_torch import embedding


# --8<-- [start:causal_bound]
def causal_bound(X: torch.Tensor, Y: torch.Tensor) -> torch.Tensor:
    """Best accuracy of any model that writes y_t after it has read x_1 … x_t only.

    Parameters
    ----------
    X : int tensor in [0, c), shape (n, t)
        Inputs, all of one length.
    Y : int tensor in [0, c), shape (n, t)
        What is to be written, one token an input.

    Returns
    -------
    bound : float tensor, shape (t,)
        Share of the samples that can be right at each step, float64.

    Raises
    ------
    ValueError
        If the shapes differ, there is no sample, or the tokens are no integers.
    """
    if X.ndim != 2 or X.shape != Y.shape or len(X) == 0:
        shapes = f"{tuple(X.shape)}, {tuple(Y.shape)}"
        raise ValueError(f"expected X and Y of shape (n, t) with n >= 1, got {shapes}")
    if X.is_floating_point() or Y.is_floating_point():
        raise ValueError(f"expected integer tokens, got {X.dtype}, {Y.dtype}")
    bound = torch.empty(X.shape[1], dtype=torch.float64, device=X.device)
    for t in range(X.shape[1]):
        _, prefix = torch.unique(X[:, : t + 1], dim=0, return_inverse=True)
        pairs = torch.stack([prefix, Y[:, t]], dim=1)
        pairs, times = torch.unique(pairs, dim=0, return_counts=True)
        most = times.new_zeros(len(X)).scatter_reduce(0, pairs[:, 0], times, "amax")
        bound[t] = most.sum().double() / len(X)
    return bound


# --8<-- [end:causal_bound]


# --8<-- [start:shift_right]
def shift_right(Y: torch.Tensor, sos: int) -> torch.Tensor:
    """Inputs of the decoder: <SOS>, then the targets without the last column.

    Parameters
    ----------
    Y : int tensor in [0, c), shape (n, t)
        Targets: each row a sequence with <EOS> at its end, then padding.
    sos : int in [0, c)
        Id of <SOS>.

    Returns
    -------
    Y_in : int tensor, shape (n, t)
        Y_in[:, 0] = sos and Y_in[:, j] = Y[:, j − 1].

    Raises
    ------
    ValueError
        If ``Y`` is no integer tensor of shape (n, t), t ≥ 1, or ``sos`` is negative.
    """
    if Y.ndim != 2 or Y.shape[1] == 0 or Y.is_floating_point():
        raise ValueError(
            "expected integer Y of shape (n, t), t >= 1, "
            f"got {Y.dtype} {tuple(Y.shape)}"
        )
    if sos < 0:
        raise ValueError(f"expected sos >= 0, got {sos}")
    return torch.cat([torch.full_like(Y[:, :1], sos), Y[:, :-1]], dim=1)


# --8<-- [end:shift_right]


# --8<-- [start:encode]
def encode(
    X: torch.Tensor,
    lengths: torch.Tensor,
    E: torch.Tensor,
    W: torch.Tensor,
    U: torch.Tensor,
    b: torch.Tensor,
) -> torch.Tensor:
    """Read whole sequences: the state of a GRU after each one's last real token.

    Parameters
    ----------
    X : int tensor in [0, c), shape (n, t)
        Source tokens, padded behind.
    lengths : int tensor in [1, t + 1), shape (n,)
        Number of real tokens of each sequence.
    E : float tensor, shape (c, d)
        Embeddings of the source vocabulary.
    W : float tensor, shape (3 * h, d)
        Input weights of the GRU: gates r, z, candidate.
    U : float tensor, shape (3 * h, h)
        Recurrent weights.
    b : float tensor, shape (3 * h,)
        Biases.

    Returns
    -------
    h : float tensor, shape (n, h)
        One vector for each sequence, whatever its length.

    Raises
    ------
    ValueError
        If shapes disagree, a token is not in the vocabulary, or a length not in [1, t].
    """
    h0 = E.new_zeros(len(X), U.shape[-1])
    return last_state(gru(embedding(X, E), h0, W, U, b), lengths)


# --8<-- [end:encode]


# --8<-- [start:decode]
def decode(
    Y: torch.Tensor,
    h0: torch.Tensor,
    E: torch.Tensor,
    W: torch.Tensor,
    U: torch.Tensor,
    b: torch.Tensor,
    V: torch.Tensor,
    a: torch.Tensor,
) -> torch.Tensor:
    """Scores of the next token at every step, with teacher forcing.

    Parameters
    ----------
    Y : int tensor in [0, c), shape (n, t)
        Inputs of the decoder: <SOS>, then the right tokens (``shift_right``).
    h0 : float tensor, shape (n, h)
        First state: what ``encode`` returned.
    E : float tensor, shape (c, d)
        Embeddings of the target vocabulary.
    W : float tensor, shape (3 * h, d)
        Input weights of the GRU: gates r, z, candidate.
    U : float tensor, shape (3 * h, h)
        Recurrent weights.
    b : float tensor, shape (3 * h,)
        Biases.
    V : float tensor, shape (c, h)
        Weights of the scores.
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
    """
    if len(E) != len(V):
        raise ValueError(f"expected E and V of one c, got {len(E)}, {len(V)}")
    H = gru(embedding(Y, E), h0, W, U, b)
    n, t, h = H.shape
    return linear_scores(H.reshape(n * t, h), V, a).reshape(n, t, len(a))


# --8<-- [end:decode]


# --8<-- [start:seq2seq]
class Seq2Seq(nn.Module):
    """Encoder and decoder, both GRUs as in the notes, for two vocabularies.

    Sizes: ``c_source`` and ``c_target`` tokens, width ``d``, ``h`` hidden units.
    """

    def __init__(self, c_source: int, c_target: int, d: int, h: int) -> None:
        super().__init__()
        self.source = nn.Embedding(c_source, d)
        self.encoder = GRU(d, h, reset_after=False)
        self.target = nn.Embedding(c_target, d)
        self.decoder = GRU(d, h, reset_after=False)
        self.scores = nn.Linear(h, c_target)

    def encode(self, X: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """State (n, h) after the last real token of each source, X (n, t)."""
        H, _ = self.encoder(self.source(X))
        return last_state(H, lengths)

    def forward(
        self, X: torch.Tensor, lengths: torch.Tensor, Y_in: torch.Tensor
    ) -> torch.Tensor:
        """Scores (n, t, c) of the next token, for Y_in (n, t) from ``shift_right``."""
        H, _ = self.decoder(self.target(Y_in), self.encode(X, lengths))
        return self.scores(H)

    def step(
        self, tokens: torch.Tensor, state: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Log-probabilities (n, c) of the token behind ``tokens`` (n,), new state."""
        H, state = self.decoder(self.target(tokens[:, None]), state)
        return torch.log_softmax(self.scores(H[:, 0]), dim=-1), state


# --8<-- [end:seq2seq]
