"""What one state can hold: counted in bits, counted in numbers, and measured."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]


# --8<-- [start:collision_length]
def collision_length(c: int, h: int, bits: int) -> int:
    """Shortest length at which two sequences must end in the same state.

    A state of h numbers takes at most 2^(h · bits) values; there are c^T sequences.

    Parameters
    ----------
    c : int in [2, 100000]
        Tokens of the vocabulary.
    h : int in [1, 1000]
        Numbers of the state.
    bits : int in [1, 64]
        Bits of a number.

    Returns
    -------
    length : int in [1, inf)
        The smallest T with c^T > 2^(h · bits).

    Raises
    ------
    ValueError
        If there are fewer than two tokens, no number or no bit.
    """
    if c < 2 or h < 1 or bits < 1:
        got = f"{c}, {h} and {bits}"
        raise ValueError(f"expected c >= 2, h >= 1 and bits >= 1, got {got}")
    length, sequences, values = 0, 1, 2 ** (h * bits)  # exact: Python's integers
    while sequences <= values:
        length, sequences = length + 1, sequences * c
    return length


# --8<-- [end:collision_length]


# --8<-- [start:check_states]
def _check_states(H: np.ndarray, length: int) -> None:
    """Refuse states that are not finite rows (n, h), one a sequence, n ≥ 1."""
    if H.ndim != 2 or len(H) != length or length == 0:
        raise ValueError(f"expected states ({length}, h), n >= 1, got {H.shape}")
    if not np.isfinite(H).all():
        raise ValueError("expected finite states, got NaN or infinity")


# --8<-- [end:check_states]


# --8<-- [start:linear_memory]
def linear_memory(H: np.ndarray, X: np.ndarray) -> np.ndarray:
    """Share of each input's variance that a linear function of the state explains, R².

    If the inputs are uncorrelated over the samples, the sum of all is at most h.

    Parameters
    ----------
    H : float array, shape (n, h)
        One state a sequence.
    X : float array, shape (n, t)
        The t numbers that each sequence was made of; none may be constant.

    Returns
    -------
    share : float array, shape (t,)
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
        got = f"{X.dtype} {X.shape}, {H.dtype}"
        raise ValueError(f"expected X (n, t) of the dtype of H, got {got}")
    wide, inputs = H.astype(np.float64), X.astype(np.float64)  # SVD has no float16
    inputs = inputs - inputs.mean(axis=0)
    total = (inputs**2).sum(axis=0)
    if not (total > 0).all():
        raise ValueError("expected inputs that vary, got a constant one or NaN")
    U, sizes, _ = np.linalg.svd(wide - wide.mean(axis=0), full_matrices=False)
    span = U[:, sizes > 1e-10 * sizes.max(initial=0)]  # orthonormal columns
    return (((span.T @ inputs) ** 2).sum(axis=0) / total).astype(H.dtype)


# --8<-- [end:linear_memory]


# --8<-- [start:probe_accuracy]
def probe_accuracy(
    H: np.ndarray,
    X: np.ndarray,
    H_test: np.ndarray,
    X_test: np.ndarray,
    c: int,
    strength: float,
) -> np.ndarray:
    """How often a linear probe reads each token of a sequence out of one state.

    For every place a ridge regression of one-hot tokens on states is fitted, and the
    largest of its c scores is the answer; it is judged on other sequences.

    Parameters
    ----------
    H : float array, shape (n, h)
        One state a sequence, to fit the probe.
    X : int array in [0, c), shape (n, t)
        The tokens of these sequences.
    H_test : float array, shape (m, h)
        States of other sequences.
    X_test : int array in [0, c), shape (m, t)
        Their tokens.
    c : int in [2, 1000]
        Tokens of the vocabulary.
    strength : float in (0, inf)
        Strength of the penalty on the probe's weights.

    Returns
    -------
    accuracy : float array, shape (t,)
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
            raise ValueError(f"expected {name} (n, t) in [0, {c}), got {tokens.shape}")
    if H.shape[1:] != H_test.shape[1:] or X.shape[1:] != X_test.shape[1:]:
        shapes = f"{H.shape}, {X.shape}, {H_test.shape}, {X_test.shape}"
        raise ValueError(f"expected the same h and t twice, got {shapes}")
    if not strength > 0:
        raise ValueError(f"expected strength > 0, got {strength}")
    mean = H.mean(axis=0, dtype=np.float64)
    states, others = H - mean, H_test - mean
    T = (X[..., None] == np.arange(c)).reshape(len(X), -1)  # one-hot, (n, t * c)
    gram = states.T @ states + strength * np.eye(H.shape[1])
    W = np.linalg.solve(gram, states.T @ T)
    scores = (others @ W + T.mean(axis=0)).reshape(*X_test.shape, c)
    return (scores.argmax(axis=-1) == X_test).mean(axis=0).astype(H.dtype)


# --8<-- [end:probe_accuracy]
