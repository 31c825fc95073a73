"""L1 and L2 distances: between two images, and between all rows of two matrices."""

# --8<-- [start:imports]
import numpy as np

# --8<-- [end:imports]


# --8<-- [start:check_images]
def _check_images(A: np.ndarray, B: np.ndarray) -> None:
    """Refuse what NumPy would broadcast, promote or let wrap round."""
    if A.ndim != 2 or A.shape != B.shape:
        raise ValueError(
            f"expected A and B of one shape (height, width), got {A.shape}, {B.shape}"
        )
    if A.dtype != B.dtype or A.dtype not in (np.float32, np.float64):
        raise ValueError(
            f"expected A and B in float32 or float64, got {A.dtype}, {B.dtype}"
        )


# --8<-- [end:check_images]


# --8<-- [start:l1]
def l1(A: np.ndarray, B: np.ndarray) -> np.floating:
    """L1 distance of two images, Σ_ij |A_ij − B_ij|.

    Parameters
    ----------
    A : float array, shape (height, width)
        One image, float32 or float64.
    B : float array, shape (height, width)
        The other image, with the dtype of ``A``.

    Returns
    -------
    distance : float array, shape ()
        At least 0, with the dtype of ``A``.

    Raises
    ------
    ValueError
        If the shapes or the dtypes differ, or the dtype is another one.
    """
    _check_images(A, B)
    return np.abs(A - B).sum()


# --8<-- [end:l1]


# --8<-- [start:l2]
def l2(A: np.ndarray, B: np.ndarray) -> np.floating:
    """L2 (Euclidean) distance of two images, √(Σ_ij (A_ij − B_ij)²).

    Parameters
    ----------
    A : float array, shape (height, width)
        One image, float32 or float64.
    B : float array, shape (height, width)
        The other image, with the dtype of ``A``.

    Returns
    -------
    distance : float array, shape ()
        At least 0, with the dtype of ``A``.

    Raises
    ------
    ValueError
        If the shapes or the dtypes differ, or the dtype is another one.
    """
    _check_images(A, B)
    return np.sqrt(((A - B) ** 2).sum())


# --8<-- [end:l2]


# --8<-- [start:check_rows]
def _check_rows(Z: np.ndarray, X: np.ndarray) -> None:
    """Refuse what NumPy would broadcast, promote or let wrap round."""
    if Z.ndim != 2 or X.ndim != 2 or Z.shape[1] != X.shape[1]:
        raise ValueError(
            f"expected Z of shape (m, d), X of shape (n, d), got {Z.shape}, {X.shape}"
        )
    if Z.dtype != X.dtype or Z.dtype not in (np.float32, np.float64):
        raise ValueError(
            f"expected Z and X in float32 or float64, got {Z.dtype}, {X.dtype}"
        )


# --8<-- [end:check_rows]


# --8<-- [start:l1_distances]
def l1_distances(Z: np.ndarray, X: np.ndarray) -> np.ndarray:
    """L1 distances between rows, D_ij = Σ_u |Z_iu − X_ju|.

    One row of Z at a time: besides D, only (n, d) numbers are in memory.

    Parameters
    ----------
    Z : float array, shape (m, d)
        One test sample per row, float32 or float64.
    X : float array, shape (n, d)
        One training sample per row, with the dtype of ``Z``.

    Returns
    -------
    D : float array, shape (m, n)
        Distances with the dtype of ``Z``.

    Raises
    ------
    ValueError
        If Z or X is not a matrix, their widths or dtypes differ, or the dtype
        is another one.
    """
    _check_rows(Z, X)
    D = np.empty((len(Z), len(X)), dtype=Z.dtype)
    for i, z in enumerate(Z):
        D[i] = np.abs(X - z).sum(axis=1)
    return D


# --8<-- [end:l1_distances]


# --8<-- [start:l2_distances]
def l2_distances(Z: np.ndarray, X: np.ndarray) -> np.ndarray:
    """L2 distances between rows, D_ij = √(Σ_u (Z_iu − X_ju)²), from the differences.

    One row of Z at a time: besides D, only (n, d) numbers are in memory. Equal rows
    of X get equal distances, to the last bit.

    Parameters
    ----------
    Z : float array, shape (m, d)
        One test sample per row, float32 or float64.
    X : float array, shape (n, d)
        One training sample per row, with the dtype of ``Z``.

    Returns
    -------
    D : float array, shape (m, n)
        Distances with the dtype of ``Z``.

    Raises
    ------
    ValueError
        If Z or X is not a matrix, their widths or dtypes differ, or the dtype
        is another one.
    """
    _check_rows(Z, X)
    D = np.empty((len(Z), len(X)), dtype=Z.dtype)
    for i, z in enumerate(Z):
        D[i] = np.sqrt(((X - z) ** 2).sum(axis=1))
    return D


# --8<-- [end:l2_distances]


# --8<-- [start:l2_distances_by_product]
def l2_distances_by_product(Z: np.ndarray, X: np.ndarray) -> np.ndarray:
    """L2 distances between rows, D_ij = √(‖z_i‖² + ‖x_j‖² − 2 z_i·x_j).

    One matrix product, in float64: much faster than ``l2_distances``. The rounding
    error of D_ij² grows with ‖z_i‖² + ‖x_j‖², so short distances between long
    vectors are lost; a negative D_ij² is set to 0.

    Parameters
    ----------
    Z : float array, shape (m, d)
        One test sample per row, float32 or float64.
    X : float array, shape (n, d)
        One training sample per row, with the dtype of ``Z``.

    Returns
    -------
    D : float array, shape (m, n)
        Distances with the dtype of ``Z``.

    Raises
    ------
    ValueError
        If Z or X is not a matrix, their widths or dtypes differ, or the dtype
        is another one.
    """
    _check_rows(Z, X)
    z, x = Z.astype(np.float64), X.astype(np.float64)
    squares = (z**2).sum(axis=1)[:, None] + (x**2).sum(axis=1) - 2 * (z @ x.T)
    return np.sqrt(np.maximum(squares, 0)).astype(Z.dtype)


# --8<-- [end:l2_distances_by_product]
