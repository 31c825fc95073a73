"""Receptive field: which inputs one unit of a stack of convolutions depends on."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]
from mlnotes.convolution.convolutional_layer import conv2d


# --8<-- [start:check_layers]
def _check_layers(low: int, *layers: list[int]) -> None:
    """Refuse lists of different lengths, and numbers below ``low``."""
    if len({len(numbers) for numbers in layers}) > 1:
        raise ValueError(
            "expected one number per layer in every list, "
            f"got {' and '.join(str(len(numbers)) for numbers in layers)}"
        )
    smallest = min((number for numbers in layers for number in numbers), default=low)
    if smallest < low:
        raise ValueError(f"expected numbers >= {low} for every layer, got {smallest}")


# --8<-- [end:check_layers]


# --8<-- [start:receptive_fields]
def receptive_fields(
    kernels: list[int], strides: list[int], dilations: list[int] | None = None
) -> list[int]:
    """Side of the field of one unit after each layer, first layer first.

    A layer adds D(F−1) steps; a step is as many pixels as the product of the strides
    of all layers before it: r_l = r_{l−1} + D_l (F_l − 1) · S_1 ⋯ S_{l−1}, r_0 = 1.

    Parameters
    ----------
    kernels : list of int in [1, 5), length k
        Side F of each layer's filters; pooling windows count as filters.
    strides : list of int in [1, 5), length k
        Stride S of each layer.
    dilations : list of int in [1, 5), length k, optional
        Dilation D of each layer, 1 if not given.

    Returns
    -------
    fields : list of int in [1, inf), length k
        Pixels along one side of the input.

    Raises
    ------
    ValueError
        If the lists differ in length, or a number is below 1.

    References
    ----------
    Araujo, Norris and Sim (2019), Computing receptive fields, eq. 2.
    """
    dilations = [1] * len(kernels) if dilations is None else dilations
    _check_layers(1, kernels, strides, dilations)
    fields, field, jump = [], 1, 1
    for kernel, stride, dilation in zip(kernels, strides, dilations, strict=True):
        field += dilation * (kernel - 1) * jump
        jump *= stride
        fields.append(field)
    return fields


# --8<-- [end:receptive_fields]


# --8<-- [start:receptive_field]
def receptive_field(
    kernels: list[int], strides: list[int], dilations: list[int] | None = None
) -> int:
    """Side of the field of one unit after the last layer; 1 without a layer.

    Parameters
    ----------
    kernels : list of int in [1, 5), length k
        Side F of each layer's filters.
    strides : list of int in [1, 5), length k
        Stride S of each layer.
    dilations : list of int in [1, 5), length k, optional
        Dilation D of each layer, 1 if not given.

    Returns
    -------
    field : int in [1, inf)
        Pixels along one side of the input.

    Raises
    ------
    ValueError
        As ``receptive_fields``.
    """
    return [1, *receptive_fields(kernels, strides, dilations)][-1]


# --8<-- [end:receptive_field]


# --8<-- [start:field_of_unit]
def field_of_unit(
    unit: int, kernels: list[int], strides: list[int], paddings: list[int]
) -> tuple[int, int]:
    """First and last input pixel that one unit of the last layer sees.

    Unit u of a layer starts at unit S·u − P of the layer before. Walking down from
    the last layer does this once per layer, for the first and the last unit seen.

    Parameters
    ----------
    unit : int in [0, inf)
        Place of the unit along one side of the last layer, from 0.
    kernels : list of int in [1, 5), length k
        Side F of each layer's filters.
    strides : list of int in [1, 5), length k
        Stride S of each layer.
    paddings : list of int in [0, 5), length k
        Padding P of each layer.

    Returns
    -------
    first : int in (-inf, inf)
        Place of the first pixel; below 0 it is padding.
    last : int in (-inf, inf)
        Place of the last pixel; it may lie behind the picture's edge too.

    Raises
    ------
    ValueError
        If the lists differ in length, or a number is too small.

    References
    ----------
    Araujo, Norris and Sim (2019), Computing receptive fields, eq. 3 and 4.
    """
    _check_layers(1, kernels, strides)
    _check_layers(0, kernels, paddings, [unit] * len(kernels))
    first = last = unit
    layers = list(zip(kernels, strides, paddings, strict=True))
    for kernel, stride, padding in reversed(layers):
        first = first * stride - padding
        last = last * stride - padding + kernel - 1
    return first, last


# --8<-- [end:field_of_unit]


# --8<-- [start:effective_field]
def effective_field(w: np.ndarray, layers: int) -> np.ndarray:
    """Gradient of one unit by each pixel it sees, for a stack without bends.

    All layers share the filter w and have stride 1. Adding a layer convolves the
    gradient with w once more.

    Parameters
    ----------
    w : float array, shape (kernel_width,)
        Filter of every layer.
    layers : int in [1, inf)
        Number of layers.

    Returns
    -------
    gradient : float array, shape (layers * (kernel_width - 1) + 1,)
        One number for each pixel of the receptive field.

    Raises
    ------
    ValueError
        If w is not one row with at least one weight, or there is no layer.

    References
    ----------
    Luo et al. (2016), Understanding the effective receptive field, section 2.
    """
    if w.ndim != 1 or len(w) == 0 or layers < 1:
        raise ValueError(
            "expected w of shape (kernel_width,), not empty, and layers >= 1, "
            f"got {w.shape} and {layers}"
        )
    gradient = w.copy()
    for _ in range(layers - 1):
        gradient = np.convolve(gradient, w)
    return gradient


# --8<-- [end:effective_field]


# --8<-- [start:detectors]
def _detectors() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Filters of three layers: edges, corners made of edges, a square of corners."""
    rise = np.outer([1, 2, 1], [-1, 0, 1]) / 4  # Sobel; 1 for a step from 0 to 1
    left, top = rise, rise.T
    edges = np.stack([left, left[:, ::-1], top, top[::-1]])[:, np.newaxis]
    corners, square = np.zeros((4, 4, 3, 3)), np.zeros((1, 4, 7, 7))
    for corner in range(4):  # top left, top right, bottom left, bottom right
        low, right = divmod(corner, 2)
        corners[corner, right, 2 - 2 * low, 1] = 1  # the upright edge, above or below
        corners[corner, 2 + low, 1, 2 - 2 * right] = 1  # the level one, beside
        square[0, corner, 6 * low, 6 * right] = 1
    return edges, corners, square


# --8<-- [end:detectors]


# --8<-- [start:nested_features]
def nested_features(X: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Edges, corners and 7 × 7 squares of a picture, by three fixed layers.

    Each unit is max(0, Σ weights · inputs − t). With t = 1 for two edges and t = 3 for
    four corners, a full answer of 1 needs all parts at their places.

    Parameters
    ----------
    X : image array, shape (height, width)
        Shapes of brightness 1 on a ground of 0.

    Returns
    -------
    edges : float array, shape (4, height - 2, width - 2)
        Left, right, top and bottom edges; a unit sees 3 × 3 pixels.
    corners : float array, shape (4, height - 4, width - 4)
        Top left, top right, bottom left, bottom right; a unit sees 5 × 5 pixels.
    squares : float array, shape (height - 10, width - 10)
        Squares with a side of 7 pixels; a unit sees 11 × 11 pixels.

    Raises
    ------
    ValueError
        If X does not have two axes of at least 11 pixels.
    """
    if X.ndim != 2 or min(X.shape) < 11:
        raise ValueError(
            f"expected X of shape (height, width), both >= 11, got {X.shape}"
        )
    maps, A = [], X[np.newaxis, np.newaxis]
    for W, threshold in zip(_detectors(), (0, 1, 3), strict=True):
        b = np.full(len(W), -threshold, X.dtype)
        A = np.maximum(conv2d(A, W.astype(X.dtype), b), 0)
        maps.append(A[0])
    edges, corners, squares = maps
    return edges, corners, squares[0]


# --8<-- [end:nested_features]
