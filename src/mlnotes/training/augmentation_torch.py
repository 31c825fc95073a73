"""Augmentation in PyTorch: the same pictures as by hand, on any device."""

# --8<-- [start:imports]
import torch
import torch.nn.functional as F

# --8<-- [end:imports]


# --8<-- [start:check_pictures]
def _check_pictures(X: torch.Tensor) -> None:
    """Refuse what is no batch of uint8 or of floats in [0, 1]; NaN is outside."""
    uint8 = X.dtype == torch.uint8
    if X.ndim != 4 or 0 in X.shape[1:] or not (uint8 or X.is_floating_point()):
        raise ValueError(
            "expected uint8 or float pictures of shape (n, channels, height, width), "
            f"got {X.dtype} of shape {tuple(X.shape)}"
        )
    if not uint8 and not ((X >= 0) & (X <= 1)).all():
        raise ValueError("expected floats in [0, 1], got values outside or NaN")


# --8<-- [end:check_pictures]


# --8<-- [start:restore]
def _restore(values: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """Clip float64 values to black and white; round them first if uint8 is wanted."""
    if dtype == torch.uint8:
        return values.round().clamp(0, 255).to(dtype)
    return values.clamp(0, 1).to(dtype)


# --8<-- [end:restore]


# --8<-- [start:flip]
def flip(X: torch.Tensor) -> torch.Tensor:
    """Mirror pictures, left for right: row i, column j takes column width − 1 − j.

    Parameters
    ----------
    X : image tensor, shape (n, channels, height, width)
        Pictures, uint8 or floats in [0, 1]; anything else is a ValueError.

    Returns
    -------
    X_new : image tensor, shape (n, channels, height, width)
        A new tensor with the dtype of ``X``.
    """
    _check_pictures(X)
    return X.flip(-1)


# --8<-- [end:flip]


# --8<-- [start:random_flip]
def random_flip(X: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Mirror each picture with probability ½, each with a draw of its own.

    Parameters
    ----------
    X : image tensor, shape (n, channels, height, width)
        Pictures, as in ``flip``.
    generator : torch.Generator
        Source of randomness; not the draws of NumPy.

    Returns
    -------
    X_new : image tensor, shape (n, channels, height, width)
        A new tensor; entry i is still picture i, so the labels stay.
    """
    device = generator.device
    flipped = torch.rand(len(X), generator=generator, device=device).to(X.device) < 0.5
    return torch.where(flipped[:, None, None, None], flip(X), X)


# --8<-- [end:random_flip]


# --8<-- [start:crop]
def crop(
    X: torch.Tensor, top: int, left: int, out_height: int, out_width: int
) -> torch.Tensor:
    """Cut a window out of pictures: row i, column j takes row top + i, column left + j.

    Parameters
    ----------
    X : image tensor, shape (n, channels, height, width)
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
    X_new : image tensor, shape (n, channels, out_height, out_width)
        A new tensor with the dtype of ``X``.
    """
    _check_pictures(X)
    bottom, right = top + out_height, left + out_width
    if not (0 <= top < bottom <= X.shape[2] and 0 <= left < right <= X.shape[3]):
        raise ValueError(
            f"expected a window inside {X.shape[2]} × {X.shape[3]} pixels, "
            f"got rows {top} to {bottom} and columns {left} to {right}"
        )
    return X[:, :, top:bottom, left:right].clone()


# --8<-- [end:crop]


# --8<-- [start:uniform]
def _uniform(low: float, high: float, generator: torch.Generator) -> float:
    """Draw one number, uniform between low and high."""
    drawn = torch.rand((), generator=generator, device=generator.device).item()
    return low + (high - low) * drawn


# --8<-- [end:uniform]


# --8<-- [start:random_crop]
def random_crop(
    X: torch.Tensor,
    out_height: int,
    out_width: int,
    generator: torch.Generator,
    padding: int = 0,
) -> torch.Tensor:
    """Cut a window of its own out of each picture, every place equally likely.

    Parameters
    ----------
    X : image tensor, shape (n, channels, height, width)
        Pictures, as in ``flip``.
    out_height : int in [1, height]
        Rows of the window, at most height + 2 · padding.
    out_width : int in [1, width]
        Columns of the window, at most width + 2 · padding.
    generator : torch.Generator
        Source of randomness; not the draws of NumPy.
    padding : int in [0, inf), optional
        Black rows and columns that every side gets first.

    Returns
    -------
    X_new : image tensor, shape (n, channels, out_height, out_width)
        A new tensor; entry i is still picture i, so the labels stay.

    References
    ----------
    Krizhevsky et al. (2012), section 4.1; with padding He et al. (2016), section 4.2.
    """
    _check_pictures(X)
    if padding < 0:
        raise ValueError(f"expected padding >= 0, got {padding}")
    padded = F.pad(X, (padding, padding, padding, padding))
    cut = [crop(padded[:0], 0, 0, out_height, out_width)]  # refuses what does not fit
    places = padded.shape[2] - out_height + 1, padded.shape[3] - out_width + 1
    for i in range(len(X)):
        top, left = (int(_uniform(0, end, generator)) for end in places)
        cut.append(crop(padded[i : i + 1], top, left, out_height, out_width))
    return torch.cat(cut)


# --8<-- [end:random_crop]


# --8<-- [start:resize]
def resize(X: torch.Tensor, out_height: int, out_width: int) -> torch.Tensor:
    """Scale pictures by bilinear interpolation between the centres of pixels.

    Parameters
    ----------
    X : image tensor, shape (n, channels, height, width)
        Pictures, as in ``flip``.
    out_height : int in [1, inf)
        New number of rows. Below height / 2 pixels are skipped: average first.
    out_width : int in [1, inf)
        New number of columns.

    Returns
    -------
    X_new : image tensor, shape (n, channels, out_height, out_width)
        A new tensor with the dtype of ``X``; uint8 is rounded.
    """
    _check_pictures(X)
    if min(out_height, out_width) < 1:
        raise ValueError(f"expected sides >= 1, got {out_height} and {out_width}")
    size = out_height, out_width
    scaled = F.interpolate(X.double(), size, mode="bilinear", align_corners=False)
    return _restore(scaled, X.dtype)


# --8<-- [end:resize]


# --8<-- [start:random_resized_crop]
def random_resized_crop(
    X: torch.Tensor, out_height: int, out_width: int, generator: torch.Generator
) -> torch.Tensor:
    """Cut a random window out of each picture and scale it: 8 to 100 % of the area.

    The ratio of its sides is up to 4/3 times that of the picture, or down to 3/4.

    Parameters
    ----------
    X : image tensor, shape (n, channels, height, width)
        Pictures, as in ``flip``.
    out_height : int in [1, inf)
        Rows of the result.
    out_width : int in [1, inf)
        Columns of the result.
    generator : torch.Generator
        Source of randomness; not the draws of NumPy.

    Returns
    -------
    X_new : image tensor, shape (n, channels, out_height, out_width)
        A new tensor; entry i is still picture i, so the labels stay.

    References
    ----------
    Szegedy et al. (2015), Going deeper with convolutions, section 6.
    """
    scaled = [resize(X[:0], out_height, out_width)]  # refuses what is no batch
    for i in range(len(X)):
        area = _uniform(0.08, 1, generator)
        stretch = (4 / 3) ** _uniform(-1, 1, generator)
        rows = max(round(min((area * stretch) ** 0.5, 1) * X.shape[2]), 1)
        columns = max(round(min((area / stretch) ** 0.5, 1) * X.shape[3]), 1)
        window = random_crop(X[i : i + 1], rows, columns, generator)
        scaled.append(resize(window, out_height, out_width))
    return torch.cat(scaled)


# --8<-- [end:random_resized_crop]


# --8<-- [start:color_jitter]
def color_jitter(
    X: torch.Tensor, brightness: float, contrast: float, saturation: float
) -> torch.Tensor:
    """Blend pictures with black, then their mean grey, then their grey version.

    Each time x′ = f x + (1 − f) g, clipped to [0, white]; a factor f = 1 changes
    nothing. uint8 is rounded once, at the end.

    Parameters
    ----------
    X : image tensor, shape (n, channels, height, width)
        Pictures, as in ``flip``: red, green and blue, or one channel of grey.
    brightness : float in [0, inf)
        Factor f for g = 0.
    contrast : float in [0, inf)
        Factor f for g = mean luminance of the picture.
    saturation : float in [0, inf)
        Factor f for g = luminance of the pixel, 0.299 R + 0.587 G + 0.114 B.

    Returns
    -------
    X_new : image tensor, shape (n, channels, height, width)
        A new tensor with the dtype of ``X``.
    """
    _check_pictures(X)
    factors = brightness, contrast, saturation
    if X.shape[1] not in (1, 3) or not all(0 <= f < float("inf") for f in factors):
        raise ValueError(
            f"expected 1 or 3 channels and factors >= 0, got {X.shape[1]} and {factors}"
        )
    white = 255 if X.dtype == torch.uint8 else 1
    values = (brightness * X.double()).clamp(0, white)
    weights = values.new_tensor([0.299, 0.587, 0.114] if X.shape[1] == 3 else [1.0])
    grey = torch.einsum("c,nchw->nhw", weights, values)[:, None]
    mean = grey.mean(dim=(2, 3), keepdim=True)
    values = (contrast * values + (1 - contrast) * mean).clamp(0, white)
    grey = torch.einsum("c,nchw->nhw", weights, values)[:, None]
    return _restore(saturation * values + (1 - saturation) * grey, X.dtype)


# --8<-- [end:color_jitter]


# --8<-- [start:random_color_jitter]
def random_color_jitter(
    X: torch.Tensor, strength: float, generator: torch.Generator
) -> torch.Tensor:
    """Jitter each picture with three factors of its own, uniform in 1 ± strength.

    Parameters
    ----------
    X : image tensor, shape (n, channels, height, width)
        Pictures, as in ``color_jitter``.
    strength : float in [0, 1]
        Largest distance of a factor from 1.
    generator : torch.Generator
        Source of randomness; not the draws of NumPy.

    Returns
    -------
    X_new : image tensor, shape (n, channels, height, width)
        A new tensor; entry i is still picture i, so the labels stay.
    """
    if not 0 <= strength <= 1:
        raise ValueError(f"expected strength in [0, 1], got {strength}")
    jittered = [color_jitter(X[:0], 1, 1, 1)]  # refuses what is no batch
    for i in range(len(X)):
        factors = [_uniform(1 - strength, 1 + strength, generator) for _ in range(3)]
        jittered.append(color_jitter(X[i : i + 1], *factors))
    return torch.cat(jittered)


# --8<-- [end:random_color_jitter]
