"""BERT in NumPy: inference with a dict of weights, and its parameters counted."""

# --8<-- [start:imports]
from collections.abc import Mapping

import numpy as np

# --8<-- [end:imports]
from mlnotes.attention.bert_input import sum_embeddings
from mlnotes.attention.transformer import _layer_shapes
from mlnotes.attention.transformer_encoder import _weights_below, encoder
from mlnotes.networks.activations import gelu
from mlnotes.training.layer_normalization import layer_norm


# --8<-- [start:bert_shapes]
def bert_shapes(
    c: int, d: int, d_ff: int, layers: int, max_len: int
) -> dict[str, tuple]:
    """Name and shape of every weight of BERT with both heads, as in the state dict.

    Parameters
    ----------
    c : int
        Tokens of the vocabulary.
    d, d_ff : int
        Width of the model, and of its feed-forward networks.
    layers : int
        Layers of the encoder.
    max_len : int
        Rows of the table of places.

    Returns
    -------
    shapes : dict of tuples
        The number of heads does not occur in them.
    """
    tables = {"tokens": c, "positions": max_len, "segments": 2}
    shapes = {f"bert.{name}.weight": (rows, d) for name, rows in tables.items()}
    layer = _layer_shapes(d, d_ff, ["self_attn"])
    for i in range(layers):
        below = f"bert.encoder.layers.{i}"
        shapes |= {f"{below}.{name}": shape for name, shape in layer.items()}
    for name in ("bert.norm", "norm"):
        shapes |= {f"{name}.weight": (d,), f"{name}.bias": (d,)}
    for name, rows in (("bert.pooler", d), ("transform", d), ("next_sentence", 2)):
        shapes |= {f"{name}.weight": (rows, d), f"{name}.bias": (rows,)}
    return shapes | {"bias": (c,)}


# --8<-- [end:bert_shapes]


# --8<-- [start:count_parameters]
def count_parameters(
    c: int, d: int, d_ff: int, layers: int, max_len: int = 512
) -> dict[str, int]:
    """Count the parameters of each part of BERT by formulas.

    Parameters
    ----------
    c : int
        Tokens of the vocabulary.
    d, d_ff : int
        Width of the model, and of its feed-forward networks.
    layers : int
        Layers of the encoder.
    max_len : int, optional
        Longest row.

    Returns
    -------
    counts : dict of int
        Embeddings with their norm, encoder, pooler, and the two heads. The tokens'
        scores use the table of embeddings, which is counted once.

    Raises
    ------
    ValueError
        If a number is below 1.
    """
    if min(c, d, d_ff, layers, max_len) < 1:
        got = (c, d, d_ff, layers, max_len)
        raise ValueError(f"expected c, d, d_ff, layers, max_len >= 1, got {got}")
    attention, network, norm = 4 * d * d + 4 * d, 2 * d * d_ff + d_ff + d, 2 * d
    return {
        "embeddings": (c + max_len + 2) * d + norm,
        "encoder": layers * (attention + network + 2 * norm),
        "pooler": d * d + d,
        "masked tokens": d * d + d + norm + c,
        "next sentence": 2 * d + 2,
    }


# --8<-- [end:count_parameters]


# --8<-- [start:check_bert_weights]
def _check_bert_weights(
    weights: Mapping[str, np.ndarray], h: int, prefix: str = ""
) -> None:
    """Refuse weights that are not those of one model; with heads, prefix "bert."."""
    sizes = [
        np.shape(weights.get(f"{prefix}{name}.weight", 0))
        for name in ("tokens", "positions", "encoder.layers.0.linear1")
    ]
    if any(len(size) != 2 for size in sizes):
        got = f"{sizes} among {sorted(weights)}"
        raise ValueError(f"expected tokens (c, d), positions and layer 0, got {got}")
    (c, d), (max_len, _), (d_ff, _) = sizes
    layers = {n.split(".layers.")[1].split(".")[0] for n in weights if ".layers." in n}
    shapes = bert_shapes(c, d, d_ff, len(layers), max_len)
    if not prefix:
        inner = [name for name in shapes if name.startswith("bert.")]
        shapes = {name.removeprefix("bert."): shapes[name] for name in inner}
    if wrong := sorted(shapes.keys() ^ weights.keys()):
        missing = [name for name in wrong if name in shapes]
        extra = [name for name in wrong if name in weights]
        got = f"missing {missing}, extra {extra}"
        raise ValueError(f"expected the {len(shapes)} weights of the model, got {got}")
    for name, shape in shapes.items():
        if weights[name].shape != shape:
            raise ValueError(f"expected {name} {shape}, got {weights[name].shape}")
    dtypes = sorted({str(value.dtype) for value in weights.values()})
    if len(dtypes) > 1 or not dtypes[0].startswith("float"):
        raise ValueError(f"expected weights of one floating dtype, got {dtypes}")
    if h < 1 or d % h:
        raise ValueError(f"expected a width that h = {h} divides, got {d}")


# --8<-- [end:check_bert_weights]


# --8<-- [start:check_bert_rows]
def _check_bert_rows(
    X: np.ndarray, segments: np.ndarray, mask: np.ndarray, max_len: int
) -> None:
    """Refuse rows of other shapes, too long, without a token, or an integer mask."""
    shapes = [X.shape, segments.shape, mask.shape]
    if X.ndim != 2 or len(set(shapes)) > 1 or mask.dtype != bool:
        got = f"{shapes}, mask {mask.dtype}"
        raise ValueError(f"expected X, segments and a bool mask, all (n, t), got {got}")
    if not 1 <= X.shape[1] <= max_len:
        raise ValueError(f"expected 1 to at most {max_len} tokens, got {X.shape[1]}")


# --8<-- [end:check_bert_rows]


# --8<-- [start:bert]
def bert(
    X: np.ndarray,
    segments: np.ndarray,
    mask: np.ndarray,
    weights: Mapping[str, np.ndarray],
    h: int,
) -> tuple[np.ndarray, np.ndarray]:
    """States of all tokens, and one vector made of the state of [CLS].

    Parameters
    ----------
    X : int array in [0, c), shape (n, t)
        Token ids, [CLS] first, padded behind.
    segments : int array in [0, 2), shape (n, t)
        0 in the first sentence, 1 in the second.
    mask : bool array, shape (n, t)
        True at real tokens, specials included.
    weights : dict of float arrays
        With the names of the state dict of the PyTorch module ``Bert``.
    h : int
        Number of heads.

    Returns
    -------
    H : float array, shape (n, t, d)
        What the last layer returns; without meaning at padding.
    pooled : float array, shape (n, d)
        tanh(W h₁ + b), h₁ the state of [CLS].

    Raises
    ------
    ValueError
        If the weights are not those of one model, or the rows do not fit.

    References
    ----------
    Devlin et al. (2019), section 3.
    """
    _check_bert_weights(weights, h)
    E, P, S = (
        weights[f"{name}.weight"] for name in ("tokens", "positions", "segments")
    )
    _check_bert_rows(X, segments, mask, len(P))
    Y = sum_embeddings(X, segments, E, P, S)
    Y = layer_norm(Y, weights["norm.weight"], weights["norm.bias"], 1e-12)
    pairs = np.broadcast_to(mask[:, np.newaxis], (*X.shape, X.shape[1]))
    layers = _weights_below(weights, "encoder")
    H = encoder(Y, pairs, layers, h, activation=gelu, eps=1e-12)
    W, b = weights["pooler.weight"], weights["pooler.bias"]
    return H, np.tanh(H[:, 0] @ W.T + b)


# --8<-- [end:bert]


# --8<-- [start:bert_for_pretraining]
def bert_for_pretraining(
    X: np.ndarray,
    segments: np.ndarray,
    mask: np.ndarray,
    weights: Mapping[str, np.ndarray],
    h: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Scores of the token at every place, and of "follows" and "does not".

    Parameters
    ----------
    X : int array in [0, c), shape (n, t)
        Token ids, some of them masked.
    segments : int array in [0, 2), shape (n, t)
        0 in the first sentence, 1 in the second.
    mask : bool array, shape (n, t)
        True at real tokens.
    weights : dict of float arrays
        With the names of the state dict of the PyTorch module ``BertForPreTraining``.
    h : int
        Number of heads.

    Returns
    -------
    s : float array, shape (n, t, c)
        Scores of all tokens at each place; the embeddings are the weights.
    s_next : float array, shape (n, 2)
        Scores of the pair: class 0 follows, class 1 does not.

    Raises
    ------
    ValueError
        If the weights are not those of one model, or the rows do not fit.

    References
    ----------
    Devlin et al. (2019), section 3.1.
    """
    _check_bert_weights(weights, h, "bert.")
    H, pooled = bert(X, segments, mask, _weights_below(weights, "bert"), h)
    U = gelu(H @ weights["transform.weight"].T + weights["transform.bias"])
    U = layer_norm(U, weights["norm.weight"], weights["norm.bias"], 1e-12)
    s = U @ weights["bert.tokens.weight"].T + weights["bias"]
    W, b = weights["next_sentence.weight"], weights["next_sentence.bias"]
    return s, pooled @ W.T + b


# --8<-- [end:bert_for_pretraining]
