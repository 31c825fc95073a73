"""Sizes of a convolution: places of the filter, parameters, multiplications."""

# --8<-- [start:imports]
from numbers import Integral

# --8<-- [end:imports]


# --8<-- [start:check_integers]
def _check_integers(low: int, **numbers: int) -> None:
    """Refuse fractions, and integers below ``low``, by their name."""
    for name, value in numbers.items():
        if not isinstance(value, Integral) or value < low:
            raise ValueError(f"expected an integer {name} >= {low}, got {value}")


# --8<-- [end:check_integers]


# --8<-- [start:check_groups]
def _check_groups(channels: int, filters: int, groups: int) -> None:
    """Refuse groups that do not split channels and filters into equal parts."""
    _check_integers(1, channels=channels, filters=filters, groups=groups)
    if channels % groups or filters % groups:
        raise ValueError(
            "expected channels and filters that groups divides, "
            f"got {channels} and {filters} in {groups}"
        )


# --8<-- [end:check_groups]


# --8<-- [start:output_size]
def output_size(
    side: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Number of places of a filter along one side, ⌊(N + 2P − D(F−1) − 1) / S⌋ + 1.

    Pooling windows follow the same formula.

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

    References
    ----------
    Dumoulin and Visin (2016), A guide to convolution arithmetic, section 5.1.
    """
    _check_integers(1, side=side, kernel=kernel, stride=stride, dilation=dilation)
    _check_integers(0, padding=padding)
    padded, extent = side + 2 * padding, dilation * (kernel - 1) + 1
    if extent > padded:
        raise ValueError(
            "expected a filter that fits, D (F - 1) + 1 <= N + 2P, "
            f"got {extent} > {padded}"
        )
    return (padded - extent) // stride + 1


# --8<-- [end:output_size]


# --8<-- [start:ignored_pixels]
def ignored_pixels(
    side: int, kernel: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Pixels along one side that no weight touches at any place of the filter.

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
    touched = {
        place * stride + weight * dilation - padding
        for place in range(places)
        for weight in range(kernel)
    }
    return side - len(touched.intersection(range(side)))


# --8<-- [end:ignored_pixels]


# --8<-- [start:same_padding]
def same_padding(kernel: int, dilation: int = 1) -> int:
    """Padding that keeps the size at stride 1, P = D(F−1) / 2.

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
    both_ends = dilation * (kernel - 1)
    if both_ends % 2:
        raise ValueError(
            "expected a kernel with D (F - 1) even, so that both ends get the same "
            f"padding, got F = {kernel}, D = {dilation}"
        )
    return both_ends // 2


# --8<-- [end:same_padding]


# --8<-- [start:conv_parameters]
def conv_parameters(
    channels: int,
    filters: int,
    kernel_height: int,
    kernel_width: int,
    groups: int = 1,
) -> int:
    """Number of weights and biases, K (F² C + 1) for square filters.

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
    return filters * (kernel_height * kernel_width * channels // groups + 1)


# --8<-- [end:conv_parameters]


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
    """Volume that a layer of square filters makes of one sample.

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
    out_height = output_size(height, kernel, stride, padding, dilation)
    out_width = output_size(width, kernel, stride, padding, dilation)
    return filters, out_height, out_width


# --8<-- [end:conv_output_shape]


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
    """Multiplications for one sample: each weight once per place, K F² C · W′ H′.

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
    _, out_height, out_width = conv_output_shape(
        channels, height, width, filters, kernel, stride, padding, dilation
    )
    return filters * kernel**2 * channels * out_height * out_width


# --8<-- [end:conv_multiplications]
