"""Sizes of a convolution, asked from PyTorch.

A tensor on the meta device has a shape and no memory: layers return shapes at no cost.
"""

# --8<-- [start:imports]
import torch
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

# --8<-- [end:imports]
from mlnotes.convolution.output_size import _check_groups, _check_integers


# --8<-- [start:output_size]
def output_size(
    side: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Number of places of a filter along one side, read off an empty convolution.

    Parameters
    ----------
    side : int in [1, inf)
        Pixels N along one side of the input.
    kernel : int in [1, inf)
        Pixels F along one side of the filter.
    stride : int in [1, inf), optional
        Step S from one place to the next.
    padding : int in [0, inf), optional
        Zeros P in front of the first pixel, and as many behind the last.
    dilation : int in [1, inf), optional
        Distance D of neighbouring weights on the input.

    Returns
    -------
    out_side : int in [1, inf)
        Side of the output.

    Raises
    ------
    ValueError
        If the filter does not fit into the padded side, or a number is no integer
        or too small.
    """
    _check_integers(1, side=side, kernel=kernel, stride=stride, dilation=dilation)
    _check_integers(0, padding=padding)
    line = torch.empty(1, 1, side, device="meta")
    weights = torch.empty(1, 1, kernel, device="meta")
    try:
        out = functional.conv1d(line, weights, None, stride, padding, dilation)
    except RuntimeError as error:
        raise ValueError(f"expected a filter that fits, got {error}") from error
    return out.shape[-1]


# --8<-- [end:output_size]


# --8<-- [start:ignored_pixels]
def ignored_pixels(
    side: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Pixels along one side in which the output has no gradient.

    Parameters
    ----------
    side : int in [1, inf)
        Pixels N along one side of the input.
    kernel : int in [1, inf)
        Pixels F along one side of the filter.
    stride : int in [1, inf), optional
        Step S from one place to the next.
    padding : int in [0, inf), optional
        Zeros P at each end; they are not counted.
    dilation : int in [1, inf), optional
        Distance D of neighbouring weights on the input.

    Returns
    -------
    ignored : int in [0, inf)
        Pixels that the output does not depend on.

    Raises
    ------
    ValueError
        As ``output_size``.
    """
    places = output_size(side, kernel, stride, padding, dilation)
    line = torch.zeros(1, 1, side, requires_grad=True)
    weights = torch.ones(1, 1, kernel)
    out = functional.conv1d(line, weights, None, stride, padding, dilation)
    (gradient,) = torch.autograd.grad(out, line, torch.ones(1, 1, places))
    return int((gradient == 0).sum())


# --8<-- [end:ignored_pixels]


# --8<-- [start:same_padding]
def same_padding(kernel: int, dilation: int = 1) -> int:
    """Padding that keeps the size at stride 1, found by trying.

    Parameters
    ----------
    kernel : int in [2, inf)
        Pixels F along one side of the filter.
    dilation : int in [1, inf), optional
        Distance D of neighbouring weights on the input.

    Returns
    -------
    padding : int in [0, inf)
        Zeros at each end.

    Raises
    ------
    ValueError
        If D(F−1) is odd, as for any even kernel without dilation: one end would
        need a zero more than the other.
    """
    _check_integers(1, kernel=kernel, dilation=dilation)
    side = dilation * (kernel - 1) + 1
    for padding in range(side):
        if output_size(side, kernel, 1, padding, dilation) == side:
            return padding
    raise ValueError(
        "expected a kernel with D (F - 1) even, so that both ends get the same "
        f"padding, got F = {kernel}, D = {dilation}"
    )


# --8<-- [end:same_padding]


# --8<-- [start:conv_output_shape]
def conv_output_shape(
    channels: int,
    height: int,
    width: int,
    filters: int,
    kernel: int,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
) -> tuple[int, int, int]:
    """Volume that a convolutional layer makes of one sample, without computing it.

    Parameters
    ----------
    channels : int in [1, inf)
        Channels C of the input.
    height : int in [1, inf)
        Rows H of the input.
    width : int in [1, inf)
        Columns W of the input.
    filters : int in [1, inf)
        Filters K.
    kernel : int in [1, inf)
        Pixels F along one side of each filter.
    stride : int in [1, inf), optional
        Step S, down and across.
    padding : int in [0, inf), optional
        Zeros P at each of the four edges.
    dilation : int in [1, inf), optional
        Distance D of neighbouring weights.

    Returns
    -------
    filters : int in [1, inf)
        Channels of the output, K.
    out_height : int in [1, inf)
        Rows of the output, H′.
    out_width : int in [1, inf)
        Columns of the output, W′.

    Raises
    ------
    ValueError
        As ``output_size``.
    """
    _check_integers(1, channels=channels, filters=filters)
    output_size(height, kernel, stride, padding, dilation)
    output_size(width, kernel, stride, padding, dilation)
    picture = torch.empty(channels, height, width, device="meta")
    layer = torch.nn.Conv2d(
        channels, filters, kernel, stride, padding, dilation, device="meta"
    )
    filters, out_height, out_width = layer(picture).shape
    return filters, out_height, out_width


# --8<-- [end:conv_output_shape]


# --8<-- [start:conv_parameters]
def conv_parameters(
    channels: int,
    filters: int,
    kernel_height: int,
    kernel_width: int,
    groups: int = 1,
) -> int:
    """Number of weights and biases in PyTorch's own layer.

    Parameters
    ----------
    channels : int in [1, inf)
        Channels C of the input.
    filters : int in [1, inf)
        Filters K, each with one bias.
    kernel_height : int in [1, inf)
        Rows of each filter.
    kernel_width : int in [1, inf)
        Columns of each filter.
    groups : int in [1, inf), optional
        Parts into which channels and filters are split.

    Returns
    -------
    parameters : int in [2, inf)
        Numbers to learn; the size of the picture is not among the arguments.

    Raises
    ------
    ValueError
        If a number is no positive integer, or ``groups`` divides channels or
        filters unevenly.
    """
    _check_groups(channels, filters, groups)
    _check_integers(1, kernel_height=kernel_height, kernel_width=kernel_width)
    kernel = kernel_height, kernel_width
    layer = torch.nn.Conv2d(channels, filters, kernel, groups=groups, device="meta")
    return sum(parameter.numel() for parameter in layer.parameters())


# --8<-- [end:conv_parameters]


# --8<-- [start:conv_multiplications]
def conv_multiplications(
    channels: int,
    height: int,
    width: int,
    filters: int,
    kernel: int,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
) -> int:
    """Multiplications for one sample, from PyTorch's operation counter.

    Parameters
    ----------
    channels : int in [1, inf)
        Channels C of the input.
    height : int in [1, inf)
        Rows H of the input.
    width : int in [1, inf)
        Columns W of the input.
    filters : int in [1, inf)
        Filters K.
    kernel : int in [1, inf)
        Pixels F along one side of each filter.
    stride : int in [1, inf), optional
        Step S, down and across.
    padding : int in [0, inf), optional
        Zeros P at each of the four edges.
    dilation : int in [1, inf), optional
        Distance D of neighbouring weights.

    Returns
    -------
    multiplications : int in [1, inf)
        Products of a weight and a pixel or padded zero.

    Raises
    ------
    ValueError
        As ``output_size``.
    """
    conv_output_shape(
        channels, height, width, filters, kernel, stride, padding, dilation
    )
    picture = torch.empty(channels, height, width, device="meta")
    weights = torch.empty(filters, channels, kernel, kernel, device="meta")
    with FlopCounterMode(display=False) as counter:
        functional.conv2d(picture, weights, None, stride, padding, dilation)
    return counter.get_total_flops() // 2  # a product and a sum are two operations


# --8<-- [end:conv_multiplications]
