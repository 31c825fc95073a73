"""Gradient flow through time: products of Jacobians, their norms, and clipping."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]


# --8<-- [start:check_square]
def _check_square(W_hh: np.ndarray) -> np.ndarray:
    """Refuse all but a finite square matrix; return it in float32 or wider."""
    if W_hh.ndim != 2 or W_hh.shape != 2 * W_hh.shape[:1] or W_hh.size == 0:
        raise ValueError(f"expected W_hh (h, h) with h >= 1, got {W_hh.shape}")
    if not np.isfinite(W_hh).all():
        raise ValueError("expected a finite W_hh, got infinite or NaN entries")
    return W_hh.astype(np.result_type(W_hh, np.float32))


# --8<-- [end:check_square]


# --8<-- [start:step_jacobian]
def step_jacobian(h_new: np.ndarray, W_hh: np.ndarray) -> np.ndarray:
    """Jacobian of one step of a recurrent network, ∂h_t/∂h_{t−1} = diag(1 − h_t²) W_hh.

    Parameters
    ----------
    h_new : float array, shape (n, h)
        State after the step, h_t; 1 − h_t² is tanh′ at its pre-activation.
    W_hh : float array, shape (h, h)
        Weights of the old state.

    Returns
    -------
    J : float array, shape (n, h, h)
        Row i, column j of each matrix: what unit j before the step does to unit i.

    Raises
    ------
    ValueError
        If the shapes disagree.

    References
    ----------
    Pascanu et al. (2013), On the difficulty of training recurrent neural networks,
    eq. 5, for a cell that applies its weights after tanh.
    """
    if h_new.ndim != 2 or W_hh.shape != 2 * h_new.shape[1:]:
        shapes = f"{h_new.shape} and {W_hh.shape}"
        raise ValueError(f"expected h_new (n, h) and W_hh (h, h), got {shapes}")
    return (1 - h_new**2)[:, :, np.newaxis] * W_hh


# --8<-- [end:step_jacobian]


# --8<-- [start:jacobian_products]
def jacobian_products(H: np.ndarray, W_hh: np.ndarray) -> np.ndarray:
    """Jacobians of the last state by every earlier one, ∂h_T/∂h_{T−k} for k = 1 … t.

    Parameters
    ----------
    H : float array, shape (n, t, h)
        States after every step, as from ``rnn``.
    W_hh : float array, shape (h, h)
        Weights of the old state.

    Returns
    -------
    J : float array, shape (n, t, h, h)
        Place k − 1 holds the product of the last k steps' Jacobians, latest on the
        left; the last place holds ∂h_T/∂h₀.

    Raises
    ------
    ValueError
        If the shapes disagree.
    """
    if H.ndim != 3 or W_hh.shape != 2 * H.shape[2:]:
        shapes = f"{H.shape} and {W_hh.shape}"
        raise ValueError(f"expected H (n, t, h) and W_hh (h, h), got {shapes}")
    wide = np.result_type(H, W_hh, np.float32)
    J = np.empty((*H.shape, H.shape[2]), wide)
    product = np.eye(H.shape[2], dtype=wide)
    with np.errstate(over="ignore", invalid="ignore"):  # too large becomes infinite
        for k in range(H.shape[1]):
            step = step_jacobian(H[:, -1 - k].astype(wide), W_hh.astype(wide))
            product = J[:, k] = product @ step
        return J.astype(np.result_type(H, W_hh))


# --8<-- [end:jacobian_products]


# --8<-- [start:jacobian_norms]
def jacobian_norms(H: np.ndarray, W_hh: np.ndarray) -> np.ndarray:
    """Spectral norm ‖∂h_T/∂h_{T−k}‖ for k = 1 … t: the most that a gradient keeps.

    Parameters
    ----------
    H : float array, shape (n, t, h)
        States after every step, as from ``rnn``.
    W_hh : float array, shape (h, h)
        Weights of the old state.

    Returns
    -------
    norms : float array, shape (n, t)
        Largest singular value of each of ``jacobian_products``.

    Raises
    ------
    ValueError
        If the shapes disagree, or a product is not finite.
    """
    wide = np.result_type(H, W_hh, np.float32)
    J = jacobian_products(H.astype(wide), W_hh.astype(wide))
    if not np.isfinite(J).all():
        raise ValueError("expected finite Jacobians, got infinite or NaN entries")
    with np.errstate(over="ignore"):  # beyond float16 is infinite
        norms = np.linalg.norm(J, ord=2, axis=(2, 3))
        return norms.astype(np.result_type(H, W_hh))


# --8<-- [end:jacobian_norms]


# --8<-- [start:norm_bounds]
def norm_bounds(W_hh: np.ndarray, t: int, slope: float = 1.0) -> np.ndarray:
    """Bound on ‖∂h_T/∂h_{T−k}‖ for k = 1 … t: (γ σ_max)ᵏ.

    Parameters
    ----------
    W_hh : float array, shape (h, h)
        Weights of the old state.
    t : int in [1, 23]
        Largest distance.
    slope : float in (0, 1], optional
        γ, no smaller than tanh′ of any unit at any step; 1 holds for all.

    Returns
    -------
    bounds : float array, shape (t,)
        Powers of γ times the largest singular value of ``W_hh``.

    Raises
    ------
    ValueError
        If ``W_hh`` is not square and finite, t < 1, or γ is not in (0, 1].

    References
    ----------
    Pascanu et al. (2013), section 2.1, eqs. 6 and 7.
    """
    wide = _check_square(W_hh)
    if t < 1 or not 0 < slope <= 1:
        raise ValueError(f"expected t >= 1 and slope in (0, 1], got {t} and {slope}")
    factor = slope * float(np.linalg.norm(wide, ord=2))
    with np.errstate(over="ignore"):  # beyond the dtype is infinite
        return (factor ** np.arange(1.0, t + 1)).astype(W_hh.dtype)


# --8<-- [end:norm_bounds]


# --8<-- [start:spectral_radius]
def spectral_radius(W_hh: np.ndarray) -> np.ndarray:
    """Largest absolute value of an eigenvalue, ρ = lim ‖W^k‖^{1/k}.

    Parameters
    ----------
    W_hh : float array, shape (h, h)
        A square matrix.

    Returns
    -------
    radius : float array, shape ()
        At most the largest singular value.

    Raises
    ------
    ValueError
        If ``W_hh`` is not square and finite.
    """
    largest = np.abs(np.linalg.eigvals(_check_square(W_hh))).max()
    return largest.astype(W_hh.dtype)


# --8<-- [end:spectral_radius]


# --8<-- [start:recurrent_matrix]
def recurrent_matrix(h: int, radius: float, rng: np.random.Generator) -> np.ndarray:
    """Random weights W_hh with a given spectral radius: normal numbers, scaled.

    Parameters
    ----------
    h : int in [1, 1000]
        Width of the state.
    radius : float in (0, inf)
        Spectral radius ρ.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    W_hh : float array, shape (h, h)
        Independent normal numbers, all multiplied by one factor.

    Raises
    ------
    ValueError
        If h < 1 or the radius is not positive and finite.
    """
    if h < 1 or not 0 < radius < np.inf:
        raise ValueError(f"expected h >= 1 and radius > 0, got {h} and {radius}")
    W_hh = rng.normal(size=(h, h))
    return W_hh * (radius / spectral_radius(W_hh))


# --8<-- [end:recurrent_matrix]


# --8<-- [start:orthogonal_matrix]
def orthogonal_matrix(h: int, rng: np.random.Generator) -> np.ndarray:
    """Random orthogonal weights, WᵀW = I: every singular value is 1.

    Parameters
    ----------
    h : int in [1, 1000]
        Width of the state.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    W_hh : float array, shape (h, h)
        All rotations and reflections are equally likely.

    Raises
    ------
    ValueError
        If h < 1.

    References
    ----------
    Saxe et al. (2014), Exact solutions to the nonlinear dynamics of learning in deep
    linear neural networks, section 3.
    """
    if h < 1:
        raise ValueError(f"expected h >= 1, got {h}")
    Q, R = np.linalg.qr(rng.normal(size=(h, h)))
    return Q * np.sign(np.diag(R))  # QR's own choice of signs would not be fair


# --8<-- [end:orthogonal_matrix]


# --8<-- [start:clip_by_value]
def clip_by_value(g: np.ndarray, max_value: float) -> np.ndarray:
    """Cut every entry of a gradient to [−max_value, max_value]; its direction changes.

    Parameters
    ----------
    g : float array, shape (...)
        Gradient.
    max_value : float in (0, inf)
        Largest size of an entry.

    Returns
    -------
    g_new : float array, shape (...)
        The gradient, entry by entry cut off.

    Raises
    ------
    ValueError
        If ``max_value`` is not positive and finite.
    """
    if not 0 < max_value < np.inf:
        raise ValueError(f"expected a finite max_value > 0, got {max_value}")
    return np.clip(g, -max_value, max_value)


# --8<-- [end:clip_by_value]
