"""Activations in training, in PyTorch: the same counts on any device."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]


# --8<-- [start:saturated_fraction]
def saturated_fraction(
    H: torch.Tensor, lower: float, upper: float, margin: float = 0.01
) -> torch.Tensor:
    """Share of samples for which a unit's activation is almost at an end of its range.

    Almost: nearer than ``margin`` times the length of the range.

    Parameters
    ----------
    H : float tensor, shape (n, h)
        Activations, on any device.
    lower : float in [-2, 0]
        Lower end: 0 for the sigmoid, −1 for tanh.
    upper : float in [0, 2]
        Upper end: 1 for both.
    margin : float in (0, 0.5), optional
        With 0.01 the slope there is less than 4 % of its largest value.

    Returns
    -------
    fraction : float tensor, shape (h,)
        One number from 0 to 1 per unit; NaN if one of its activations is NaN.

    Raises
    ------
    ValueError
        If ``H`` has no sample or not two axes, the range is empty, or ``margin`` is
        not between 0 and 0.5.
    """
    if H.ndim != 2 or len(H) == 0:
        shape = tuple(H.shape)
        raise ValueError(f"expected H of shape (n, h) with n >= 1, got {shape}")
    if not (lower < upper and 0 < margin < 0.5):
        raise ValueError(
            "expected lower < upper and 0 < margin < 0.5, "
            f"got {lower}, {upper} and {margin}"
        )
    to_end = torch.minimum(H - lower, upper - H)
    saturated = to_end < margin * (upper - lower)
    return torch.where(H.isnan(), H, saturated.to(H.dtype)).mean(dim=0)


# --8<-- [end:saturated_fraction]


# --8<-- [start:active_fraction]
def active_fraction(U: torch.Tensor) -> torch.Tensor:
    """Share of samples for which a ReLU unit is active, u > 0; a dead unit has 0.

    Parameters
    ----------
    U : float tensor, shape (n, h)
        Pre-activations for all samples, not for a minibatch of them.

    Returns
    -------
    fraction : float tensor, shape (h,)
        One number from 0 to 1 per unit; NaN if one of its pre-activations is NaN.

    Raises
    ------
    ValueError
        If ``U`` has no sample or not two axes.
    """
    if U.ndim != 2 or len(U) == 0:
        shape = tuple(U.shape)
        raise ValueError(f"expected U of shape (n, h) with n >= 1, got {shape}")
    return torch.where(U.isnan(), U, (U > 0).to(U.dtype)).mean(dim=0)


# --8<-- [end:active_fraction]


# --8<-- [start:sample_gradients]
def sample_gradients(du: torch.Tensor, X: torch.Tensor) -> torch.Tensor:
    """Gradient of each sample's loss by the weights of one neuron, g_ij = du_i x_ij.

    Parameters
    ----------
    du : float tensor, shape (n,)
        ∂L_i/∂u_i for each sample, on any device.
    X : float tensor, shape (n, d)
        Inputs of the neuron.

    Returns
    -------
    G : float tensor, shape (n, d)
        ∂L_i/∂w, one row per sample; the mean of the rows is the gradient of a batch.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    if X.ndim != 2 or du.shape != X.shape[:1]:
        shapes = f"{tuple(du.shape)} and {tuple(X.shape)}"
        raise ValueError(f"expected shapes du (n,), X (n, d), got {shapes}")
    return du[:, None] * X


# --8<-- [end:sample_gradients]
