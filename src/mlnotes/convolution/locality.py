"""From a fully connected layer to a convolution: keep a window, share its weights."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]


# --8<-- [start:local_matrix]
def local_matrix(V: np.ndarray) -> np.ndarray:
    """Matrix of a local layer: output p sees the inputs p … p + k − 1 only.

    M_pj = V_p,j−p inside the window, 0 outside: a band of width k.

    Parameters
    ----------
    V : float array, shape (h, k)
        Weights, k for each of the h outputs.

    Returns
    -------
    M : float array, shape (h, h + k - 1)
        The layer as a matrix, with the dtype of ``V``.

    Raises
    ------
    ValueError
        If ``V`` has not two axes, or one of them is empty.

    References
    ----------
    LeCun et al. (1989), Backpropagation applied to handwritten zip code recognition.
    """
    if V.ndim != 2 or V.size == 0:
        raise ValueError(f"expected V of shape (h, k), not empty, got {V.shape}")
    h, k = V.shape
    M = np.zeros((h, h + k - 1), dtype=V.dtype)
    p = np.arange(h)[:, np.newaxis]
    M[p, p + np.arange(k)] = V
    return M


# --8<-- [end:local_matrix]


# --8<-- [start:local_matrix_backward]
def local_matrix_backward(dM: np.ndarray) -> np.ndarray:
    """Gradient of the local layer's weights: ∂L/∂V_pi = ∂L/∂M_p,p+i, the band alone.

    Parameters
    ----------
    dM : float array, shape (h, h + k - 1)
        Upstream gradient, ∂L/∂M.

    Returns
    -------
    dV : float array, shape (h, k)
        ∂L/∂V.

    Raises
    ------
    ValueError
        If ``dM`` has not two axes, no row, or fewer columns than rows.
    """
    if dM.ndim != 2 or not 1 <= len(dM) <= dM.shape[1]:
        raise ValueError(
            f"expected dM of shape (h, h + k − 1) with h, k >= 1, got {dM.shape}"
        )
    h, k = len(dM), dM.shape[1] - len(dM) + 1
    p = np.arange(h)[:, np.newaxis]
    return dM[p, p + np.arange(k)]


# --8<-- [end:local_matrix_backward]


# --8<-- [start:sliding_matrix]
def sliding_matrix(w: np.ndarray, d: int) -> np.ndarray:
    """Matrix of a local layer with the same k weights everywhere: M_pj = w_j−p.

    M x is the sliding dot product of w and x. All diagonals are constant.

    Parameters
    ----------
    w : float array, shape (k,)
        The shared weights.
    d : int in [k, 100]
        Number of inputs, any from k.

    Returns
    -------
    M : float array, shape (d - k + 1, d)
        The layer as a matrix, with the dtype of ``w``.

    Raises
    ------
    ValueError
        If ``w`` has not one axis or is empty, or d is smaller than k.

    References
    ----------
    Goodfellow, Bengio and Courville (2016), Deep Learning, section 9.1.
    """
    if w.ndim != 1 or not 1 <= len(w) <= d:
        raise ValueError(f"expected w of shape (k,) with k in [1, {d}], got {w.shape}")
    return local_matrix(np.tile(w, (d - len(w) + 1, 1)))


# --8<-- [end:sliding_matrix]


# --8<-- [start:sliding_matrix_backward]
def sliding_matrix_backward(dM: np.ndarray, d: int) -> np.ndarray:
    """Gradient of a shared weight: the sum over its places, ∂L/∂w_i = Σ_p ∂L/∂M_p,p+i.

    Parameters
    ----------
    dM : float array, shape (d - k + 1, d)
        Upstream gradient, ∂L/∂M.
    d : int in [k, 100]
        Number of inputs, any from k.

    Returns
    -------
    dw : float array, shape (k,)
        ∂L/∂w.

    Raises
    ------
    ValueError
        If ``dM`` has not d columns and from 1 to d rows.
    """
    if dM.ndim != 2 or dM.shape[1] != d:
        raise ValueError(f"expected dM of shape (d − k + 1, {d}), got {dM.shape}")
    return local_matrix_backward(dM).sum(axis=0)


# --8<-- [end:sliding_matrix_backward]


# --8<-- [start:check_layer]
def _check_layer(
    height: int, width: int, channels: int, filters: int, kernel: int
) -> tuple[int, int]:
    """Refuse a window that does not fit; return the number of places and its size."""
    if min(channels, filters, kernel) < 1 or kernel > min(height, width):
        raise ValueError(
            "expected channels, filters and kernel >= 1 and a kernel that fits, got "
            f"{channels}, {filters} and {kernel} for a picture of {height} × {width}"
        )
    return (height - kernel + 1) * (width - kernel + 1), kernel**2 * channels


# --8<-- [end:check_layer]


# --8<-- [start:dense_parameters]
def dense_parameters(
    height: int, width: int, channels: int, filters: int, kernel: int
) -> int:
    """Parameters of a fully connected layer with the outputs of a sliding window.

    Every output has a weight for every input, and a bias.

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
        Weights and biases, exact.

    Raises
    ------
    ValueError
        If a number is below 1 or the window does not fit into the picture.
    """
    places, _ = _check_layer(height, width, channels, filters, kernel)
    return places * filters * (height * width * channels + 1)


# --8<-- [end:dense_parameters]


# --8<-- [start:local_parameters]
def local_parameters(
    height: int, width: int, channels: int, filters: int, kernel: int
) -> int:
    """Parameters of a local layer: every output has its own window and its own bias.

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
        Weights and biases, exact.

    Raises
    ------
    ValueError
        If a number is below 1 or the window does not fit into the picture.
    """
    places, window = _check_layer(height, width, channels, filters, kernel)
    return places * filters * (window + 1)


# --8<-- [end:local_parameters]


# --8<-- [start:shared_parameters]
def shared_parameters(
    height: int, width: int, channels: int, filters: int, kernel: int
) -> int:
    """Parameters of a convolutional layer: a window and a bias per filter, shared.

    The size of the picture does not matter, as long as the window fits.

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
        Weights and biases, exact.

    Raises
    ------
    ValueError
        If a number is below 1 or the window does not fit into the picture.
    """
    _, window = _check_layer(height, width, channels, filters, kernel)
    return filters * (window + 1)


# --8<-- [end:shared_parameters]
