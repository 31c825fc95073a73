"""Decoding in PyTorch: the same search, on the device of the state."""

# --8<-- [start:imports]
import math
from collections.abc import Callable
from typing import Any

import torch

# --8<-- [end:imports]
from mlnotes.linear.scores_torch import linear_scores
from mlnotes.linear.softmax_torch import log_softmax
from mlnotes.sequences.gru_torch import gru_step
from mlnotes.sequences.word_embeddings_torch import embedding


# --8<-- [start:decode_step]
def decode_step(
    tokens: torch.Tensor,
    h: torch.Tensor,
    E: torch.Tensor,
    W: torch.Tensor,
    U: torch.Tensor,
    b: torch.Tensor,
    V: torch.Tensor,
    a: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor]:
    """One step of the decoder ``decode``: from a token and a state to the next.

    Parameters
    ----------
    tokens : int tensor in [0, c), shape (n,)
        Last token of each sequence, <SOS> at first.
    h : float tensor, shape (n, h)
        State of the decoder.
    E : float tensor, shape (c, d)
        Embeddings.
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
    log_p : float tensor, shape (n, c)
        Log-probabilities of the next token.
    h_new : float tensor, shape (n, h)
        State after this token.

    Raises
    ------
    ValueError
        If shapes disagree, or a token is not in the vocabulary.
    """
    if len(E) != len(V):
        raise ValueError(f"expected E and V of one c, got {len(E)}, {len(V)}")
    h_new = gru_step(embedding(tokens[:, None], E)[:, 0], h, W, U, b)
    return log_softmax(linear_scores(h_new, V, a)), h_new


# --8<-- [end:decode_step]


# --8<-- [start:select]
def select(state: Any, rows: torch.Tensor) -> Any:
    """Take rows of every tensor in a state; a row may be taken several times.

    Parameters
    ----------
    state : tensor, None, or tuples, lists and dicts of states
        Every tensor has the samples on its first axis.
    rows : int tensor
        Numbers of the rows to take, in the new order.

    Returns
    -------
    state : as the input
        New tensors of ``len(rows)`` rows.

    Raises
    ------
    ValueError
        If the state holds anything else.
    """
    if state is None:
        return None
    if type(state) in (tuple, list):
        return type(state)(select(part, rows) for part in state)
    if type(state) is dict:
        return {key: select(part, rows) for key, part in state.items()}
    if not isinstance(state, torch.Tensor) or state.ndim == 0:
        raise ValueError(
            "expected a state of tensors (n, ...), None, tuples, lists and dicts, "
            f"got {type(state).__name__}"
        )
    return state[rows.to(state.device)]


# --8<-- [end:select]


# --8<-- [start:batch_size]
def _tensors(state: Any) -> list[torch.Tensor]:
    """List every tensor of a state."""
    if type(state) is dict:
        state = list(state.values())
    if type(state) in (tuple, list):
        return [tensor for part in state for tensor in _tensors(part)]
    return [] if state is None else [state]


def _batch_size(state: Any) -> int:
    """Number of samples of a state; 1 if it has no tensor."""
    select(state, torch.arange(0))  # refuses what is no state
    lengths = {len(tensor) for tensor in _tensors(state)} or {1}
    if len(lengths) > 1:
        raise ValueError(f"expected tensors of one length n, got {sorted(lengths)}")
    return lengths.pop()


def _device(state: Any) -> torch.device:
    """Device of a state; the CPU if it has no tensor."""
    tensors = _tensors(state)
    return tensors[0].device if tensors else torch.device("cpu")


# --8<-- [end:batch_size]


# --8<-- [start:check_log_p]
def _check_log_p(log_p: torch.Tensor, n: int, eos: int) -> None:
    """Refuse what no step may return: scores, NaN, a row without a possible token."""
    if log_p.ndim != 2 or len(log_p) != n or not 0 <= eos < log_p.shape[1]:
        raise ValueError(
            f"expected log_p of shape ({n}, c) with c > eos = {eos}, "
            f"got {tuple(log_p.shape)}"
        )
    largest = log_p.amax(dim=1)  # NaN if there is one in the row
    if not ((largest > -math.inf) & (largest < 1e-3)).all():
        raise ValueError(
            "expected log-probabilities, at most 0 and not all -inf, "
            f"got a largest of {largest.tolist()}"
        )


# --8<-- [end:check_log_p]


# --8<-- [start:greedy_decode]
@torch.no_grad()
def greedy_decode(
    step: Callable[[torch.Tensor, Any], tuple[torch.Tensor, Any]],
    state: Any,
    sos: int,
    eos: int,
    max_len: int,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Take the most probable token at every step; each sequence stops at its <EOS>.

    Parameters
    ----------
    step : callable (tokens, state) -> (log_p, state)
        The model: last tokens (n,) to log-probabilities (n, c) of the next ones.
    state : tensor, None, or tuples, lists and dicts of states
        First state of n sequences; without a tensor n is 1.
    sos : int
        Id of <SOS>, the first input.
    eos : int
        Id of <EOS>.
    max_len : int
        Most tokens to write, <EOS> included.

    Returns
    -------
    tokens : int tensor, shape (n, t)
        What was written, <EOS> included and repeated up to the longest one's t.
    log_p : float tensor, shape (n,)
        Log-probability of each sequence up to its first <EOS>, in float64.

    Raises
    ------
    ValueError
        If ``max_len`` is not positive, or ``step`` returns no log-probabilities.
    """
    if max_len < 1:
        raise ValueError(f"expected max_len >= 1, got {max_len}")
    n = _batch_size(state)
    device = _device(state)
    tokens = torch.full((n, max_len), eos, device=device)
    total = torch.zeros(n, dtype=torch.float64, device=device)
    running, t = torch.arange(n, device=device), 0
    last = torch.full((n,), sos, device=device)
    while len(running) > 0 and t < max_len:
        log_p, state = step(last, state)
        _check_log_p(log_p, len(running), eos)
        largest, last = log_p.max(dim=1)
        total[running] += largest
        tokens[running, t] = last
        keep = (last != eos).nonzero()[:, 0]
        running, last, state = running[keep], last[keep], select(state, keep)
        t += 1
    return tokens[:, :t], total


# --8<-- [end:greedy_decode]


# --8<-- [start:beam_search]
@torch.no_grad()
def beam_search(
    step: Callable[[torch.Tensor, Any], tuple[torch.Tensor, Any]],
    state: Any,
    sos: int,
    eos: int,
    max_len: int,
    width: int,
    length_penalty: float = 0.0,
) -> list[tuple[list[int], float]]:
    """Keep the ``width`` most probable beginnings at every step.

    One that ends in <EOS> is finished: no other gets its place.

    Parameters
    ----------
    step : callable (tokens, state) -> (log_p, state)
        The model, as in ``greedy_decode``.
    state : tensor, None, or tuples, lists and dicts of states
        First state of one sequence, n = 1.
    sos : int
        Id of <SOS>, the first input.
    eos : int
        Id of <EOS>.
    max_len : int
        Most tokens to write, <EOS> included.
    width : int
        Size of the beam.
    length_penalty : float
        α ≥ 0: the finished ones are ordered by log p / length^α.

    Returns
    -------
    hypotheses : list of (list of int, float)
        At most ``width`` sequences with their log-probability: the finished ones, best
        first, then those without <EOS>. Ties: earlier finished, then smaller ids.

    Raises
    ------
    ValueError
        As ``greedy_decode``, or if n is not 1, ``width`` < 1 or α not in [0, ∞).

    References
    ----------
    Lowerre (1976); Sutskever, Vinyals and Le (2014), section 3.2.
    """
    if max_len < 1 or width < 1 or not 0 <= length_penalty < math.inf:
        got = f"{max_len}, {width}, {length_penalty}"
        raise ValueError(
            f"expected max_len, width >= 1, length_penalty >= 0, got {got}"
        )
    if (n := _batch_size(state)) != 1:
        raise ValueError(f"expected the state of one sequence, got n = {n}")
    device, finished, alive = _device(state), [], [([], 0.0)]
    for _ in range(max_len):
        ends = [tokens[-1] if tokens else sos for tokens, _ in alive]
        last = torch.tensor(ends, device=device)
        log_p, state = step(last, state)
        _check_log_p(log_p, len(alive), eos)
        before = torch.tensor([[total] for _, total in alive], dtype=torch.float64)
        totals = before + log_p.cpu()
        order = totals.flatten().argsort(descending=True, stable=True)
        best = order[: width - len(finished)]
        rows, longer = [], []
        for place in best.tolist():
            row, token = divmod(place, log_p.shape[1])
            hypothesis = [*alive[row][0], token], float(totals[row, token])
            if token == eos and hypothesis[1] > -math.inf:
                finished.append(hypothesis)
            elif hypothesis[1] > -math.inf:  # probability 0 is no candidate
                rows.append(row)
                longer.append(hypothesis)
        if not (alive := longer):
            break
        state = select(state, torch.tensor(rows))
    finished.sort(key=lambda found: -found[1] / len(found[0]) ** length_penalty)
    return finished + alive


# --8<-- [end:beam_search]
