"""The statements of docs/attention/transformer-training.md: the loss."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from mlnotes.attention import transformer_training as by_hand
from mlnotes.attention import transformer_training_torch as with_torch
from mlnotes.attention.transformer_training import best_gap, smallest_loss
from mlnotes.linear.cross_entropy import cross_entropy_one_hot
from mlnotes.linear.divergence import entropy
from mlnotes.linear.softmax import softmax
from mlnotes.sequences import language_model
from mlnotes.sequences.n_grams import perplexity

LENGTHS = np.array([11, 5, 1])


@pytest.fixture
def batch(rng):
    """Scores, next tokens and mask: n = 3, t = 11, c = 7; two rows are padded."""
    s, y = rng.normal(scale=3, size=(3, 11, 7)), rng.integers(0, 7, (3, 11))
    mask = np.arange(11) < LENGTHS[:, np.newaxis]
    for array in (s, y, mask):
        array.flags.writeable = False
    return s, y, mask


def target(y, c, smoothing):
    """Smoothed targets (..., c) of labels."""
    return (1 - smoothing) * (np.arange(c) == np.expand_dims(y, -1)) + smoothing / c


@pytest.mark.parametrize("smoothing", [0, 0.1, 0.6])
def test_loss_and_gradient_equal_torch_with_label_smoothing(batch, smoothing, device):
    s, y, mask = batch
    s_torch = torch.tensor(s, requires_grad=True, device=device)
    ignored = torch.tensor(np.where(mask, y, -100), device=device)
    theirs = F.cross_entropy(s_torch.mT, ignored, label_smoothing=smoothing)
    (wanted,) = torch.autograd.grad(theirs, s_torch)
    ours = by_hand.label_smoothing_loss(s, y, mask, smoothing)
    assert ours == pytest.approx(theirs.item(), rel=1e-7)
    twin = with_torch.label_smoothing_loss(
        s_torch,
        torch.tensor(y, device=device),
        torch.tensor(mask, device=device),
        smoothing,
    )
    (twins,) = torch.autograd.grad(twin, s_torch)
    assert twin.item() == pytest.approx(theirs.item(), rel=1e-12)
    torch.testing.assert_close(twins, wanted)
    for dL in (1.0, -0.5):
        ds = by_hand.label_smoothing_loss_backward(dL, s, y, mask, smoothing)
        np.testing.assert_allclose(ds, dL * wanted.cpu(), rtol=1e-7, atol=1e-15)


def test_loss_is_the_cross_entropy_with_the_smoothed_targets(batch):
    s, y, mask = batch
    q = target(y[mask], 7, 0.1)
    wanted = cross_entropy_one_hot(softmax(s[mask]), q)
    ours = by_hand.label_smoothing_loss(s, y, mask, 0.1)
    assert ours == pytest.approx(wanted, rel=1e-12)
    ds = by_hand.label_smoothing_loss_backward(1.0, s, y, mask, 0.1)
    np.testing.assert_allclose(ds[mask], (softmax(s[mask]) - q) / 17, atol=1e-15)


def test_loss_is_cross_entropy_plus_share_of_right_score_minus_mean_score(batch):
    s, y, mask = batch
    right = np.take_along_axis(s, y[..., np.newaxis], axis=2)[..., 0]
    lead = (right - s.mean(axis=2))[mask].mean()
    hard = language_model.masked_cross_entropy(s, y, mask)
    for smoothing in (0.1, 0.6):
        ours = by_hand.label_smoothing_loss(s, y, mask, smoothing)
        assert ours == pytest.approx(hard + smoothing * lead, rel=1e-12)


def test_gradient_equals_finite_differences(batch):
    s, y, mask = batch
    ds = by_hand.label_smoothing_loss_backward(1.0, s, y, mask, 0.3)
    for place in [(0, 10, 3), (1, 4, y[1, 4]), (2, 0, 0), (1, 5, 2)]:
        up, down = s.copy(), s.copy()
        up[place] += 1e-6
        down[place] -= 1e-6
        slope = by_hand.label_smoothing_loss(up, y, mask, 0.3)
        slope -= by_hand.label_smoothing_loss(down, y, mask, 0.3)
        assert slope / 2e-6 == pytest.approx(ds[place], abs=1e-9)


def test_without_smoothing_it_is_the_masked_cross_entropy(batch):
    s, y, mask = batch
    hard = language_model.masked_cross_entropy(s, y, mask)
    assert by_hand.label_smoothing_loss(s, y, mask, 0) == hard
    ds = by_hand.label_smoothing_loss_backward(1.0, s, y, mask, 0)
    wanted = language_model.masked_cross_entropy_backward(1.0, s, y, mask)
    np.testing.assert_array_equal(ds, wanted)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300])
def test_what_stands_at_padding_reaches_neither_loss_nor_gradient(batch, value):
    s, y, mask = batch
    bad_s, bad_y = s.copy(), y.copy()
    bad_s[~mask], bad_y[~mask] = value, -100
    loss = by_hand.label_smoothing_loss(s, y, mask, 0.1)
    assert by_hand.label_smoothing_loss(bad_s, bad_y, mask, 0.1) == loss
    ds = by_hand.label_smoothing_loss_backward(1.0, bad_s, bad_y, mask, 0.1)
    np.testing.assert_array_equal(ds[~mask], 0)
    expected = by_hand.label_smoothing_loss_backward(1.0, s, y, mask, 0.1)
    np.testing.assert_array_equal(ds, expected)
    s_torch = torch.tensor(bad_s, requires_grad=True)
    rest = torch.tensor(bad_y), torch.tensor(mask)
    theirs = with_torch.label_smoothing_loss(s_torch, *rest, 0.1)
    theirs.backward()
    assert theirs.item() == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(s_torch.grad.numpy(), ds, rtol=1e-7, atol=1e-15)


def test_a_score_of_minus_infinity_costs_nothing_until_labels_are_smoothed():
    s, y = np.array([[[2.0, 1.0, -np.inf]]]), np.array([[0]])
    mask = np.array([[True]])
    tensors = [torch.tensor(x) for x in (s, y, mask)]
    for smoothing in (0, 0.1):
        ours = by_hand.label_smoothing_loss(s, y, mask, smoothing)
        assert np.isfinite(ours) == (smoothing == 0)
        assert not np.isnan(ours)
        theirs = with_torch.label_smoothing_loss(*tensors, smoothing).item()
        assert theirs == pytest.approx(ours)
        ds = by_hand.label_smoothing_loss_backward(1.0, s, y, mask, smoothing)
        assert np.isfinite(ds).all()


@pytest.mark.parametrize("c", [2, 7, 101])
@pytest.mark.parametrize("smoothing", [0.1, 0.5])
def test_smallest_loss_is_the_entropy_of_the_target_and_found_at_the_gap(
    c, smoothing, rng
):
    y, mask = np.array([[1]]), np.array([[True]])
    least = smallest_loss(c, smoothing)
    assert least == pytest.approx(entropy(target(1, c, smoothing)), rel=1e-12)
    s = np.zeros((1, 1, c))
    s[..., 1] = best_gap(c, smoothing)
    s += 3.7  # the same for all: no change
    loss = by_hand.label_smoothing_loss(s, y, mask, smoothing)
    assert loss == pytest.approx(least, rel=1e-12)
    ds = by_hand.label_smoothing_loss_backward(1.0, s, y, mask, smoothing)
    np.testing.assert_allclose(ds, 0, atol=1e-15)
    for size in (1e-3, 1.0, 30.0):
        other = s + size * rng.normal(size=s.shape)
        assert by_hand.label_smoothing_loss(other, y, mask, smoothing) > least


def test_descent_on_free_scores_stops_at_the_gap_only_with_smoothing():
    """400 and 800 steps of rate 1: the gap stands, or has grown by about log 2."""
    y, mask = np.array([[0]]), np.array([[True]])
    for smoothing in (0.1, 0):
        s, gaps = np.zeros((1, 1, 5)), []
        for t in range(1, 801):
            s -= by_hand.label_smoothing_loss_backward(1.0, s, y, mask, smoothing)
            if t in (400, 800):
                gaps.append(s[0, 0, 0] - s[0, 0, 1])
        if smoothing:
            np.testing.assert_allclose(gaps, best_gap(5, 0.1), rtol=1e-6)
        else:
            assert gaps[1] - gaps[0] == pytest.approx(math.log(2), abs=0.01)
            assert gaps[0] > 7


def test_beyond_the_best_gap_the_loss_rises_with_slope_near_the_smoothing():
    """With c tokens the slope tends to ε (c − 1)/c."""
    y, mask, loss = np.array([[0]]), np.array([[True]]), []
    for gap in (100.0, 110.0):
        s = np.array([[[gap, 0, 0, 0, 0]]])
        loss.append(by_hand.label_smoothing_loss(s, y, mask, 0.1))
    assert (loss[1] - loss[0]) / 10 == pytest.approx(0.1 * 4 / 5, rel=1e-12)


def test_numbers_of_the_page_for_37_000_tokens():
    assert best_gap(37000, 0.1) == pytest.approx(12.72, abs=0.005)
    assert smallest_loss(37000, 0.1) == pytest.approx(1.377, abs=0.0005)
    right = 0.9 + 0.1 / 37000
    assert perplexity(-math.log(right)) == pytest.approx(1.111, abs=0.0005)


@pytest.mark.parametrize("c", [2, 7, 37000])
def test_a_share_for_the_wrong_tokens_alone_is_smaller_by_the_factor_of_exercise_2(c):
    share = 0.1 * (c - 1) / c
    target_2 = np.full(c, share / (c - 1))
    target_2[1] = 1 - share
    np.testing.assert_allclose(target_2, target(1, c, 0.1), rtol=1e-12)


def test_without_smoothing_the_smallest_loss_is_0_at_an_infinite_gap():
    assert smallest_loss(7, 0) == 0
    assert best_gap(7, 0) == math.inf
    assert best_gap(7, 1e-300) < 700


@pytest.mark.parametrize("smoothing", [-0.1, 1, math.nan])
def test_smoothing_outside_its_range_is_refused(batch, smoothing):
    for function in (smallest_loss, best_gap):
        with pytest.raises(ValueError, match="expected smoothing in"):
            function(7, smoothing)
        with pytest.raises(ValueError, match="expected c >= 2, got 1"):
            function(1, 0.1)
    with pytest.raises(ValueError, match="expected smoothing in"):
        by_hand.label_smoothing_loss(*batch, smoothing)
    with pytest.raises(ValueError, match="expected smoothing in"):
        by_hand.label_smoothing_loss_backward(1.0, *batch, smoothing)
    with pytest.raises(ValueError, match="expected smoothing in"):
        with_torch.label_smoothing_loss(*map(torch.tensor, batch), smoothing)
