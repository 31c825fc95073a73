"""The types of sequence problems with one RNN: where inputs enter and scores leave."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]
from mlnotes.linear.scores_torch import linear_scores
from mlnotes.sequences.rnn_torch import rnn, rnn_step


# --8<-- [start:many_to_one]
def many_to_one(
    X: torch.Tensor,
    h0: torch.Tensor,
    W_xh: torch.Tensor,
    W_hh: torch.Tensor,
    b: torch.Tensor,
    V: torch.Tensor,
    a: torch.Tensor,
) -> torch.Tensor:
    """Read a whole sequence, then answer once: s = V h_T + a.

    Parameters
    ----------
    X : float tensor, shape (n, t, d)
        Sequences, at least one step long, on any device.
    h0 : float tensor, shape (n, h)
        State before the first step.
    W_xh : float tensor, shape (h, d)
        Weights of the input.
    W_hh : float tensor, shape (h, h)
        Weights of the old state.
    b : float tensor, shape (h,)
        Bias of the state.
    V : float tensor, shape (c, h)
        Weights of the scores, one row per class.
    a : float tensor, shape (c,)
        Bias of the scores.

    Returns
    -------
    s : float tensor, shape (n, c)
        Scores, one row per sequence.

    Raises
    ------
    ValueError
        If the shapes disagree, or there is no time step.
    """
    H = rnn(X, h0, W_xh, W_hh, b)
    if H.shape[1] == 0:
        raise ValueError(f"expected at least one time step, got X {tuple(X.shape)}")
    return linear_scores(H[:, -1], V, a)


# --8<-- [end:many_to_one]


# --8<-- [start:many_to_many]
def many_to_many(
    X: torch.Tensor,
    h0: torch.Tensor,
    W_xh: torch.Tensor,
    W_hh: torch.Tensor,
    b: torch.Tensor,
    V: torch.Tensor,
    a: torch.Tensor,
) -> torch.Tensor:
    """Answer in step, once for every input: s_t = V h_t + a.

    Parameters
    ----------
    X : float tensor, shape (n, t, d)
        Sequences, on any device.
    h0 : float tensor, shape (n, h)
        State before the first step.
    W_xh : float tensor, shape (h, d)
        Weights of the input.
    W_hh : float tensor, shape (h, h)
        Weights of the old state.
    b : float tensor, shape (h,)
        Bias of the state.
    V : float tensor, shape (c, h)
        Weights of the scores, one row per class; the same at every step.
    a : float tensor, shape (c,)
        Bias of the scores.

    Returns
    -------
    s : float tensor, shape (n, t, c)
        Scores; those of step t depend on the inputs up to t.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    H = rnn(X, h0, W_xh, W_hh, b)
    s = linear_scores(H.reshape(-1, len(b)), V, a)
    return s.reshape(*H.shape[:2], len(a))


# --8<-- [end:many_to_many]


# --8<-- [start:one_to_many]
def one_to_many(
    h0: torch.Tensor,
    W_xh: torch.Tensor,
    W_hh: torch.Tensor,
    b: torch.Tensor,
    V: torch.Tensor,
    a: torch.Tensor,
    start: int,
    steps: int,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Write a sequence from a state: the best token of a step is the next input.

    Parameters
    ----------
    h0 : float tensor, shape (n, h)
        State before the first step, on any device: all that is known of the input.
    W_xh : float tensor, shape (h, c)
        Weights of the input, a one-hot row of c tokens.
    W_hh : float tensor, shape (h, h)
        Weights of the old state.
    b : float tensor, shape (h,)
        Bias of the state.
    V : float tensor, shape (c, h)
        Weights of the scores, one row per token.
    a : float tensor, shape (c,)
        Bias of the scores.
    start : int in [0, c)
        Token that is the first input.
    steps : int in [1, t]
        Number of tokens to write.

    Returns
    -------
    y : int tensor in [0, c), shape (n, steps)
        Tokens; the first of several largest scores wins.
    s : float tensor, shape (n, steps, c)
        Their scores, s_t = V h_t + a.

    Raises
    ------
    ValueError
        If the shapes disagree, ``start`` is no token, or ``steps`` < 1.
    """
    if not 0 <= start < len(V) or steps < 1:
        raise ValueError(
            f"expected start in [0, {len(V)}) and steps >= 1, got {start} and {steps}"
        )
    one_hot = torch.eye(len(V), dtype=h0.dtype, device=h0.device)
    token = torch.full((len(h0),), start, device=h0.device)
    h, tokens, scores = h0, [], []
    for _ in range(steps):
        h = rnn_step(one_hot[token], h, W_xh, W_hh, b)
        scores.append(linear_scores(h, V, a))
        token = scores[-1].argmax(dim=1)
        tokens.append(token)
    return torch.stack(tokens, dim=1), torch.stack(scores, dim=1)


# --8<-- [end:one_to_many]
