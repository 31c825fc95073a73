"""Positional encoding in PyTorch, which has no module for it."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]


# --8<-- [start:check_width]
def _check_width(d: int) -> None:
    """Refuse a width that does not consist of pairs."""
    if d < 2 or d % 2:
        raise ValueError(f"expected an even width d >= 2, got {d}")


# --8<-- [end:check_width]


# --8<-- [start:sinusoidal_encoding]
def sinusoidal_encoding(
    t: int, d: int, device: torch.device | str | None = None
) -> torch.Tensor:
    """Sines and cosines of the places 0 … t − 1, always float64.

    P[p, 2i] = sin(p / 10000^(2i/d)), P[p, 2i + 1] = cos(p / 10000^(2i/d)).

    Parameters
    ----------
    t : int in [0, inf)
        Number of places.
    d : int in [1, inf)
        Width, even.
    device : device, optional
        Where the result is made; by default where PyTorch makes tensors.

    Returns
    -------
    P : float tensor, shape (t, d)
        One row a place.

    Raises
    ------
    ValueError
        If t is negative, or d is odd or smaller than 2.

    References
    ----------
    Vaswani et al. (2017), Attention is all you need, section 3.5.
    """
    _check_width(d)
    if t < 0:
        raise ValueError(f"expected t >= 0 places, got {t}")
    places = torch.arange(t, dtype=torch.float64, device=device)[:, None]
    pairs = torch.arange(0, d, 2, dtype=torch.float64, device=device)
    angles = places / 10000 ** (pairs / d)
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)


# --8<-- [end:sinusoidal_encoding]


# --8<-- [start:shift_matrix]
def shift_matrix(
    k: int, d: int, device: torch.device | str | None = None
) -> torch.Tensor:
    """Matrix M_k with P[p + k] = M_k P[p] for every place p: d/2 rotations.

    Parameters
    ----------
    k : int in [-t, t]
        Places to go on; negative: to go back.
    d : int in [1, inf)
        Width of the encoding, even.
    device : device, optional
        Where the result is made; by default where PyTorch makes tensors.

    Returns
    -------
    M : float tensor, shape (d, d)
        Zero but for d/2 blocks of 2 × 2; float64. Of rows, P @ M.T.

    Raises
    ------
    ValueError
        If d is odd or smaller than 2.
    """
    _check_width(d)
    pairs = torch.arange(0, d, 2, dtype=torch.float64, device=device)
    angles = k / 10000 ** (pairs / d)
    cos, sin = angles.cos(), angles.sin()
    rows = torch.stack([cos, sin, -sin, cos], dim=1).reshape(-1, 2, 2)
    return torch.block_diag(*rows)


# --8<-- [end:shift_matrix]


# --8<-- [start:add_positions]
def add_positions(X: torch.Tensor, P: torch.Tensor) -> torch.Tensor:
    """Add its place to every vector: Y[i, p] = X[i, p] + P[p].

    Parameters
    ----------
    X : float tensor, shape (n, t, d)
        n sequences of t places, on any device.
    P : float tensor, shape (s, d)
        Encodings of s >= t places: sinusoids, or a learned table.

    Returns
    -------
    Y : float tensor, shape (n, t, d)
        Sums, with the dtype of ``X``.

    Raises
    ------
    ValueError
        If the shapes disagree, or the sequences are longer than the table.

    References
    ----------
    Vaswani et al. (2017), section 3.5; learned: Gehring et al. (2017), section 3.1.
    """
    if X.ndim != 3 or P.ndim != 2 or X.shape[2] != P.shape[1] or X.shape[1] > len(P):
        got = f"{tuple(X.shape)}, {tuple(P.shape)}"
        raise ValueError(f"expected X (n, t, d), P (s, d) with t <= s, got {got}")
    return X + P[: X.shape[1]].to(X)


# --8<-- [end:add_positions]
