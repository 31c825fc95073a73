"""Kernel regression in docs/attention/attention-function.md."""

import math

import numpy as np
import pytest
import torch

from mlnotes.attention import attention_function as by_hand
from mlnotes.attention import attention_function_torch as with_torch


def test_kernel_regression_is_attention_with_gaussian_scores(rng):
    from sklearn.neighbors import KNeighborsRegressor

    K, V, Q = (
        rng.normal(size=(31, 2)),
        rng.normal(size=(31, 3)),
        rng.normal(size=(5, 2)),
    )
    model = KNeighborsRegressor(31, weights=lambda d: np.exp(-(d**2) / (2 * 0.3**2)))
    Y = by_hand.attend(by_hand.gaussian_scores(Q, K, 0.3), V, None)
    np.testing.assert_allclose(Y, model.fit(K, V).predict(Q), rtol=1e-9)


def test_far_from_all_keys_the_quotient_is_0_by_0_and_attention_is_not(rng):
    K, V, Q = np.array([[0.0], [1.0]]), np.array([[3.0], [7.0]]), np.array([[50.0]])
    kernel = np.exp(-((Q - K.T) ** 2) / 2)
    assert kernel.sum() == 0
    Y = by_hand.attend(by_hand.gaussian_scores(Q, K, 1.0), V, None)
    np.testing.assert_allclose(Y, [[7.0]], rtol=1e-12)


def test_small_bandwidth_gives_the_nearest_neighbour_and_a_large_one_the_mean(rng):
    from sklearn.neighbors import KNeighborsRegressor

    K, V, Q = (
        rng.normal(size=(31, 2)),
        rng.normal(size=(31, 3)),
        rng.normal(size=(5, 2)),
    )
    nearest = KNeighborsRegressor(1).fit(K, V).predict(Q)
    narrow = by_hand.attend(by_hand.gaussian_scores(Q, K, 1e-4), V, None)
    np.testing.assert_allclose(narrow, nearest, rtol=1e-9)
    wide = by_hand.attend(by_hand.gaussian_scores(Q, K, 1e6), V, None)
    np.testing.assert_allclose(wide, np.tile(V.mean(0), (5, 1)), rtol=1e-9, atol=1e-9)


def test_for_keys_of_equal_length_gaussian_scores_are_scaled_dot_products(rng):
    Q, K, V = (
        rng.normal(size=(3, 11)),
        rng.normal(size=(5, 11)),
        rng.normal(size=(5, 7)),
    )
    dot = by_hand.attend(Q @ K.T / 0.6**2, V, None)
    assert (
        abs(by_hand.attend(by_hand.gaussian_scores(Q, K, 0.6), V, None) - dot).max()
        > 0.1
    )
    K *= 2 / np.linalg.norm(K, axis=1, keepdims=True)
    dot = by_hand.attend(Q @ K.T / 0.6**2, V, None)
    gaussian = by_hand.attend(by_hand.gaussian_scores(Q, K, 0.6), V, None)
    np.testing.assert_allclose(gaussian, dot, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("module", "array"), [(by_hand, np.ones), (with_torch, torch.ones)]
)
def test_a_bandwidth_is_positive(module, array):
    for bandwidth in (0.0, -1.0, math.nan):
        with pytest.raises(ValueError, match="expected bandwidth > 0, got"):
            module.gaussian_scores(array((3, 5)), array((2, 5)), bandwidth)
