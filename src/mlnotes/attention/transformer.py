"""The Transformer in NumPy, inference only, with weights from a file."""

# --8<-- [start:imports]
import math
from collections.abc import Mapping
from os import PathLike

import numpy as np

# --8<-- [end:imports]
from mlnotes.attention.positional_encoding import sinusoidal_encoding
from mlnotes.attention.transformer_decoder import decoder
from mlnotes.attention.transformer_encoder import _weights_below, encoder
from mlnotes.sequences.batching import padding_mask
from mlnotes.sequences.word_embeddings import embedding


# --8<-- [start:weight_shapes]
def _layer_shapes(d: int, d_ff: int, attentions: list[str]) -> dict[str, tuple]:
    """Names and shapes of the weights of one layer; one norm more than attentions."""
    shapes: dict[str, tuple] = {}
    for name in attentions:
        shapes |= {
            f"{name}.in_proj_weight": (3 * d, d),
            f"{name}.in_proj_bias": (3 * d,),
        }
        shapes |= {f"{name}.out_proj.weight": (d, d), f"{name}.out_proj.bias": (d,)}
    shapes |= {"linear1.weight": (d_ff, d), "linear1.bias": (d_ff,)}
    shapes |= {"linear2.weight": (d, d_ff), "linear2.bias": (d,)}
    for number in range(1, len(attentions) + 2):
        shapes |= {f"norm{number}.{end}": (d,) for end in ("weight", "bias")}
    return shapes


def weight_shapes(
    c_source: int, c_target: int, d: int, d_ff: int, layers: int, norm_first: bool
) -> dict[str, tuple]:
    """Name and shape of every weight of a Transformer, as in PyTorch's state dict.

    Parameters
    ----------
    c_source, c_target : int
        Tokens of the two vocabularies.
    d, d_ff : int
        Width of the model, and of its feed-forward networks.
    layers : int
        Layers of the encoder; the decoder has as many.
    norm_first : bool
        With norms first, encoder and decoder end in a norm.

    Returns
    -------
    shapes : dict of tuples
        Neither the number of heads nor the length of a sequence occurs in them.
    """
    shapes: dict[str, tuple] = {"source.weight": (c_source, d)}
    shapes |= {"target.weight": (c_target, d)}
    parts = {"encoder": ["self_attn"], "decoder": ["self_attn", "multihead_attn"]}
    for part, attentions in parts.items():
        own = _layer_shapes(d, d_ff, attentions)
        for i in range(layers):
            shapes |= {f"{part}.layers.{i}.{name}": s for name, s in own.items()}
        if norm_first:
            shapes |= {f"{part}.norm.{end}": (d,) for end in ("weight", "bias")}
    return shapes | {"scores.weight": (c_target, d), "scores.bias": (c_target,)}


# --8<-- [end:weight_shapes]


# --8<-- [start:check_weights]
def check_weights(weights: Mapping[str, np.ndarray], h: int, norm_first: bool) -> None:
    """Refuse weights that are not those of one Transformer with h heads.

    Parameters
    ----------
    weights : dict of float arrays
        The weights by name.
    h : int
        Number of heads.
    norm_first : bool
        Whether the norms stand first.

    Raises
    ------
    ValueError
        If a weight is missing, too much, or of another shape; if they are not of one
        floating dtype; if h does not divide the width.
    """
    first = ("source.weight", "target.weight", "encoder.layers.0.linear1.weight")
    sizes = [weights[name].shape for name in first if name in weights]
    if len(sizes) < 3 or any(len(size) != 2 for size in sizes):
        raise ValueError(f"expected matrices {', '.join(first)}, got {sizes}")
    (c_source, d), (c_target, _), (d_ff, _) = sizes
    layers = {name.split(".")[2] for name in weights if ".layers." in name}
    shapes = weight_shapes(c_source, c_target, d, d_ff, len(layers), norm_first)
    if weights.keys() != shapes.keys():
        missing, extra = (
            sorted(shapes - weights.keys()),
            sorted(weights - shapes.keys()),
        )
        got = f"missing {missing}, extra {extra}"
        raise ValueError(f"expected the {len(shapes)} weights of the model, got {got}")
    for name, shape in shapes.items():
        if weights[name].shape != shape:
            raise ValueError(f"expected {name} {shape}, got {weights[name].shape}")
    dtypes = {value.dtype for value in weights.values()}
    if len(dtypes) > 1 or dtypes.pop().kind != "f":
        got = sorted({str(value.dtype) for value in weights.values()})
        raise ValueError(f"expected weights of one floating dtype, got {got}")
    if h < 1 or d % h:
        raise ValueError(f"expected a width that h = {h} divides, got {d}")


# --8<-- [end:check_weights]


# --8<-- [start:save_weights]
def save_weights(path: str | PathLike[str], weights: Mapping[str, np.ndarray]) -> None:
    """Write arrays to an ``.npz`` file, each under its name.

    Parameters
    ----------
    path : str or path
        The file, with the ending ``.npz``.
    weights : dict of float arrays
        The weights by name.

    Raises
    ------
    ValueError
        If the name of the file ends otherwise, or a value is no floating array.
    """
    if not str(path).endswith(".npz"):  # np.savez would add the ending
        raise ValueError(f"expected a name that ends in .npz, got {path}")
    for name, value in weights.items():
        if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
            got = getattr(value, "dtype", type(value).__name__)
            raise ValueError(f"expected {name} as a floating NumPy array, got {got}")
    with open(path, "wb") as file:
        np.savez(file, allow_pickle=False, **weights)


# --8<-- [end:save_weights]


# --8<-- [start:load_weights]
def load_weights(path: str | PathLike[str]) -> dict[str, np.ndarray]:
    """Read all arrays of an ``.npz`` file; objects, which could run code, are refused.

    Parameters
    ----------
    path : str or path
        The file.

    Returns
    -------
    weights : dict of arrays

    Raises
    ------
    ValueError
        If the file holds Python objects.
    """
    with np.load(path, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


# --8<-- [end:load_weights]


# --8<-- [start:embed]
def embed(tokens: np.ndarray, E: np.ndarray) -> np.ndarray:
    """Embeddings times √d, plus the encoding of their places.

    Parameters
    ----------
    tokens : int array in [0, c), shape (n, t)
        Token ids.
    E : float array, shape (c, 2 * d)
        Embeddings, of an even width.

    Returns
    -------
    X : float array, shape (n, t, 2 * d)
        What the first layer reads.

    Raises
    ------
    ValueError
        If the shapes are others, a token is no row of ``E``, or the width is odd.

    References
    ----------
    Vaswani et al. (2017), sections 3.4 and 3.5.
    """
    X = embedding(tokens, E) * math.sqrt(E.shape[1])
    return X + sinusoidal_encoding(tokens.shape[1], E.shape[1]).astype(E.dtype)


# --8<-- [end:embed]


# --8<-- [start:check_tokens]
def _check_tokens(X: np.ndarray, lengths: np.ndarray, Y_in: np.ndarray) -> None:
    """Refuse what is not X (n, s), lengths (n,) and Y_in (n, t) with one n."""
    shapes = X.shape, lengths.shape, Y_in.shape
    if [len(shape) for shape in shapes] != [2, 1, 2] or len({s[0] for s in shapes}) > 1:
        raise ValueError(f"expected X (n, s), lengths (n,), Y_in (n, t), got {shapes}")


# --8<-- [end:check_tokens]


# --8<-- [start:transformer]
def transformer(
    X: np.ndarray,
    lengths: np.ndarray,
    Y_in: np.ndarray,
    weights: Mapping[str, np.ndarray],
    h: int,
    norm_first: bool = False,
) -> np.ndarray:
    """Scores of the next token at every place of the target.

    Parameters
    ----------
    X : int array, shape (n, s)
        Source tokens, padded behind.
    lengths : int array, shape (n,)
        Number of real tokens of each source.
    Y_in : int array, shape (n, t)
        Inputs of the decoder: <SOS>, then the tokens written (``shift_right``).
    weights : dict of float arrays
        With the names of the state dict of the PyTorch module ``Transformer``.
    h : int
        Number of heads.
    norm_first : bool
        Norms on the branches instead of behind the sums.

    Returns
    -------
    s : float array, shape (n, t, c_target)
        s[:, j] scores the token behind Y_in[:, 0 … j].

    Raises
    ------
    ValueError
        If the weights are not those of one model (``check_weights``), or the tokens or
        lengths do not fit.

    References
    ----------
    Vaswani et al. (2017), section 3 and figure 1.
    """
    check_weights(weights, h, norm_first)
    _check_tokens(X, lengths, Y_in)
    real = padding_mask(lengths, X.shape[1])
    source = embed(X, weights["source.weight"])
    pairs = np.broadcast_to(real[:, np.newaxis], (*X.shape, X.shape[1]))
    Z = encoder(source, pairs, _weights_below(weights, "encoder"), h, norm_first)
    target = embed(Y_in, weights["target.weight"])
    H = decoder(target, Z, real, _weights_below(weights, "decoder"), h, norm_first)
    return H @ weights["scores.weight"].T + weights["scores.bias"]


# --8<-- [end:transformer]
