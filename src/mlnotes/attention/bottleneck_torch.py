"""What one state can hold, in PyTorch: counted in numbers, and measured."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]


# --8<-- [start:check_states]
def _check_states(H: torch.Tensor, length: int) -> None:
    """Refuse states that are not finite rows (n, h), one a sequence, n ≥ 1."""
    if H.ndim != 2 or len(H) != length or length == 0:
        raise ValueError(f"expected states ({length}, h), n >= 1, got {tuple(H.shape)}")
    if not H.isfinite().all():
        raise ValueError("expected finite states, got NaN or infinity")


# --8<-- [end:check_states]


# --8<-- [start:linear_memory]
def linear_memory(H: torch.Tensor, X: torch.Tensor) -> torch.Tensor:
    """Share of each input's variance that a linear function of the state explains, R².

    If the inputs are uncorrelated over the samples, the sum of all is at most h.

    Parameters
    ----------
    H : float tensor, shape (n, h)
        One state a sequence.
    X : float tensor, shape (n, t)
        The t numbers that each sequence was made of; none may be constant.

    Returns
    -------
    share : float tensor, shape (t,)
        From 0, nothing can be read, to 1, all of it; of these n samples.

    Raises
    ------
    ValueError
        If the shapes disagree, a number is not finite, or an input is constant.

    References
    ----------
    Jaeger (2002), Short term memory in echo state networks.
    """
    _check_states(H, len(X))
    if X.ndim != 2 or X.dtype != H.dtype:
        got = f"{X.dtype} {tuple(X.shape)}, {H.dtype}"
        raise ValueError(f"expected X (n, t) of the dtype of H, got {got}")
    wide, inputs = H.double(), X.double()  # SVD has no float16
    inputs = inputs - inputs.mean(dim=0)
    total = (inputs**2).sum(dim=0)
    if not (total > 0).all():
        raise ValueError("expected inputs that vary, got a constant one or NaN")
    U, sizes, _ = torch.linalg.svd(wide - wide.mean(dim=0), full_matrices=False)
    span = U[:, sizes > 1e-10 * sizes.max()]  # orthonormal columns
    return (((span.mT @ inputs) ** 2).sum(dim=0) / total).to(H.dtype)


# --8<-- [end:linear_memory]


# --8<-- [start:probe_accuracy]
def probe_accuracy(
    H: torch.Tensor,
    X: torch.Tensor,
    H_test: torch.Tensor,
    X_test: torch.Tensor,
    c: int,
    strength: float,
) -> torch.Tensor:
    """How often a linear probe reads each token of a sequence out of one state.

    For every place a ridge regression of one-hot tokens on states is fitted, and the
    largest of its c scores is the answer; it is judged on other sequences.

    Parameters
    ----------
    H : float tensor, shape (n, h)
        One state a sequence, to fit the probe.
    X : int tensor in [0, c), shape (n, t)
        The tokens of these sequences.
    H_test : float tensor, shape (m, h)
        States of other sequences.
    X_test : int tensor in [0, c), shape (m, t)
        Their tokens.
    c : int in [2, 1000]
        Tokens of the vocabulary.
    strength : float in (0, inf)
        Strength of the penalty on the probe's weights.

    Returns
    -------
    accuracy : float tensor, shape (t,)
        Share of the m sequences whose token at this place was read.

    Raises
    ------
    ValueError
        If shapes disagree, a state is not finite, or a token is not below c.
    """
    _check_states(H, len(X))
    _check_states(H_test, len(X_test))
    for name, tokens in {"X": X, "X_test": X_test}.items():
        if tokens.ndim != 2 or not ((tokens >= 0) & (tokens < c)).all():
            raise ValueError(
                f"expected {name} (n, t) in [0, {c}), got {tuple(tokens.shape)}"
            )
    if H.shape[1:] != H_test.shape[1:] or X.shape[1:] != X_test.shape[1:]:
        shapes = ", ".join(str(tuple(a.shape)) for a in (H, X, H_test, X_test))
        raise ValueError(f"expected the same h and t twice, got {shapes}")
    if not strength > 0:
        raise ValueError(f"expected strength > 0, got {strength}")
    mean = H.mean(dim=0, dtype=torch.float64)
    states, others = H - mean, H_test - mean
    T = X[..., None] == torch.arange(c, device=H.device)
    T = T.reshape(len(X), -1).double()  # one-hot, (n, t * c)
    gram = states.mT @ states
    gram.diagonal().add_(strength)
    W = torch.linalg.solve(gram, states.mT @ T)
    scores = (others @ W + T.mean(dim=0)).reshape(*X_test.shape, c)
    return (scores.argmax(dim=-1) == X_test).to(H.dtype).mean(dim=0)


# --8<-- [end:probe_accuracy]
