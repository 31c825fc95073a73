"""The statements of docs/neighbors/distances.md (nn-2)."""

import tracemalloc

import numpy as np
import pytest
import torch

from mlnotes.neighbors import distances as by_hand
from mlnotes.neighbors import distances_torch as with_torch

METRICS = {
    "l1_distances": "cityblock",
    "l2_distances": "euclidean",
    "l2_distances_by_product": "euclidean",
}


def test_l1_and_l2_of_two_images_are_sums_over_all_pixels():
    A = np.array([[1.0, 5.0, 2.0], [0.0, 3.0, 7.0]])
    B = np.array([[4.0, 1.0, 2.0], [0.0, 3.0, 7.0]])
    assert by_hand.l1(A, B) == 3 + 4
    assert by_hand.l2(A, B) == 5
    without_sum = np.sqrt((A - B) ** 2)
    np.testing.assert_array_equal(without_sum, np.abs(A - B))
    assert without_sum.shape == (2, 3)


def test_image_distances_equal_the_norms_of_the_difference(rng):
    A, B = rng.normal(size=(2, 7, 11))
    tensors = torch.tensor(A), torch.tensor(B)
    for name, order in (("l1", 1), ("l2", 2)):
        expected = np.linalg.norm((A - B).ravel(), order)
        np.testing.assert_allclose(getattr(by_hand, name)(A, B), expected, rtol=1e-12)
        found = getattr(with_torch, name)(*tensors)
        np.testing.assert_allclose(found.numpy(), expected, rtol=1e-12)


@pytest.mark.parametrize("name", METRICS)
@pytest.mark.parametrize(("m", "n", "d"), [(3, 7, 5), (1, 1, 1), (0, 7, 5), (3, 0, 5)])
def test_distances_between_rows_equal_scipy(rng, name, m, n, d):
    from scipy.spatial.distance import cdist  # here: machines with a GPU have no SciPy

    Z, X = rng.normal(size=(m, d)), rng.normal(size=(n, d))
    expected = cdist(Z, X, METRICS[name])
    D = getattr(by_hand, name)(Z, X)
    np.testing.assert_allclose(D, expected, rtol=1e-12)
    found = getattr(with_torch, name)(torch.tensor(Z), torch.tensor(X))
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-12)


@pytest.mark.parametrize("name", METRICS)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_torch_distances_keep_device_and_dtype(rng, device, name, dtype):
    Z, X = rng.normal(size=(31, 5)), rng.normal(size=(37, 5))
    expected = getattr(by_hand, name)(Z, X)
    tensors = (torch.tensor(a, dtype=dtype, device=device) for a in (Z, X))
    D = getattr(with_torch, name)(*tensors)
    assert D.dtype == dtype
    assert D.device.type == device.type
    rtol = 1e-5 if dtype == torch.float32 else 1e-7
    np.testing.assert_allclose(D.cpu().numpy(), expected, rtol=rtol)


def test_a_distance_between_rows_is_the_distance_of_the_flattened_images(rng):
    A, B = rng.normal(size=(2, 3, 5))
    for image, rows in (
        (by_hand.l1, by_hand.l1_distances),
        (by_hand.l2, by_hand.l2_distances),
    ):
        D = rows(A.reshape(1, 15), B.reshape(1, 15))
        np.testing.assert_allclose(D, [[image(A, B)]], rtol=1e-12)


def test_l2_is_at_most_l1_and_l1_at_most_sqrt_d_times_l2(rng):
    Z, X = rng.normal(size=(7, 11)), rng.normal(size=(13, 11))
    L1, L2 = by_hand.l1_distances(Z, X), by_hand.l2_distances(Z, X)
    assert (L2 < L1).all()
    ratio = L1 / L2
    assert (ratio <= np.sqrt(11)).all()
    steps = np.eye(11)
    np.testing.assert_array_equal(
        by_hand.l1_distances(np.zeros((1, 11)), steps),
        by_hand.l2_distances(np.zeros((1, 11)), steps),
    )


def test_rotation_keeps_l2_and_changes_l1(rng):
    Z, X = rng.normal(size=(5, 3)), rng.normal(size=(7, 3))
    Q, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    np.testing.assert_allclose(
        by_hand.l2_distances(Z @ Q, X @ Q), by_hand.l2_distances(Z, X), rtol=1e-12
    )
    change = by_hand.l1_distances(Z @ Q, X @ Q) - by_hand.l1_distances(Z, X)
    assert np.abs(change).max() > 0.1


def test_the_nearest_row_depends_on_the_distance():
    Z, X = np.zeros((1, 2)), np.array([[0.0, 3.0], [2.0, 2.0]])
    assert by_hand.l1_distances(Z, X).argmin() == 0
    assert by_hand.l2_distances(Z, X).argmin() == 1


@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_the_product_cancels_and_the_differences_do_not(module):
    Z = 1e9 + np.array([[0.0, 0.0]])
    X = 1e9 + np.array([[3.0, 4.0], [0.0, 0.0]])
    if module is with_torch:
        Z, X = torch.tensor(Z), torch.tensor(X)
    assert np.asarray(module.l2_distances(Z, X)).tolist() == [[5, 0]]
    by_product = np.asarray(module.l2_distances_by_product(Z, X))
    assert abs(by_product[0, 0] - 5) > 1
    centred = np.asarray(module.l2_distances_by_product(Z - 1e9, X - 1e9))
    np.testing.assert_allclose(centred, [[5, 0]], rtol=1e-12)


def test_negative_squares_become_zero_instead_of_nan(rng):
    X = rng.normal(loc=1000, size=(31, 37))
    lengths = (X**2).sum(axis=1)
    negative = lengths[:, None] + lengths - 2 * (X @ X.copy().T) < 0
    assert negative.any()
    D = by_hand.l2_distances_by_product(X, X)
    np.testing.assert_array_equal(D[negative], 0)
    found = with_torch.l2_distances_by_product(torch.tensor(X), torch.tensor(X))
    for distances in (D, found.numpy()):
        np.testing.assert_allclose(np.diag(distances), 0, atol=1e-3)
    np.testing.assert_array_equal(np.diag(by_hand.l2_distances(X, X)), 0)


def test_equal_training_rows_get_equal_distances_to_the_last_bit(rng):
    Z, X = rng.normal(size=(5, 64)), rng.normal(size=(7, 64))
    for module, convert in ((by_hand, np.asarray), (with_torch, torch.tensor)):
        for name in ("l1_distances", "l2_distances"):
            D = getattr(module, name)(convert(Z), convert(np.tile(X, (37, 1))))
            D = np.asarray(D).reshape(5, 37, 7)
            np.testing.assert_array_equal(D, np.repeat(D[:, :1], 37, axis=1))


def test_float32_input_is_not_worsened_by_the_product():
    Z = np.full((1, 3), 100.0, dtype=np.float32)
    X = Z + np.float32(0.01)
    np.testing.assert_allclose(
        by_hand.l2_distances_by_product(Z, X), by_hand.l2_distances(Z, X), rtol=1e-4
    )
    assert by_hand.l2_distances_by_product(Z, X).dtype == np.float32


@pytest.mark.parametrize("name", METRICS)
def test_memory_stays_far_below_m_times_n_times_d(rng, name):
    m, n, d = 101, 503, 211
    Z, X = rng.normal(size=(m, d)), rng.normal(size=(n, d))
    tracemalloc.start()
    getattr(by_hand, name)(Z, X)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * (4 * m * n + 3 * (m + n) * d) < 8 * m * n * d / 15


@pytest.mark.parametrize("module", [by_hand, with_torch])
@pytest.mark.parametrize("name", ["l1", "l2", *METRICS])
def test_bytes_and_mixed_dtypes_are_refused(module, name):
    convert = np.asarray if module is by_hand else torch.tensor
    pixels = np.array([[3, 5]], dtype=np.uint8)
    assert (pixels - pixels[:, ::-1])[0, 0] == 254
    distance = getattr(module, name)
    with pytest.raises(
        ValueError, match=r"expected .* float32 or float64, got .*uint8"
    ):
        distance(convert(pixels), convert(pixels))
    with pytest.raises(ValueError, match=r"expected .* got .*float32, .*float64"):
        distance(convert(pixels.astype(np.float32)), convert(pixels.astype(np.float64)))


@pytest.mark.parametrize("module", [by_hand, with_torch])
@pytest.mark.parametrize("name", ["l1", "l2", *METRICS])
def test_shapes_that_would_broadcast_are_refused(module, name):
    create = np.ones if module is by_hand else torch.ones
    distance = getattr(module, name)
    with pytest.raises(ValueError, match=r"expected .* got \(3, 5\), \(3, 1\)"):
        distance(create((3, 5)), create((3, 1)))
    with pytest.raises(ValueError, match=r"expected .* got \(5,\), \(5,\)"):
        distance(create(5), create(5))
