"""Positional encoding in PyTorch."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]


# --8<-- [start:sinusoidal_encoding]
def sinusoidal_encoding(
    t: int, d: int, device: torch.device | str | None = None
) -> torch.Tensor:
    """Sines and cosines of the places 0 … t − 1: (t, d) in float64, d even.

    P[p, 2i] = sin(p / 10000^(2i/d)), P[p, 2i + 1] = cos of the same.
    """
    if t < 0 or d < 2 or d % 2:
        raise ValueError(f"expected t >= 0 and an even d >= 2, got {t} and {d}")
    places = torch.arange(t, dtype=torch.float64, device=device)[:, None]
    pairs = torch.arange(0, d, 2, dtype=torch.float64, device=device)
    angles = places / 10000 ** (pairs / d)
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)


# --8<-- [end:sinusoidal_encoding]
