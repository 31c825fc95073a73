"""L1 and L2 distances in PyTorch: torch.cdist, gradients by autograd."""

# --8<-- [start:imports]
import torch

# --8<-- [end:imports]


# --8<-- [start:check_images]
def _check_images(A: torch.Tensor, B: torch.Tensor) -> None:
    """Refuse what PyTorch would broadcast, promote or let wrap round."""
    if A.ndim != 2 or A.shape != B.shape:
        shapes = f"{tuple(A.shape)}, {tuple(B.shape)}"
        raise ValueError(f"expected A and B of one shape (height, width), got {shapes}")
    if A.dtype != B.dtype or A.dtype not in (torch.float32, torch.float64):
        raise ValueError(
            f"expected A and B in float32 or float64, got {A.dtype}, {B.dtype}"
        )


# --8<-- [end:check_images]


# --8<-- [start:l1]
def l1(A: torch.Tensor, B: torch.Tensor) -> torch.Tensor:
    """L1 distance of two images, Σ_ij |A_ij − B_ij|.

    Parameters
    ----------
    A : float tensor, shape (height, width)
        One image, float32 or float64, on any device.
    B : float tensor, shape (height, width)
        The other image, with the dtype and device of ``A``.

    Returns
    -------
    distance : float tensor, shape ()
        At least 0.

    Raises
    ------
    ValueError
        If the shapes or the dtypes differ, or the dtype is another one.
    """
    _check_images(A, B)
    return torch.abs(A - B).sum()


# --8<-- [end:l1]


# --8<-- [start:l2]
def l2(A: torch.Tensor, B: torch.Tensor) -> torch.Tensor:
    """L2 (Euclidean) distance of two images, √(Σ_ij (A_ij − B_ij)²).

    Parameters
    ----------
    A : float tensor, shape (height, width)
        One image, float32 or float64, on any device.
    B : float tensor, shape (height, width)
        The other image, with the dtype and device of ``A``.

    Returns
    -------
    distance : float tensor, shape ()
        At least 0.

    Raises
    ------
    ValueError
        If the shapes or the dtypes differ, or the dtype is another one.
    """
    _check_images(A, B)
    return torch.linalg.vector_norm(A - B)


# --8<-- [end:l2]


# --8<-- [start:check_rows]
def _check_rows(Z: torch.Tensor, X: torch.Tensor) -> None:
    """Refuse what PyTorch would promote or answer with an error of its own."""
    if Z.ndim != 2 or X.ndim != 2 or Z.shape[1] != X.shape[1]:
        shapes = f"{tuple(Z.shape)}, {tuple(X.shape)}"
        raise ValueError(f"expected Z of shape (m, d), X of shape (n, d), got {shapes}")
    if Z.dtype != X.dtype or Z.dtype not in (torch.float32, torch.float64):
        raise ValueError(
            f"expected Z and X in float32 or float64, got {Z.dtype}, {X.dtype}"
        )


# --8<-- [end:check_rows]


# --8<-- [start:l1_distances]
def l1_distances(Z: torch.Tensor, X: torch.Tensor) -> torch.Tensor:
    """L1 distances between rows, D_ij = Σ_u |Z_iu − X_ju|.

    Parameters
    ----------
    Z : float tensor, shape (m, d)
        One test sample per row, float32 or float64, on any device.
    X : float tensor, shape (n, d)
        One training sample per row, with the dtype and device of ``Z``.

    Returns
    -------
    D : float tensor, shape (m, n)
        Distances.

    Raises
    ------
    ValueError
        If Z or X is not a matrix, their widths or dtypes differ, or the dtype
        is another one.
    """
    _check_rows(Z, X)
    return torch.cdist(Z, X, p=1)


# --8<-- [end:l1_distances]


# --8<-- [start:l2_distances]
def l2_distances(Z: torch.Tensor, X: torch.Tensor) -> torch.Tensor:
    """L2 distances between rows, D_ij = √(Σ_u (Z_iu − X_ju)²), from the differences.

    Left to itself, ``torch.cdist`` takes the matrix product for more than 25 rows.

    Parameters
    ----------
    Z : float tensor, shape (m, d)
        One test sample per row, float32 or float64, on any device.
    X : float tensor, shape (n, d)
        One training sample per row, with the dtype and device of ``Z``.

    Returns
    -------
    D : float tensor, shape (m, n)
        Distances.

    Raises
    ------
    ValueError
        If Z or X is not a matrix, their widths or dtypes differ, or the dtype
        is another one.
    """
    _check_rows(Z, X)
    return torch.cdist(Z, X, compute_mode="donot_use_mm_for_euclid_dist")


# --8<-- [end:l2_distances]


# --8<-- [start:l2_distances_by_product]
def l2_distances_by_product(Z: torch.Tensor, X: torch.Tensor) -> torch.Tensor:
    """L2 distances between rows, D_ij = √(‖z_i‖² + ‖x_j‖² − 2 z_i·x_j).

    One matrix product, in float64: much faster than ``l2_distances``. The rounding
    error of D_ij² grows with ‖z_i‖² + ‖x_j‖², so short distances between long
    vectors are lost; a negative D_ij² is set to 0.

    Parameters
    ----------
    Z : float tensor, shape (m, d)
        One test sample per row, float32 or float64, on any device.
    X : float tensor, shape (n, d)
        One training sample per row, with the dtype and device of ``Z``.

    Returns
    -------
    D : float tensor, shape (m, n)
        Distances.

    Raises
    ------
    ValueError
        If Z or X is not a matrix, their widths or dtypes differ, or the dtype
        is another one.
    """
    _check_rows(Z, X)
    D = torch.cdist(Z.double(), X.double(), compute_mode="use_mm_for_euclid_dist")
    return D.to(Z.dtype)


# --8<-- [end:l2_distances_by_product]
