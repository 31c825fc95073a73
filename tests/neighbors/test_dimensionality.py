"""The statements of docs/neighbors/dimensionality.md (nn-4)."""

import math

import numpy as np
import pytest
import torch

from mlnotes.neighbors import dimensionality as by_hand
from mlnotes.neighbors import dimensionality_torch as with_torch


def test_the_number_of_cells_grows_exponentially_with_the_dimension():
    numbers = [by_hand.cells(10, d) for d in range(1, 8)]
    assert numbers == [10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000]
    corners = np.stack(np.meshgrid(*[[0, 1, 2]] * 5), axis=-1).reshape(-1, 5)
    assert by_hand.cells(3, 5) == len(np.unique(corners, axis=0)) == 243
    assert by_hand.cells(10, 784) == 10**784


@pytest.mark.parametrize(("d", "share"), [(1, 1), (2, 1), (3, 1), (7, 0.06)])
def test_few_samples_leave_most_cells_empty_in_high_dimension(rng, d, share):
    n, per_axis = 1000, 4
    samples = np.floor(rng.random((n, d)) * per_axis).astype(int)
    filled = len(np.unique(samples, axis=0)) / by_hand.cells(per_axis, d)
    assert filled == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize("d", [1, 2, 3, 7, 11])
def test_a_cube_of_the_computed_edge_holds_the_fraction_of_the_samples(rng, d):
    edge = by_hand.edge_length(0.1, d)
    assert edge**d == pytest.approx(0.1, rel=1e-12)
    inside = (rng.random((20_000, d)) < edge).all(axis=1).mean()
    assert inside == pytest.approx(0.1, abs=0.01)


def test_edges_approach_one_with_the_dimension():
    edges = [by_hand.edge_length(0.01, d) for d in (1, 2, 10, 100)]
    np.testing.assert_allclose(edges, [0.01, 0.1, 0.630957, 0.954993], rtol=1e-5)


def test_ball_volumes_equal_the_known_ones_and_the_recursion():
    known = {1: 2, 2: math.pi, 3: 4 / 3 * math.pi, 4: math.pi**2 / 2}
    for d, volume in known.items():
        assert by_hand.ball_volume(1, d) == pytest.approx(volume, rel=1e-12)
        assert by_hand.ball_volume(0.5, d) == pytest.approx(volume / 2**d, rel=1e-12)
    for d in range(5, 300):
        recursion = by_hand.ball_volume(1, d - 2) * 2 * math.pi / d
        assert by_hand.ball_volume(1, d) == pytest.approx(recursion, rel=1e-10)


@pytest.mark.parametrize("d", [2, 3, 5, 7])
def test_the_ball_inside_the_cube_holds_ever_fewer_uniform_samples(rng, d):
    samples = rng.random((40_000, d)) - 0.5
    inside = (np.linalg.norm(samples, axis=1) < 0.5).mean()
    assert inside == pytest.approx(by_hand.ball_volume(0.5, d), abs=0.01)
    assert by_hand.ball_volume(0.5, d) < 0.8 * by_hand.ball_volume(0.5, d - 1)


@pytest.mark.parametrize(("n", "d"), [(1, 2), (7, 3), (101, 11)])
def test_the_median_nearest_distance_is_the_median_of_simulated_ones(rng, n, d):
    radii = rng.random((20_000, n)) ** (1 / d)  # of uniform samples in the unit ball
    median = by_hand.median_nearest_distance(n, d)
    assert np.median(radii.min(axis=1)) == pytest.approx(median, rel=0.02)
    assert (radii.min(axis=1) < median).mean() == pytest.approx(0.5, abs=0.02)


def test_500_samples_in_10_dimensions_lie_nearer_to_the_edge_than_to_the_centre():
    assert by_hand.median_nearest_distance(500, 10) == pytest.approx(0.52, abs=0.005)


def test_relative_contrast_equals_scipy_distances(rng):
    from scipy.spatial.distance import cdist  # here: machines with a GPU have no SciPy

    Z, X = rng.normal(size=(3, 5)), rng.normal(size=(7, 5))
    D = cdist(Z, X)
    expected = D.max(axis=1) / D.min(axis=1) - 1
    np.testing.assert_allclose(by_hand.relative_contrast(Z, X), expected, rtol=1e-10)


def test_torch_relative_contrast_equals_numpy_on_any_device(rng, device):
    Z, X = rng.normal(size=(3, 5)), rng.normal(size=(7, 5))
    tensors = (torch.tensor(a, device=device) for a in (Z, X))
    found = with_torch.relative_contrast(*tensors)
    assert found.device.type == device.type
    expected = by_hand.relative_contrast(Z, X)
    np.testing.assert_allclose(found.cpu().numpy(), expected, rtol=1e-7)


def test_distances_concentrate_as_the_dimension_grows(rng):
    contrasts = [
        by_hand.relative_contrast(rng.random((11, d)), rng.random((1000, d))).mean()
        for d in (2, 10, 100, 1000)
    ]
    assert contrasts[0] > 20
    assert contrasts[1] > 2
    assert contrasts[2] < 1
    assert contrasts[3] < 0.3
    assert sorted(contrasts, reverse=True) == contrasts


@pytest.mark.parametrize("d", [1, 5, 101])
def test_squared_distances_of_uniform_points_have_mean_d_6_and_variance_7d_180(rng, d):
    squares = ((rng.random((20_000, d)) - rng.random((20_000, d))) ** 2).sum(axis=1)
    assert squares.mean() == pytest.approx(d / 6, rel=0.02)
    assert squares.var() == pytest.approx(7 * d / 180, rel=0.05)


def test_data_near_a_plane_does_not_concentrate_in_a_high_dimension(rng):
    basis, _ = np.linalg.qr(rng.normal(size=(1000, 2)))
    Z, X = rng.random((11, 2)), rng.random((500, 2))
    np.testing.assert_allclose(
        by_hand.relative_contrast(Z @ basis.T, X @ basis.T),
        by_hand.relative_contrast(Z, X),
        rtol=1e-6,
    )


@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_a_contrast_that_is_not_defined_is_refused(module):
    create = np.ones if module is by_hand else torch.ones
    X = create((3, 5))
    with pytest.raises(ValueError, match="expected queries that are not in X, got"):
        module.relative_contrast(X, X)
    with pytest.raises(ValueError, match="expected X with at least one row, got none"):
        module.relative_contrast(X, X[:0])


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        *((by_hand.edge_length, a) for a in ((0, 2), (1.5, 2), (0.5, 0), (np.nan, 2))),
        *((by_hand.cells, a) for a in ((0, 2), (2, 0))),
        *((by_hand.ball_volume, a) for a in ((0, 2), (1.5, 2), (0.5, 0), (np.nan, 2))),
        *((by_hand.median_nearest_distance, a) for a in ((0, 2), (2, 0))),
    ],
)
def test_numbers_out_of_range_are_refused(function, arguments):
    with pytest.raises(ValueError, match=r"expected .*, got") as refusal:
        function(*arguments)
    assert str(arguments[0]) in str(refusal.value)
