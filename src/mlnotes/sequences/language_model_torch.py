"""Language models in PyTorch: loss over real tokens, module, truncation, sampling."""

# --8<-- [start:imports]
import math
from typing import Any

import torch
from torch import nn

# --8<-- [end:imports]
from mlnotes.linear.cross_entropy_torch import cross_entropy
from mlnotes.linear.scores_torch import linear_scores
from mlnotes.sequences.rnn_torch import rnn
from mlnotes.sequences.word_embeddings_torch import embedding


# --8<-- [start:check_real_tokens]
def _check_real_tokens(s: torch.Tensor, y: torch.Tensor, mask: torch.Tensor) -> None:
    """Refuse shapes that do not belong together, and a mask that selects nothing."""
    if s.ndim != 3 or y.shape != s.shape[:2] or mask.shape != y.shape:
        shapes = f"{tuple(s.shape)}, {tuple(y.shape)}, {tuple(mask.shape)}"
        raise ValueError(
            f"expected shapes s (n, t, c), y (n, t), mask (n, t), got {shapes}"
        )
    if mask.dtype != torch.bool or not mask.any():
        raise ValueError(
            "expected a mask of bool with a real token, "
            f"got {mask.dtype} with {mask.count_nonzero()}"
        )


# --8<-- [end:check_real_tokens]


# --8<-- [start:masked_cross_entropy]
def masked_cross_entropy(
    s: torch.Tensor, y: torch.Tensor, mask: torch.Tensor
) -> torch.Tensor:
    """Cross entropy per real token, −(1/N) Σ log softmax(s_it)[y_it] over the mask.

    N is the number of real tokens. What stands at the other places, NaN included,
    reaches neither the loss nor the gradient.

    Parameters
    ----------
    s : float tensor, shape (n, t, c)
        Scores of the next token at every place, on any device.
    y : int tensor in [0, c), shape (n, t)
        The next token; any integer where the mask is False.
    mask : bool tensor, shape (n, t)
        True at real tokens, False at padding.

    Returns
    -------
    L : float tensor, shape ()
        Loss in nats per token; log c if all scores are equal.

    Raises
    ------
    ValueError
        If the shapes disagree, the mask is not of bool or has no True, or real
        scores or tokens are none.
    """
    _check_real_tokens(s, y, mask)
    return cross_entropy(s[mask], y[mask])


# --8<-- [end:masked_cross_entropy]


# --8<-- [start:language_model]
def language_model(
    ids: torch.Tensor,
    h0: torch.Tensor,
    E: torch.Tensor,
    W_xh: torch.Tensor,
    W_hh: torch.Tensor,
    b: torch.Tensor,
    V: torch.Tensor,
    a: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Scores of the next token after each token: embedding, RNN, linear layer.

    Parameters
    ----------
    ids : int tensor in [0, c), shape (n, t)
        Tokens that are read, on any device; t >= 1.
    h0 : float tensor, shape (n, h)
        State before the first token.
    E : float tensor, shape (c, d)
        Embeddings.
    W_xh : float tensor, shape (h, d)
        Weights of the RNN for its input.
    W_hh : float tensor, shape (h, h)
        Weights of the RNN for its old state.
    b : float tensor, shape (h,)
        Bias of the RNN.
    V : float tensor, shape (c, h)
        Weights of the scores.
    a : float tensor, shape (c,)
        Bias of the scores.

    Returns
    -------
    s : float tensor, shape (n, t, c)
        s[:, j] scores the token behind ids[:, 0 … j].
    h_last : float tensor, shape (n, h)
        State after the last token: the ``h0`` of what follows.

    Raises
    ------
    ValueError
        If the shapes disagree, a token is not in the vocabulary, or t = 0.
    """
    H = rnn(embedding(ids, E), h0, W_xh, W_hh, b)
    n, t, h = H.shape
    if t == 0 or len(E) != len(V):
        shapes = ", ".join(str(tuple(a.shape)) for a in (ids, E, V))
        raise ValueError(
            "expected ids (n, t) with t >= 1, and E and V of one vocabulary, "
            f"got {shapes}"
        )
    return linear_scores(H.reshape(n * t, h), V, a).reshape(n, t, len(a)), H[:, -1]


# --8<-- [end:language_model]


# --8<-- [start:temper]
def temper(s: torch.Tensor, temperature: float) -> torch.Tensor:
    """Probabilities at a temperature τ, softmax(s / τ).

    Parameters
    ----------
    s : float tensor, shape (n, c)
        Scores, on any device.
    temperature : float in (0, inf)
        1 leaves the model's distribution as it is; towards 0 the largest score takes
        all, towards infinity all tokens become equally likely.

    Returns
    -------
    p : float tensor, shape (n, c)
        Rows sum to one.

    Raises
    ------
    ValueError
        If ``temperature`` is not positive and finite, ``s`` has another number of
        axes, or a row has no finite largest score.
    """
    if s.ndim != 2 or s.shape[1] == 0 or not 0 < temperature < math.inf:
        raise ValueError(
            "expected s (n, c), c >= 1, and a finite temperature > 0, "
            f"got {tuple(s.shape)}, {temperature}"
        )
    largest = s.amax(dim=1, keepdim=True)
    if not largest.isfinite().all():
        raise ValueError("expected a finite largest score per row, got NaN or infinity")
    return torch.softmax((s - largest) / temperature, dim=1)


# --8<-- [end:temper]


# --8<-- [start:language_model_module]
class LanguageModel(nn.Module):
    """Embedding, a recurrent layer and a linear layer: scores of the next token.

    ``cell`` maps X (n, t, d) and a state to H (n, t, h) and a state: RNN, LSTM or GRU
    of this chapter, or of torch.nn with ``batch_first=True`` (others are refused).
    """

    def __init__(self, cell: nn.Module, c: int, d: int) -> None:
        super().__init__()
        if not getattr(cell, "batch_first", True):
            raise ValueError("expected a cell with batch_first=True, got False")
        h = cell.get_parameter("weight_hh_l0").shape[1]
        self.embedding, self.cell = nn.Embedding(c, d), cell
        self.scores = nn.Linear(h, c)

    def forward(self, ids: torch.Tensor, state: Any = None) -> tuple[torch.Tensor, Any]:
        """Score what follows each of the tokens (n, t): s (n, t, c), and the state.

        No state means zeros. Raises ValueError for ids of another number of axes.
        """
        if ids.ndim != 2 or ids.shape[1] == 0:
            raise ValueError(f"expected ids (n, t), t >= 1, got {tuple(ids.shape)}")
        H, state = self.cell(self.embedding(ids), state)
        return self.scores(H), state

    def step(self, tokens: torch.Tensor, state: Any) -> tuple[torch.Tensor, Any]:
        """Read one token a sequence, (n,): log-probabilities (n, c), and the state."""
        s, state = self(tokens[:, None], state)
        return torch.log_softmax(s[:, 0], dim=1), state


# --8<-- [end:language_model_module]


# --8<-- [start:detach]
def detach(state: Any) -> Any:
    """Keep the values of a state and forget how they came about.

    A tensor, a tuple of tensors, or None.
    """
    if isinstance(state, tuple):
        return tuple(detach(part) for part in state)
    return None if state is None else state.detach()


# --8<-- [end:detach]


# --8<-- [start:truncated_bptt]
class TruncatedBPTT:
    """The loss of the next ``window`` tokens of running texts, state carried over.

    ``ids`` (n, length) holds n texts. No gradient goes into the window before. After
    the last window the texts start again, from zeros. A ``batch_loss`` of ``train``,
    whose checkpoints hold neither ``start`` nor ``state``: save these two as well, or
    stop after whole passes over the texts. Otherwise a resumed run is another run.
    """

    def __init__(self, ids: torch.Tensor, window: int) -> None:
        if ids.ndim != 2 or ids.shape[1] < 2 or window < 1:
            raise ValueError(
                "expected ids of shape (n, length), length >= 2, and window >= 1, "
                f"got {tuple(ids.shape)} and {window}"
            )
        self.ids, self.window = ids, window
        self.start, self.state = 0, None

    def __call__(self, model: nn.Module, generator: Any = None) -> torch.Tensor:
        """Mean cross entropy of the window; nothing here is random."""
        stop = min(self.start + self.window, self.ids.shape[1] - 1)
        X, y = self.ids[:, self.start : stop], self.ids[:, self.start + 1 : stop + 1]
        s, state = model(X, detach(self.state))
        ended = stop == self.ids.shape[1] - 1
        self.start, self.state = (0, None) if ended else (stop, state)
        return nn.functional.cross_entropy(s.flatten(0, 1), y.flatten())


# --8<-- [end:truncated_bptt]


# --8<-- [start:sample]
@torch.no_grad()
def sample(
    model: nn.Module,
    ids: torch.Tensor,
    steps: int,
    temperature: float,
    generator: torch.Generator,
) -> torch.Tensor:
    """Continue each row of ids (n, t) by ``steps`` tokens, each drawn and read again.

    The prompt is read once; after that the state stands for everything before. The
    generator lives on the device of the model. Returns ids (n, steps).
    """
    s, state = model(ids)
    s = s[:, -1]
    drawn: list[torch.Tensor] = []
    for _ in range(steps):
        drawn.append(torch.multinomial(temper(s, temperature), 1, generator=generator))
        s, state = model(drawn[-1], state)
        s = s[:, 0]
    return torch.cat(drawn, dim=1) if drawn else ids[:, :0]


# --8<-- [end:sample]
