"""Receptive field in PyTorch: shapes of transposed layers, gradients by autograd."""

# --8<-- [start:imports]
import torch
from torch.nn import functional

# --8<-- [end:imports]
from mlnotes.convolution.receptive_field import _check_layers, _detectors


# --8<-- [start:receptive_fields]
def receptive_fields(
    kernels: list[int], strides: list[int], dilations: list[int] | None = None
) -> list[int]:
    """Side of the field of one unit after each layer, by PyTorch's transposed layers.

    A transposed layer spreads one unit over all inputs that it came from, so the
    size of what it returns is the field. Nothing is computed on the meta device.

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
    """
    dilations = [1] * len(kernels) if dilations is None else dilations
    _check_layers(1, kernels, strides, dilations)
    fields = []
    for depth in range(1, len(kernels) + 1):
        unit = torch.empty(1, 1, 1, device="meta")
        layers = zip(kernels[:depth], strides, dilations, strict=False)
        for kernel, stride, dilation in reversed(list(layers)):
            w = torch.empty(1, 1, kernel, device="meta")
            unit = functional.conv_transpose1d(
                unit, w, stride=stride, dilation=dilation
            )
        fields.append(unit.shape[-1])
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


# --8<-- [start:effective_field]
def effective_field(w: torch.Tensor, layers: int) -> torch.Tensor:
    """Gradient of one unit by each pixel it sees, by autograd.

    All layers share the filter w and have stride 1. Adding a layer convolves the
    gradient with w once more.

    Parameters
    ----------
    w : float tensor, shape (kernel_width,)
        Filter of every layer.
    layers : int in [1, inf)
        Number of layers.

    Returns
    -------
    gradient : float tensor, shape (layers * (kernel_width - 1) + 1,)
        One number for each pixel of the receptive field.

    Raises
    ------
    ValueError
        If w is not one row with at least one weight, or there is no layer.
    """
    if w.ndim != 1 or len(w) == 0 or layers < 1:
        raise ValueError(
            "expected w of shape (kernel_width,), not empty, and layers >= 1, "
            f"got {tuple(w.shape)} and {layers}"
        )
    side = layers * (len(w) - 1) + 1
    X = w.new_zeros(1, 1, side).requires_grad_()
    A = X
    for _ in range(layers):
        A = functional.conv1d(A, w[None, None])
    return torch.autograd.grad(A.sum(), X)[0][0, 0]


# --8<-- [end:effective_field]


# --8<-- [start:nested_features]
def nested_features(X: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Edges, corners and 7 × 7 squares of a picture, by three fixed layers.

    Each unit is max(0, Σ weights · inputs − t). With t = 1 for two edges and t = 3 for
    four corners, a full answer of 1 needs all parts at their places.

    Parameters
    ----------
    X : image tensor, shape (height, width)
        Shapes of brightness 1 on a ground of 0.

    Returns
    -------
    edges : float tensor, shape (4, height - 2, width - 2)
        Left, right, top and bottom edges; a unit sees 3 × 3 pixels.
    corners : float tensor, shape (4, height - 4, width - 4)
        Top left, top right, bottom left, bottom right; a unit sees 5 × 5 pixels.
    squares : float tensor, shape (height - 10, width - 10)
        Squares with a side of 7 pixels; a unit sees 11 × 11 pixels.

    Raises
    ------
    ValueError
        If X does not have two axes of at least 11 pixels.
    """
    if X.ndim != 2 or min(X.shape) < 11:
        raise ValueError(
            f"expected X of shape (height, width), both >= 11, got {tuple(X.shape)}"
        )
    maps, A = [], X[None, None]
    for weights, threshold in zip(_detectors(), (0, 1, 3), strict=True):
        W = torch.tensor(weights, dtype=X.dtype, device=X.device)
        A = torch.relu(functional.conv2d(A, W) - threshold)
        maps.append(A[0])
    edges, corners, squares = maps
    return edges, corners, squares[0]


# --8<-- [end:nested_features]
