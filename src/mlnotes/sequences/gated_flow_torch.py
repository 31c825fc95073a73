"""Gradient flow in PyTorch: the same Jacobians by autograd through all steps."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]
from mlnotes.sequences.gru_torch import gru_step
from mlnotes.sequences.lstm_torch import lstm_step
from mlnotes.sequences.rnn_torch import rnn_step


# --8<-- [start:flow_helpers]
def _widen(X: torch.Tensor, *others: torch.Tensor) -> list[torch.Tensor]:
    """Return the tensors in float32 or wider, cut off from any graph."""
    if X.ndim != 3 or X.shape[1] == 0:
        shape = tuple(X.shape)
        raise ValueError(f"expected X of shape (n, t, d) with t >= 1, got {shape}")
    tensors = X, *others
    wide = [torch.promote_types(tensor.dtype, torch.float32) for tensor in tensors]
    return [t.detach().to(dtype) for t, dtype in zip(tensors, wide, strict=True)]


def _spectral_norms(last: torch.Tensor, states: list[torch.Tensor]) -> torch.Tensor:
    """Return ‖∂last/∂state‖ for each state, the latest first, (n, t)."""
    rows = [  # one unit of the last state after the other
        torch.stack(torch.autograd.grad(unit.sum(), states[::-1], retain_graph=True))
        for unit in last.unbind(dim=1)
    ]
    J = torch.stack(rows, dim=2)  # (t, n, h, h)
    if not J.isfinite().all():
        raise ValueError("expected finite Jacobians, got infinite or NaN entries")
    return torch.linalg.matrix_norm(J, ord=2).T


# --8<-- [end:flow_helpers]


# --8<-- [start:rnn_flow]
def rnn_flow(
    X: torch.Tensor,
    h0: torch.Tensor,
    W_xh: torch.Tensor,
    W_hh: torch.Tensor,
    b: torch.Tensor,
) -> torch.Tensor:
    """Spectral norm ‖∂h_T/∂h_{T−k}‖ of an RNN for k = 1 … t.

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
        Bias.

    Returns
    -------
    norms : float tensor, shape (n, t)
        Place k − 1 holds the norm for the distance k; the last one is for h₀.

    Raises
    ------
    ValueError
        If the shapes disagree, or a Jacobian is not finite.
    """
    dtype = X.dtype
    X, h0, *weights = _widen(X, h0, W_xh, W_hh, b)
    states = [h0.requires_grad_()]
    with torch.enable_grad():
        for x in X.unbind(dim=1):
            states.append(rnn_step(x, states[-1], *weights))
    *states, last = states
    return _spectral_norms(last, states).to(dtype)


# --8<-- [end:rnn_flow]


# --8<-- [start:lstm_flow]
def lstm_flow(
    X: torch.Tensor,
    h0: torch.Tensor,
    c0: torch.Tensor,
    W: torch.Tensor,
    U: torch.Tensor,
    b: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Spectral norms ‖∂h_T/∂h_{T−k}‖ and ‖∂h_T/∂c_{T−k}‖ of an LSTM for k = 1 … t.

    Parameters
    ----------
    X : float tensor, shape (n, t, d)
        Sequences, on any device.
    h0 : float tensor, shape (n, h)
        Hidden state before the first step.
    c0 : float tensor, shape (n, h)
        Cell state before the first step.
    W : float tensor, shape (4*h, d)
        Weights of the input, as in ``lstm``.
    U : float tensor, shape (4*h, h)
        Weights of the hidden state.
    b : float tensor, shape (4*h,)
        Biases.

    Returns
    -------
    norms_h : float tensor, shape (n, t)
        By the hidden state, with the cell state as it is; distance k at place k − 1.
    norms_c : float tensor, shape (n, t)
        By the cell state, with the hidden state as it is.

    Raises
    ------
    ValueError
        If the shapes disagree, or a Jacobian is not finite.
    """
    dtype = X.dtype
    X, h0, c0, *weights = _widen(X, h0, c0, W, U, b)
    pairs = [(h0.requires_grad_(), c0.requires_grad_())]
    with torch.enable_grad():
        for x in X.unbind(dim=1):
            h, c = lstm_step(x, *pairs[-1], *weights)
            # Copies: c goes into h of the same step, which is not what is asked.
            pairs.append((h.clone(), c.clone()))
    *pairs, (last, _) = pairs
    norms_h = _spectral_norms(last, [h for h, _ in pairs])
    norms_c = _spectral_norms(last, [c for _, c in pairs])
    return norms_h.to(dtype), norms_c.to(dtype)


# --8<-- [end:lstm_flow]


# --8<-- [start:gru_flow]
def gru_flow(
    X: torch.Tensor,
    h0: torch.Tensor,
    W: torch.Tensor,
    U: torch.Tensor,
    b: torch.Tensor,
) -> torch.Tensor:
    """Spectral norm ‖∂h_T/∂h_{T−k}‖ of a GRU (the notes' equations) for k = 1 … t.

    Parameters
    ----------
    X : float tensor, shape (n, t, d)
        Sequences, on any device.
    h0 : float tensor, shape (n, h)
        State before the first step.
    W : float tensor, shape (3*h, d)
        Weights of the input, as in ``gru``.
    U : float tensor, shape (3*h, h)
        Weights of the state.
    b : float tensor, shape (3*h,)
        Biases.

    Returns
    -------
    norms : float tensor, shape (n, t)
        Place k − 1 holds the norm for the distance k; the last one is for h₀.

    Raises
    ------
    ValueError
        If the shapes disagree, or a Jacobian is not finite.
    """
    dtype = X.dtype
    X, h0, *weights = _widen(X, h0, W, U, b)
    states = [h0.requires_grad_()]
    with torch.enable_grad():
        for x in X.unbind(dim=1):
            states.append(gru_step(x, states[-1], *weights))
    *states, last = states
    return _spectral_norms(last, states).to(dtype)


# --8<-- [end:gru_flow]
