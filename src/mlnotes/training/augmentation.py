"""Augmentation by hand: flip, crop, resize and colour jitter of a batch of pictures."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]


# --8<-- [start:check_pictures]
def _check_pictures(X: np.ndarray) -> None:
    """Refuse what is no batch of uint8 or of floats in [0, 1]; NaN is outside."""
    if X.ndim != 4 or 0 in X.shape[1:] or (X.dtype != np.uint8 and X.dtype.kind != "f"):
        raise ValueError(
            "expected uint8 or float pictures of shape (n, channels, height, width), "
            f"got {X.dtype} of shape {X.shape}"
        )
    if X.dtype != np.uint8 and not ((X >= 0) & (X <= 1)).all():
        raise ValueError("expected floats in [0, 1], got values outside or NaN")


# --8<-- [end:check_pictures]


# --8<-- [start:restore]
def _restore(values: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Clip float64 values to black and white; round them first if uint8 is wanted."""
    if dtype == np.uint8:
        return np.clip(np.rint(values), 0, 255).astype(dtype)
    return np.clip(values, 0, 1).astype(dtype)


# --8<-- [end:restore]


# --8<-- [start:flip]
def flip(X: np.ndarray) -> np.ndarray:
    """Mirror pictures, left for right: row i, column j takes column width − 1 − j.

    Parameters
    ----------
    X : image array, shape (n, channels, height, width)
        Pictures, uint8 or floats in [0, 1]; anything else is a ValueError.

    Returns
    -------
    X_new : image array, shape (n, channels, height, width)
        A new array with the dtype of ``X``.
    """
    _check_pictures(X)
    return X[..., ::-1].copy()


# --8<-- [end:flip]


# --8<-- [start:random_flip]
def random_flip(X: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Mirror each picture with probability ½, each with a draw of its own.

    Parameters
    ----------
    X : image array, shape (n, channels, height, width)
        Pictures, as in ``flip``.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    X_new : image array, shape (n, channels, height, width)
        A new array; entry i is still picture i, so the labels stay.
    """
    flipped = rng.random(len(X)) < 0.5
    return np.where(flipped[:, np.newaxis, np.newaxis, np.newaxis], flip(X), X)


# --8<-- [end:random_flip]


# --8<-- [start:crop]
def crop(
    X: np.ndarray, top: int, left: int, out_height: int, out_width: int
) -> np.ndarray:
    """Cut a window out of pictures: row i, column j takes row top + i, column left + j.

    Parameters
    ----------
    X : image array, shape (n, channels, height, width)
        Pictures, as in ``flip``.
    top : int in [0, height]
        First row of the window, which must lie inside the pictures.
    left : int in [0, width]
        First column of the window.
    out_height : int in [1, height]
        Rows of the window.
    out_width : int in [1, width]
        Columns of the window.

    Returns
    -------
    X_new : image array, shape (n, channels, out_height, out_width)
        A new array with the dtype of ``X``.
    """
    _check_pictures(X)
    bottom, right = top + out_height, left + out_width
    if not (0 <= top < bottom <= X.shape[2] and 0 <= left < right <= X.shape[3]):
        raise ValueError(
            f"expected a window inside {X.shape[2]} × {X.shape[3]} pixels, "
            f"got rows {top} to {bottom} and columns {left} to {right}"
        )
    return X[:, :, top:bottom, left:right].copy()


# --8<-- [end:crop]


# --8<-- [start:random_crop]
def random_crop(
    X: np.ndarray,
    out_height: int,
    out_width: int,
    rng: np.random.Generator,
    padding: int = 0,
) -> np.ndarray:
    """Cut a window of its own out of each picture, every place equally likely.

    Parameters
    ----------
    X : image array, shape (n, channels, height, width)
        Pictures, as in ``flip``.
    out_height : int in [1, height]
        Rows of the window, at most height + 2 · padding.
    out_width : int in [1, width]
        Columns of the window, at most width + 2 · padding.
    rng : numpy.random.Generator
        Source of randomness.
    padding : int in [0, inf), optional
        Black rows and columns that every side gets first.

    Returns
    -------
    X_new : image array, shape (n, channels, out_height, out_width)
        A new array; entry i is still picture i, so the labels stay.

    References
    ----------
    Krizhevsky et al. (2012), section 4.1; with padding He et al. (2016), section 4.2.
    """
    _check_pictures(X)
    if padding < 0:
        raise ValueError(f"expected padding >= 0, got {padding}")
    around = (padding, padding)
    padded = np.pad(X, ((0, 0), (0, 0), around, around))
    cut = [crop(padded[:0], 0, 0, out_height, out_width)]  # refuses what does not fit
    places = padded.shape[2] - out_height + 1, padded.shape[3] - out_width + 1
    for i, (top, left) in enumerate(rng.integers(0, places, (len(X), 2))):
        cut.append(crop(padded[i : i + 1], top, left, out_height, out_width))
    return np.concatenate(cut)


# --8<-- [end:random_crop]


# --8<-- [start:neighbours]
def _neighbours(size: int, out_size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the two old pixels next to each new one, and the share of the second."""
    u = (np.arange(out_size) + 0.5) * size / out_size - 0.5  # centre of the new pixel
    u = np.clip(u, 0, size - 1)
    first = np.floor(u).astype(int)
    return first, np.minimum(first + 1, size - 1), u - first


# --8<-- [end:neighbours]


# --8<-- [start:resize]
def resize(X: np.ndarray, out_height: int, out_width: int) -> np.ndarray:
    """Scale pictures by bilinear interpolation between the centres of pixels.

    Parameters
    ----------
    X : image array, shape (n, channels, height, width)
        Pictures, as in ``flip``.
    out_height : int in [1, inf)
        New number of rows. Below height / 2 pixels are skipped: average first.
    out_width : int in [1, inf)
        New number of columns.

    Returns
    -------
    X_new : image array, shape (n, channels, out_height, out_width)
        A new array with the dtype of ``X``; uint8 is rounded.
    """
    _check_pictures(X)
    if min(out_height, out_width) < 1:
        raise ValueError(f"expected sides >= 1, got {out_height} and {out_width}")
    above, below, share = _neighbours(X.shape[2], out_height)
    left, right, part = _neighbours(X.shape[3], out_width)
    share, values = share[:, np.newaxis], X.astype(np.float64)
    rows = (1 - share) * values[:, :, above] + share * values[:, :, below]
    return _restore((1 - part) * rows[..., left] + part * rows[..., right], X.dtype)


# --8<-- [end:resize]


# --8<-- [start:random_resized_crop]
def random_resized_crop(
    X: np.ndarray, out_height: int, out_width: int, rng: np.random.Generator
) -> np.ndarray:
    """Cut a random window out of each picture and scale it: 8 to 100 % of the area.

    The ratio of its sides is up to 4/3 times that of the picture, or down to 3/4.

    Parameters
    ----------
    X : image array, shape (n, channels, height, width)
        Pictures, as in ``flip``.
    out_height : int in [1, inf)
        Rows of the result.
    out_width : int in [1, inf)
        Columns of the result.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    X_new : image array, shape (n, channels, out_height, out_width)
        A new array; entry i is still picture i, so the labels stay.

    References
    ----------
    Szegedy et al. (2015), Going deeper with convolutions, section 6.
    """
    scaled = [resize(X[:0], out_height, out_width)]  # refuses what is no batch
    for i in range(len(X)):
        area, stretch = rng.uniform(0.08, 1), (4 / 3) ** rng.uniform(-1, 1)
        shares = np.clip(np.sqrt([area * stretch, area / stretch]), 0, 1)
        rows, columns = np.maximum(np.rint(shares * X.shape[2:]), 1).astype(int)
        window = random_crop(X[i : i + 1], rows, columns, rng)
        scaled.append(resize(window, out_height, out_width))
    return np.concatenate(scaled)


# --8<-- [end:random_resized_crop]


# --8<-- [start:color_jitter]
def color_jitter(
    X: np.ndarray, brightness: float, contrast: float, saturation: float
) -> np.ndarray:
    """Blend pictures with black, then their mean grey, then their grey version.

    Each time x′ = f x + (1 − f) g, clipped to [0, white]; a factor f = 1 changes
    nothing. uint8 is rounded once, at the end.

    Parameters
    ----------
    X : image array, shape (n, channels, height, width)
        Pictures, as in ``flip``: red, green and blue, or one channel of grey.
    brightness : float in [0, inf)
        Factor f for g = 0.
    contrast : float in [0, inf)
        Factor f for g = mean luminance of the picture.
    saturation : float in [0, inf)
        Factor f for g = luminance of the pixel, 0.299 R + 0.587 G + 0.114 B.

    Returns
    -------
    X_new : image array, shape (n, channels, height, width)
        A new array with the dtype of ``X``.
    """
    _check_pictures(X)
    factors = brightness, contrast, saturation
    if X.shape[1] not in (1, 3) or not all(0 <= f < np.inf for f in factors):
        raise ValueError(
            f"expected 1 or 3 channels and factors >= 0, got {X.shape[1]} and {factors}"
        )
    white = 255 if X.dtype == np.uint8 else 1
    weights = np.array([0.299, 0.587, 0.114] if X.shape[1] == 3 else [1.0])
    values = np.clip(brightness * X.astype(np.float64), 0, white)
    grey = np.einsum("c,nchw->nhw", weights, values)[:, np.newaxis]
    mean = grey.mean(axis=(2, 3), keepdims=True)
    values = np.clip(contrast * values + (1 - contrast) * mean, 0, white)
    grey = np.einsum("c,nchw->nhw", weights, values)[:, np.newaxis]
    return _restore(saturation * values + (1 - saturation) * grey, X.dtype)


# --8<-- [end:color_jitter]


# --8<-- [start:random_color_jitter]
def random_color_jitter(
    X: np.ndarray, strength: float, rng: np.random.Generator
) -> np.ndarray:
    """Jitter each picture with three factors of its own, uniform in 1 ± strength.

    Parameters
    ----------
    X : image array, shape (n, channels, height, width)
        Pictures, as in ``color_jitter``.
    strength : float in [0, 1]
        Largest distance of a factor from 1.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    X_new : image array, shape (n, channels, height, width)
        A new array; entry i is still picture i, so the labels stay.
    """
    if not 0 <= strength <= 1:
        raise ValueError(f"expected strength in [0, 1], got {strength}")
    jittered = [color_jitter(X[:0], 1, 1, 1)]  # refuses what is no batch
    for i, factors in enumerate(rng.uniform(1 - strength, 1 + strength, (len(X), 3))):
        jittered.append(color_jitter(X[i : i + 1], *factors))
    return np.concatenate(jittered)


# --8<-- [end:random_color_jitter]
