"""The statements of docs/attention/wordpiece.md: scores of merges, both libraries."""

import math

import numpy as np
import pytest
import torch

from mlnotes.attention import wordpiece, wordpiece_torch
from mlnotes.attention.wordpiece import merge_gains, merge_ratios

BOTH = pytest.mark.parametrize("module", [wordpiece, wordpiece_torch])


def double(module, values):
    """Make a float64 array or tensor."""
    make = np.array if module is wordpiece else torch.tensor
    return make(values, dtype=np.float64 if module is wordpiece else torch.float64)


def whole(module, values):
    """Make an int64 array or tensor."""
    return np.array(values) if module is wordpiece else torch.tensor(values)


@BOTH
def test_the_log_likelihood_is_minus_the_entropy_of_each_piece(module):
    entropy = pytest.importorskip("scipy.stats").entropy
    counts = [7, 0, 3, 11, 2]
    wanted = -sum(counts) * entropy(counts)
    assert math.isclose(module.log_likelihood(double(module, counts)), wanted)
    assert module.log_likelihood(double(module, [5])) == 0
    assert module.log_likelihood(double(module, [0, 0])) == 0


@BOTH
def test_the_gain_is_exactly_the_growth_of_the_log_likelihood(module):
    counts = np.array([11.0, 7.0, 23.0, 5.0])
    cases = [(0, 1, 3), (1, 0, 7), (2, 2, 11), (3, 2, 5), (0, 3, 0), (2, 2, 4)]
    pairs = whole(module, [case[:2] for case in cases])
    times = double(module, [case[2] for case in cases])
    gains = module.merge_gains(pairs, times, double(module, counts.tolist()))
    for (a, b, m), gain in zip(cases, gains, strict=True):
        after = np.append(counts, m)
        after[a] -= m
        after[b] -= m
        after = module.log_likelihood(double(module, after.tolist()))
        before = module.log_likelihood(double(module, counts.tolist()))
        assert math.isclose(gain, after - before, rel_tol=1e-9, abs_tol=1e-9)


@BOTH
def test_the_ratio_is_the_pair_over_both_pieces(module):
    pairs = whole(module, [[0, 1], [2, 2]])
    counts = double(module, [2, 5, 10])
    ratios = module.merge_ratios(pairs, double(module, [1, 4]), counts)
    np.testing.assert_allclose(ratios, [0.1, 0.04])


def test_the_ratio_orders_rare_pairs_by_the_gain_of_one_place():
    """Gain / m = log(N ratio) − 1, up to a share of m over the rarer piece."""
    counts = np.array([4000.0, 3000.0, 900.0, 700.0, 50_000.0])
    pairs = np.array([[0, 1], [2, 3], [0, 3], [1, 2]])
    times = np.array([40.0, 7.0, 3.0, 6.0])
    per_place = merge_gains(pairs, times, counts) / times
    ratios = merge_ratios(pairs, times, counts)
    np.testing.assert_allclose(
        per_place, np.log(counts.sum() * ratios) - 1, atol=0.02, rtol=0
    )
    assert (per_place.argsort() == ratios.argsort()).all()
    assert (merge_gains(pairs, times, counts).argsort() != ratios.argsort()).any()


@BOTH
def test_scores_keep_the_dtype_and_refuse_counts_that_do_not_fit(module):
    pairs = np.array([[0, 1], [1, 1]])
    pairs = pairs if module is wordpiece else torch.tensor(pairs)
    times, counts = double(module, [2, 1]), double(module, [2, 5, 0])
    single = "float32" if module is wordpiece else torch.float32
    cast = (lambda x: x.astype(single)) if module is wordpiece else torch.Tensor.float
    assert module.merge_gains(pairs, cast(times), cast(counts)).dtype == single
    none = module.merge_gains(pairs[:0], times[:0], counts)
    assert tuple(none.shape) == (0,)
    for wrong in (
        (pairs, times[:1], counts),
        (pairs[:, :1], times, counts),
        (pairs, times, counts[None]),
        (pairs + 2, times, counts),
        (pairs - 1, times, counts),
        (pairs + 1, times, counts),  # a piece that does not occur
        (times, times, counts),
        (pairs, times + 1, counts),  # more pairs than pieces
        (pairs, double(module, [1, 3]), counts),  # of five b, two bb
        (pairs, -times, counts),
    ):
        with pytest.raises(ValueError, match=r"expected .*got"):
            module.merge_gains(*wrong)
