"""A cache of keys and values: one place at a time, and what it saves."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.attention.scaled_dot_product import scaled_dot_product_attention


# --8<-- [start:append_and_attend]
def append_and_attend(
    q: np.ndarray, k: np.ndarray, v: np.ndarray, K: np.ndarray, V: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Causal attention of a new place: its key and value join those of earlier ones.

    Parameters
    ----------
    q : float array, shape (..., d_k)
        Query of the new place.
    k : float array, shape (..., d_k)
        Its key.
    v : float array, shape (..., d_v)
        Its value.
    K : float array, shape (..., s, d_k)
        Keys of the s earlier places; s = 0 at the first one.
    V : float array, shape (..., s, d_v)
        Their values.

    Returns
    -------
    y : float array, shape (..., d_v)
        Attention value of the new place.
    K_new : float array, shape (..., s + 1, d_k)
        The cache for the next place: ``K``, then ``k``.
    V_new : float array, shape (..., s + 1, d_v)
        ``V``, then ``v``.

    Raises
    ------
    ValueError
        If the shapes do not fit, or more than one place is new.
    """
    for new, old in ((q, K), (k, K), (v, V)):
        if old.ndim < 2 or new.shape != (*old.shape[:-2], *old.shape[-1:]):
            shapes = f"{old.shape}, got {new.shape}"
            raise ValueError(f"expected one new row for {shapes}")
    K_new = np.concatenate([K, k[..., None, :]], axis=-2)
    V_new = np.concatenate([V, v[..., None, :]], axis=-2)
    y = scaled_dot_product_attention(q[..., None, :], K_new, V_new, None)
    return y[..., 0, :], K_new, V_new


# --8<-- [end:append_and_attend]


# --8<-- [start:layer_multiplications]
def layer_multiplications(places: int, seen: int, s: int, d: int, d_ff: int) -> int:
    """Multiplications of a decoder layer for ``places`` queries that see ``seen`` keys.

    Keys and values of the source are not counted: they are computed once.

    Parameters
    ----------
    places : int in [0, inf)
        Places that go through the layer.
    seen : int in [0, inf)
        Keys that each of them is compared with in self-attention.
    s : int in [0, inf)
        Tokens of the source.
    d : int in [1, inf)
        Width.
    d_ff : int in [1, inf)
        Units of the feed-forward network.

    Returns
    -------
    multiplications : int in [0, inf)
        Projections, scores, means and feed-forward network; softmax and norms not.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    if min(places, seen, s) < 0 or min(d, d_ff) < 1:
        given = f"{places}, {seen}, {s}, {d}, {d_ff}"
        raise ValueError(f"expected counts >= 0 and d, d_ff >= 1, got {given}")
    projections = 4 * d * d + 2 * d * d  # of self-attention; query and output
    attention = 2 * seen * d + 2 * s * d
    return places * (projections + attention + 2 * d * d_ff)


# --8<-- [end:layer_multiplications]


# --8<-- [start:decoding_multiplications]
def decoding_multiplications(
    t: int, s: int, d: int, d_ff: int, layers: int, cached: bool
) -> int:
    """Multiplications of the decoder for t tokens, written one after another.

    Parameters
    ----------
    t : int in [0, inf)
        Tokens written.
    s : int in [0, inf)
        Tokens of the source.
    d : int in [1, inf)
        Width.
    d_ff : int in [1, inf)
        Units of the feed-forward network.
    layers : int in [1, inf)
        Layers of the decoder.
    cached : bool
        With a cache step i computes one place, without it all i places.

    Returns
    -------
    multiplications : int
        Of all steps together, scores of the vocabulary not counted.

    Raises
    ------
    ValueError
        If an argument is out of its range.
    """
    if t < 0 or layers < 1:
        raise ValueError(f"expected t >= 0 and layers >= 1, got {t} and {layers}")
    total = 0
    for i in range(1, t + 1):
        total += layer_multiplications(1 if cached else i, i, s, d, d_ff)
    source = 2 * s * d * d * (1 if cached else t)  # its keys and values
    return layers * (total + source)


# --8<-- [end:decoding_multiplications]
