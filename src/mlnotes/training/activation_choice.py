"""Activations in training: saturated units, dead units, gradients of one neuron."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]


# --8<-- [start:saturated_fraction]
def saturated_fraction(
    H: np.ndarray, lower: float, upper: float, margin: float = 0.01
) -> np.ndarray:
    """Share of samples for which a unit's activation is almost at an end of its range.

    Almost: nearer than ``margin`` times the length of the range.

    Parameters
    ----------
    H : float array, shape (n, h)
        Activations.
    lower : float in [-2, 0]
        Lower end: 0 for the sigmoid, −1 for tanh.
    upper : float in [0, 2]
        Upper end: 1 for both.
    margin : float in (0, 0.5), optional
        With 0.01 the slope there is less than 4 % of its largest value.

    Returns
    -------
    fraction : float array, shape (h,)
        One number from 0 to 1 per unit; NaN if one of its activations is NaN.

    Raises
    ------
    ValueError
        If ``H`` has no sample or not two axes, the range is empty, or ``margin`` is
        not between 0 and 0.5.

    References
    ----------
    Glorot and Bengio (2010), Understanding the difficulty of training deep
    feedforward neural networks, section 3: saturation by layer.
    """
    if H.ndim != 2 or len(H) == 0:
        raise ValueError(f"expected H of shape (n, h) with n >= 1, got {H.shape}")
    if not (lower < upper and 0 < margin < 0.5):
        raise ValueError(
            "expected lower < upper and 0 < margin < 0.5, "
            f"got {lower}, {upper} and {margin}"
        )
    to_end = np.minimum(H - lower, upper - H)
    saturated = to_end < margin * (upper - lower)
    return np.where(np.isnan(H), H, saturated).mean(axis=0)


# --8<-- [end:saturated_fraction]


# --8<-- [start:active_fraction]
def active_fraction(U: np.ndarray) -> np.ndarray:
    """Share of samples for which a ReLU unit is active, u > 0; a dead unit has 0.

    Parameters
    ----------
    U : float array, shape (n, h)
        Pre-activations for all samples, not for a minibatch of them.

    Returns
    -------
    fraction : float array, shape (h,)
        One number from 0 to 1 per unit; NaN if one of its pre-activations is NaN.

    Raises
    ------
    ValueError
        If ``U`` has no sample or not two axes.

    References
    ----------
    Glorot, Bordes and Bengio (2011), Deep sparse rectifier neural networks,
    section 3.1.
    """
    if U.ndim != 2 or len(U) == 0:
        raise ValueError(f"expected U of shape (n, h) with n >= 1, got {U.shape}")
    return np.where(np.isnan(U), U, U > 0).mean(axis=0)


# --8<-- [end:active_fraction]


# --8<-- [start:sample_gradients]
def sample_gradients(du: np.ndarray, X: np.ndarray) -> np.ndarray:
    """Gradient of each sample's loss by the weights of one neuron, g_ij = du_i x_ij.

    The neuron computes u = wᵀx + b. If all x_ij are positive, all entries of row i
    have the sign of du_i.

    Parameters
    ----------
    du : float array, shape (n,)
        ∂L_i/∂u_i for each sample.
    X : float array, shape (n, d)
        Inputs of the neuron.

    Returns
    -------
    G : float array, shape (n, d)
        ∂L_i/∂w, one row per sample; the mean of the rows is the gradient of a batch.

    Raises
    ------
    ValueError
        If the shapes disagree.

    References
    ----------
    LeCun et al. (1998), Efficient BackProp, section 4.3.
    """
    if X.ndim != 2 or du.shape != X.shape[:1]:
        raise ValueError(
            f"expected shapes du (n,), X (n, d), got {du.shape} and {X.shape}"
        )
    return du[:, np.newaxis] * X


# --8<-- [end:sample_gradients]
