"""Decoding: from a model of the next token to a whole sequence."""

# --8<-- [start:imports]
import math
from collections.abc import Callable
from typing import Any

import numpy as np

# --8<-- [end:imports]
from mlnotes.linear.scores import linear_scores
from mlnotes.linear.softmax import log_softmax
from mlnotes.sequences.gru import gru_step
from mlnotes.sequences.word_embeddings import embedding


# --8<-- [start:decode_step]
def decode_step(
    tokens: np.ndarray,
    h: np.ndarray,
    E: np.ndarray,
    W: np.ndarray,
    U: np.ndarray,
    b: np.ndarray,
    V: np.ndarray,
    a: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """One step of the decoder ``decode``: from a token and a state to the next.

    Parameters
    ----------
    tokens : int array in [0, c), shape (n,)
        Last token of each sequence, <SOS> at first.
    h : float array, shape (n, h)
        State of the decoder.
    E : float array, shape (c, d)
        Embeddings.
    W : float array, shape (3 * h, d)
        Input weights of the GRU: gates r, z, candidate.
    U : float array, shape (3 * h, h)
        Recurrent weights.
    b : float array, shape (3 * h,)
        Biases.
    V : float array, shape (c, h)
        Weights of the scores.
    a : float array, shape (c,)
        Biases of the scores.

    Returns
    -------
    log_p : float array, shape (n, c)
        Log-probabilities of the next token.
    h_new : float array, shape (n, h)
        State after this token.

    Raises
    ------
    ValueError
        If shapes disagree, or a token is not in the vocabulary.
    """
    if len(E) != len(V):
        raise ValueError(f"expected E and V of one c, got {len(E)}, {len(V)}")
    h_new = gru_step(embedding(tokens[:, np.newaxis], E)[:, 0], h, W, U, b)
    return log_softmax(linear_scores(h_new, V, a)), h_new


# --8<-- [end:decode_step]


# --8<-- [start:select]
def select(state: Any, rows: np.ndarray) -> Any:
    """Take rows of every array in a state; a row may be taken several times.

    Parameters
    ----------
    state : array, None, or tuples, lists and dicts of states
        Every array has the samples on its first axis.
    rows : int array
        Numbers of the rows to take, in the new order.

    Returns
    -------
    state : as the input
        New arrays of ``len(rows)`` rows.

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
    if not isinstance(state, np.ndarray) or state.ndim == 0:
        raise ValueError(
            "expected a state of arrays (n, ...), None, tuples, lists and dicts, "
            f"got {type(state).__name__}"
        )
    return state[rows]


# --8<-- [end:select]


# --8<-- [start:batch_size]
def _arrays(state: Any) -> list[np.ndarray]:
    """List every array of a state."""
    if type(state) is dict:
        state = list(state.values())
    if type(state) in (tuple, list):
        return [array for part in state for array in _arrays(part)]
    return [] if state is None else [state]


def _batch_size(state: Any) -> int:
    """Number of samples of a state; 1 if it has no array."""
    select(state, np.arange(0))  # refuses what is no state
    lengths = {len(array) for array in _arrays(state)} or {1}
    if len(lengths) > 1:
        raise ValueError(f"expected arrays of one length n, got {sorted(lengths)}")
    return lengths.pop()


# --8<-- [end:batch_size]


# --8<-- [start:check_log_p]
def _check_log_p(log_p: np.ndarray, n: int, eos: int) -> None:
    """Refuse what no step may return: scores, NaN, a row without a possible token."""
    if log_p.ndim != 2 or len(log_p) != n or not 0 <= eos < log_p.shape[1]:
        raise ValueError(
            f"expected log_p of shape ({n}, c) with c > eos = {eos}, got {log_p.shape}"
        )
    largest = log_p.max(axis=1)  # NaN if there is one in the row
    if not ((largest > -math.inf) & (largest < 1e-3)).all():
        raise ValueError(
            "expected log-probabilities, at most 0 and not all -inf, "
            f"got a largest of {largest}"
        )


# --8<-- [end:check_log_p]


# --8<-- [start:greedy_decode]
def greedy_decode(
    step: Callable[[np.ndarray, Any], tuple[np.ndarray, Any]],
    state: Any,
    sos: int,
    eos: int,
    max_len: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Take the most probable token at every step; each sequence stops at its <EOS>.

    Parameters
    ----------
    step : callable (tokens, state) -> (log_p, state)
        The model: last tokens (n,) to log-probabilities (n, c) of the next ones.
    state : array, None, or tuples, lists and dicts of states
        First state of n sequences; without an array n is 1.
    sos : int
        Id of <SOS>, the first input.
    eos : int
        Id of <EOS>.
    max_len : int
        Most tokens to write, <EOS> included.

    Returns
    -------
    tokens : int array, shape (n, t)
        What was written, <EOS> included and repeated up to the longest one's t.
    log_p : float array, shape (n,)
        Log-probability of each sequence up to its first <EOS>, in float64.

    Raises
    ------
    ValueError
        If ``max_len`` is not positive, or ``step`` returns no log-probabilities.
    """
    if max_len < 1:
        raise ValueError(f"expected max_len >= 1, got {max_len}")
    n = _batch_size(state)
    tokens, total = np.full((n, max_len), eos), np.zeros(n)
    running, last, t = np.arange(n), np.full(n, sos), 0
    while len(running) > 0 and t < max_len:
        log_p, state = step(last, state)
        _check_log_p(log_p, len(running), eos)
        last = log_p.argmax(axis=1)
        total[running] += log_p.max(axis=1)
        tokens[running, t] = last
        keep = np.flatnonzero(last != eos)
        running, last, state = running[keep], last[keep], select(state, keep)
        t += 1
    return tokens[:, :t], total


# --8<-- [end:greedy_decode]


# --8<-- [start:beam_search]
def beam_search(
    step: Callable[[np.ndarray, Any], tuple[np.ndarray, Any]],
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
    state : array, None, or tuples, lists and dicts of states
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
    finished, alive = [], [([], 0.0)]
    for _ in range(max_len):
        last = np.array([tokens[-1] if tokens else sos for tokens, _ in alive])
        log_p, state = step(last, state)
        _check_log_p(log_p, len(alive), eos)
        totals = np.array([[total] for _, total in alive]) + log_p  # float64
        best = np.argsort(-totals, axis=None, kind="stable")[: width - len(finished)]
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
        state = select(state, np.array(rows))
    finished.sort(key=lambda found: -found[1] / len(found[0]) ** length_penalty)
    return finished + alive


# --8<-- [end:beam_search]
