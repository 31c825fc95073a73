"""Measured statements of docs/convolution/equivariance.md (correction of cnn-1).

Real digits and filters of small integers: sums are exact, equal means equal.
"""

import numpy as np
import pytest

from mlnotes.convolution.convolutional_layer import conv2d
from mlnotes.convolution.equivariance import relative_difference, translate
from mlnotes.convolution.pooling import global_avg_pool2d, max_pool2d
from mlnotes.networks.activations import relu


def digits_on_a_canvas(count, side, row, column):
    """Real digits of 8 by 8 pixels on a larger black picture, and their labels."""
    from sklearn.datasets import load_digits  # not on machines with a GPU

    digits = load_digits()
    X = np.zeros((count, 1, side, side))
    X[:, 0, row : row + 8, column : column + 8] = digits.images[:count]
    return X, digits.target[:count]


def edge_maps(X, filters=8, padding=1):
    """Feature maps of integer filters and ReLU, without bias."""
    W = np.random.default_rng(1).integers(-4, 5, (filters, X.shape[1], 3, 3))
    return relu(conv2d(X, W * 1.0, np.zeros(filters), padding=padding))


def test_a_convolution_is_equivariant_and_far_from_invariant():
    X, _ = digits_on_a_canvas(50, 24, 8, 4)
    A, moved = edge_maps(X), edge_maps(translate(X, 0, 2))
    np.testing.assert_array_equal(moved, translate(A, 0, 2))
    assert relative_difference(moved, A) > 1


@pytest.mark.parametrize("right", [1, 2, 3])
def test_the_larger_the_pooling_window_the_less_a_move_changes(right):
    X, _ = digits_on_a_canvas(50, 24, 8, 4)
    A, moved = edge_maps(X), edge_maps(translate(X, 0, right))
    changes, shares = [], []
    for size in (1, 2, 4, 8):
        pooled, of_moved = max_pool2d(A, size, size), max_pool2d(moved, size, size)
        changes.append(float(relative_difference(of_moved, pooled)))
        seen = (pooled != 0) | (of_moved != 0)
        shares.append((pooled != of_moved)[seen].mean())
    assert changes == sorted(changes, reverse=True)
    assert shares == sorted(shares, reverse=True)
    assert changes[3] < changes[0] / 2
    np.testing.assert_array_equal(global_avg_pool2d(moved), global_avg_pool2d(A))


def test_invariance_to_one_pixel_grows_with_depth_if_the_layers_pool():
    X, _ = digits_on_a_canvas(50, 32, 12, 12)

    def changes(pool):
        H, moved, seen = X, translate(X, 0, 1), []
        for _ in range(4):
            H, moved = pool(edge_maps(H)), pool(edge_maps(moved))
            seen.append(relative_difference(moved, H))
        return seen

    with_pooling = changes(lambda A: max_pool2d(A, 2, 2))
    without = changes(lambda A: A)
    assert with_pooling[3] < with_pooling[0] / 1.5
    assert without[3] > 1.8 * with_pooling[3]


def test_with_zeros_outside_it_is_invariant_until_the_object_leaves():
    X, _ = digits_on_a_canvas(20, 20, 6, 6)
    A = global_avg_pool2d(edge_maps(X))
    for right in range(1, 10):
        moved = global_avg_pool2d(edge_maps(translate(X, 0, right)))
        assert np.array_equal(moved, A) == (right <= 5)


def test_on_moved_digits_pooling_keeps_more_of_the_accuracy_than_none():
    from mlnotes.linear.scores import linear_scores
    from mlnotes.linear.stochastic_gradient_descent import train_softmax_classifier

    X, y = digits_on_a_canvas(800, 12, 2, 2)
    maps = [edge_maps(Z, filters=32) for Z in (X, translate(X, 0, 1))]
    order = np.stack([np.random.default_rng(e).permutation(500) for e in range(10)])
    right = {}
    for size, rate in ((1, 0.02), (6, 0.1), (12, 0.3)):
        Z, moved = (max_pool2d(A, size, size).reshape(800, -1) for A in maps)
        mean, scale = Z.mean(axis=0), Z.std()
        Z, moved = (Z - mean) / scale, (moved - mean) / scale
        start = np.zeros((10, Z.shape[1])), np.zeros(10)
        W, b, _ = train_softmax_classifier(Z[:500], y[:500], *start, order, 20, rate)
        right[size] = [
            (linear_scores(A[500:], W, b).argmax(axis=1) == y[500:]).mean()
            for A in (Z, moved)
        ]
    assert right[1][0] > 0.85
    assert right[1][1] < 0.6
    assert right[1][1] + 0.05 < right[6][1]
    assert right[12][0] == right[12][1]  # the maximum of the whole picture
    assert right[1][1] < right[12][0] < right[1][0]
