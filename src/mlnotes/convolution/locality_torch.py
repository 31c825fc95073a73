"""From a fully connected layer to a convolution, in PyTorch."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]


# --8<-- [start:local_matrix]
def local_matrix(V: torch.Tensor) -> torch.Tensor:
    """Matrix of a local layer: output p sees the inputs p … p + k − 1 only.

    Parameters
    ----------
    V : float tensor, shape (h, k)
        Weights, k for each of the h outputs, on any device.

    Returns
    -------
    M : float tensor, shape (h, h + k - 1)
        The layer as a matrix.

    Raises
    ------
    ValueError
        If ``V`` has not two axes, or one of them is empty.
    """
    if V.ndim != 2 or V.numel() == 0:
        raise ValueError(f"expected V of shape (h, k), not empty, got {tuple(V.shape)}")
    h, k = V.shape
    M = V.new_zeros(h, h + k - 1)
    p = torch.arange(h, device=V.device)[:, None]
    M[p, p + torch.arange(k, device=V.device)] = V
    return M


# --8<-- [end:local_matrix]


# --8<-- [start:sliding_matrix]
def sliding_matrix(w: torch.Tensor, d: int) -> torch.Tensor:
    """Matrix of a local layer with the same k weights everywhere: M_pj = w_j−p.

    Parameters
    ----------
    w : float tensor, shape (k,)
        The shared weights, on any device.
    d : int in [k, 100]
        Number of inputs, any from k.

    Returns
    -------
    M : float tensor, shape (d - k + 1, d)
        The layer as a matrix.

    Raises
    ------
    ValueError
        If ``w`` has not one axis or is empty, or d is smaller than k.
    """
    if w.ndim != 1 or not 1 <= len(w) <= d:
        shape = tuple(w.shape)
        raise ValueError(f"expected w of shape (k,) with k in [1, {d}], got {shape}")
    return local_matrix(w.expand(d - len(w) + 1, -1))


# --8<-- [end:sliding_matrix]


# --8<-- [start:check_layer]
def _check_layer(
    height: int, width: int, channels: int, filters: int, kernel: int
) -> int:
    """Refuse a window that does not fit; return the number of its places."""
    if min(channels, filters, kernel) < 1 or kernel > min(height, width):
        raise ValueError(
            "expected channels, filters and kernel >= 1 and a kernel that fits, got "
            f"{channels}, {filters} and {kernel} for a picture of {height} × {width}"
        )
    return (height - kernel + 1) * (width - kernel + 1)


# --8<-- [end:check_layer]


# --8<-- [start:dense_parameters]
def dense_parameters(
    height: int, width: int, channels: int, filters: int, kernel: int
) -> int:
    """Build the fully connected layer without memory, on the meta device, and count.

    Parameters
    ----------
    height : int in [1, 1000]
        Height of the picture, any from 1.
    width : int in [1, 1000]
        Width of the picture, any from 1.
    channels : int in [1, 1000]
        Numbers at each pixel, 3 for colour.
    filters : int in [1, 1000]
        Outputs at each place.
    kernel : int in [1, height]
        Side of the square window; at most the width, too.

    Returns
    -------
    number : int in [1, inf)
        Weights and biases.

    Raises
    ------
    ValueError
        If a number is below 1 or the window does not fit into the picture.
    """
    outputs = filters * _check_layer(height, width, channels, filters, kernel)
    layer = torch.nn.Linear(height * width * channels, outputs, device="meta")
    return sum(parameter.numel() for parameter in layer.parameters())


# --8<-- [end:dense_parameters]


# --8<-- [start:local_parameters]
def local_parameters(
    height: int, width: int, channels: int, filters: int, kernel: int
) -> int:
    """Make the weights of a local layer on the meta device, and count.

    PyTorch has no such layer: it is a small matrix and a bias for each place.

    Parameters
    ----------
    height : int in [1, 1000]
        Height of the picture, any from 1.
    width : int in [1, 1000]
        Width of the picture, any from 1.
    channels : int in [1, 1000]
        Numbers at each pixel, 3 for colour.
    filters : int in [1, 1000]
        Outputs at each place.
    kernel : int in [1, height]
        Side of the square window; at most the width, too.

    Returns
    -------
    number : int in [1, inf)
        Weights and biases.

    Raises
    ------
    ValueError
        If a number is below 1 or the window does not fit into the picture.
    """
    places = _check_layer(height, width, channels, filters, kernel)
    weights = torch.empty(places, filters, channels, kernel, kernel, device="meta")
    biases = torch.empty(places, filters, device="meta")
    return weights.numel() + biases.numel()


# --8<-- [end:local_parameters]


# --8<-- [start:shared_parameters]
def shared_parameters(
    height: int, width: int, channels: int, filters: int, kernel: int
) -> int:
    """Build the convolutional layer on the meta device, and count.

    Parameters
    ----------
    height : int in [1, 1000]
        Height of the picture, any from 1.
    width : int in [1, 1000]
        Width of the picture, any from 1.
    channels : int in [1, 1000]
        Numbers at each pixel, 3 for colour.
    filters : int in [1, 1000]
        Outputs at each place.
    kernel : int in [1, height]
        Side of the square window; at most the width, too.

    Returns
    -------
    number : int in [1, inf)
        Weights and biases.

    Raises
    ------
    ValueError
        If a number is below 1 or the window does not fit into the picture.
    """
    _check_layer(height, width, channels, filters, kernel)
    layer = torch.nn.Conv2d(channels, filters, kernel, device="meta")
    return sum(parameter.numel() for parameter in layer.parameters())


# --8<-- [end:shared_parameters]
