"""The statements of docs/sequences/language-model.md (seq-9)."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from mlnotes.linear.softmax import softmax
from mlnotes.sequences import language_model as by_hand
from mlnotes.sequences import language_model_torch as with_torch
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


@pytest.fixture
def weights(rng):
    """Small weights of a model: n = 3, c = 7, d = 2, h = 5."""
    shapes = [(3, 5), (7, 2), (5, 2), (5, 5), (5,), (7, 5), (7,)]
    return [rng.normal(scale=0.5, size=shape) for shape in shapes]


def test_loss_of_a_place_is_the_double_sum_over_one_hot_targets(batch):
    s, y, mask = batch
    J = -(np.eye(7)[y] * np.log(softmax(s))).sum(axis=2)
    wanted = np.mean([J[i, j] for i in range(3) for j in range(LENGTHS[i])])
    assert by_hand.masked_cross_entropy(s, y, mask) == pytest.approx(wanted, rel=1e-12)


def test_hand_counted_case():
    """Probabilities 1/2, 1/4 and 1/8 at the real tokens, 1/2 at padding."""
    p = np.array([[[1 / 2, 1 / 4, 1 / 4], [1 / 4, 1 / 2, 1 / 4]]] * 2)
    p[1, 0] = [1 / 8, 3 / 8, 1 / 2]
    y, mask = np.array([[0, 0], [0, 1]]), np.array([[True, True], [True, False]])
    loss = by_hand.masked_cross_entropy(np.log(p), y, mask)
    assert loss == pytest.approx((1 + 2 + 3) * np.log(2) / 3, rel=1e-12)
    assert perplexity(loss) == pytest.approx(4, rel=1e-12)


def test_loss_and_gradient_equal_torch_with_ignore_index(batch):
    s, y, mask = batch
    s_torch = torch.tensor(s, requires_grad=True)
    ignored = torch.tensor(np.where(mask, y, -100))
    theirs = F.cross_entropy(
        s_torch.flatten(0, 1), ignored.flatten(), ignore_index=-100
    )
    theirs.backward()
    ours = by_hand.masked_cross_entropy(s, y, mask)
    assert ours == pytest.approx(theirs.item(), rel=1e-7)
    for dL in (1.0, -0.5):
        ds = by_hand.masked_cross_entropy_backward(dL, s, y, mask)
        wanted = dL * s_torch.grad.numpy()
        np.testing.assert_allclose(ds, wanted, rtol=1e-7, atol=1e-15)


def test_gradient_equals_finite_differences(batch):
    s, y, mask = batch
    ds = by_hand.masked_cross_entropy_backward(1.0, s, y, mask)
    for place in [(0, 10, 3), (1, 4, y[1, 4]), (2, 0, 0), (1, 5, 2)]:
        up, down = s.copy(), s.copy()
        up[place] += 1e-6
        down[place] -= 1e-6
        slope = by_hand.masked_cross_entropy(up, y, mask)
        slope -= by_hand.masked_cross_entropy(down, y, mask)
        assert slope / 2e-6 == pytest.approx(ds[place], abs=1e-9)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e300])
def test_what_stands_at_padding_reaches_neither_loss_nor_gradient(batch, value):
    s, y, mask = batch
    bad_s, bad_y = s.copy(), y.copy()
    bad_s[~mask], bad_y[~mask] = value, -100
    loss = by_hand.masked_cross_entropy(s, y, mask)
    assert by_hand.masked_cross_entropy(bad_s, bad_y, mask) == loss
    ds = by_hand.masked_cross_entropy_backward(1.0, bad_s, bad_y, mask)
    np.testing.assert_array_equal(ds[~mask], 0)
    expected = by_hand.masked_cross_entropy_backward(1.0, s, y, mask)
    np.testing.assert_array_equal(ds, expected)
    s_torch = torch.tensor(bad_s, requires_grad=True)
    theirs = with_torch.masked_cross_entropy(
        s_torch, torch.tensor(bad_y), torch.tensor(mask)
    )
    theirs.backward()
    assert theirs.item() == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(s_torch.grad.numpy(), ds, rtol=1e-7, atol=1e-15)


def test_nan_at_a_real_token_is_refused(batch):
    s, y, mask = batch
    for i, j in ((0, 0), (1, 4)):
        bad = s.copy()
        bad[i, j, 0] = np.nan
        with pytest.raises(ValueError, match="finite largest score"):
            by_hand.masked_cross_entropy(bad, y, mask)
        with pytest.raises(ValueError, match="finite largest score"):
            with_torch.masked_cross_entropy(*map(torch.tensor, (bad, y, mask)))


def test_more_padding_changes_nothing(batch, rng):
    s, y, mask = batch
    wider = np.concatenate([s, rng.normal(size=(3, 13, 7))], axis=1)
    y_wider = np.concatenate([y, np.zeros((3, 13), int)], axis=1)
    mask_wider = np.concatenate([mask, np.zeros((3, 13), bool)], axis=1)
    loss = by_hand.masked_cross_entropy(wider, y_wider, mask_wider)
    assert loss == by_hand.masked_cross_entropy(s, y, mask)
    ones = np.ones_like(mask_wider)  # counted as tokens, padding changes the loss
    assert by_hand.masked_cross_entropy(wider, y_wider, ones) != pytest.approx(loss)


def test_a_mean_of_means_weighs_a_token_of_a_short_sentence_more(batch):
    s, y, mask = batch
    each = [by_hand.masked_cross_entropy(s[[i]], y[[i]], mask[[i]]) for i in range(3)]
    loss = by_hand.masked_cross_entropy(s, y, mask)
    assert np.dot(each, LENGTHS) / LENGTHS.sum() == pytest.approx(loss, rel=1e-12)
    assert abs(np.mean(each) - loss) > 0.05
    ds = by_hand.masked_cross_entropy_backward(1.0, s, y, mask)
    alone = by_hand.masked_cross_entropy_backward(1.0, s[[2]], y[[2]], mask[[2]])
    np.testing.assert_allclose(alone[0] / 3, ds[2] * 17 / 3, rtol=1e-12)


def test_perplexity_of_equal_scores_is_the_size_of_the_vocabulary(batch):
    s, y, mask = batch
    loss = by_hand.masked_cross_entropy(0 * s + 5, y, mask)
    assert perplexity(loss) == pytest.approx(7, rel=1e-12)


def test_scores_equal_torch_rnn_and_the_state_goes_on(weights, rng):
    h0, E, W_xh, W_hh, b, V, a = weights
    ids = rng.integers(0, 7, (3, 11))
    s, h_last = by_hand.language_model(ids, *weights)
    layer = torch.nn.RNN(2, 5, batch_first=True).double()
    values = (W_xh, W_hh, b, np.zeros(5))
    with torch.no_grad():
        for parameter, value in zip(layer.parameters(), values, strict=True):
            parameter.copy_(torch.tensor(value))
        H, last = layer(torch.tensor(E[ids]), torch.tensor(h0)[None])
    np.testing.assert_allclose(s, H.numpy() @ V.T + a, rtol=1e-7)
    np.testing.assert_allclose(h_last, last[0].numpy(), rtol=1e-7)
    first, h_middle = by_hand.language_model(ids[:, :4], *weights)
    second, h_end = by_hand.language_model(ids[:, 4:], h_middle, *weights[1:])
    np.testing.assert_allclose(np.concatenate([first, second], axis=1), s, rtol=1e-12)
    np.testing.assert_allclose(h_end, h_last, rtol=1e-12)


def test_a_score_depends_on_no_later_token(weights, rng):
    ids = rng.integers(0, 7, (3, 11))
    other = ids.copy()
    other[:, 6:] = (other[:, 6:] + 1) % 7
    s, _ = by_hand.language_model(ids, *weights)
    changed, _ = by_hand.language_model(other, *weights)
    np.testing.assert_array_equal(s[:, :6], changed[:, :6])
    assert (s[:, 6:] != changed[:, 6:]).any(axis=2).all()


def test_gradients_of_all_weights_equal_autograd(weights, batch, rng):
    _, y, mask = batch
    ids = rng.integers(0, 7, (3, 11))
    dh_last = rng.normal(size=(3, 5))
    s, _ = by_hand.language_model(ids, *weights)
    ds = by_hand.masked_cross_entropy_backward(1.0, s, y, mask)
    ours = by_hand.language_model_backward(ds, dh_last, ids, *weights[:-1])
    tensors = [torch.tensor(w, requires_grad=True) for w in weights]
    s_torch, last = with_torch.language_model(torch.tensor(ids), *tensors)
    arguments = (s_torch, torch.tensor(y), torch.tensor(mask))
    loss = with_torch.masked_cross_entropy(*arguments)
    (loss + (last * torch.tensor(dh_last)).sum()).backward()
    for gradient, tensor in zip(ours, tensors, strict=True):
        wanted = tensor.grad.numpy()
        np.testing.assert_allclose(gradient, wanted, rtol=1e-7, atol=1e-13)


def test_the_gradient_of_two_parts_is_that_of_the_whole_if_dh_is_handed_back(
    weights, rng
):
    ids, ds = rng.integers(0, 7, (3, 11)), rng.normal(size=(3, 11, 7))
    zero = np.zeros((3, 5))
    whole = by_hand.language_model_backward(ds, zero, ids, *weights[:-1])
    _, h_middle = by_hand.language_model(ids[:, :4], *weights)
    second = by_hand.language_model_backward(
        ds[:, 4:], zero, ids[:, 4:], h_middle, *weights[1:-1]
    )
    for dh, equal in ((second[0], True), (zero, False)):
        first = by_hand.language_model_backward(
            ds[:, :4], dh, ids[:, :4], *weights[:-1]
        )
        assert np.allclose(first[0], whole[0]) == equal
        sums = [one + two for one, two in zip(first[1:], second[1:], strict=True)]
        same = [np.allclose(one, two) for one, two in zip(sums, whole[1:], strict=True)]
        assert same == [equal] * 4 + [True] * 2  # V and a see no state before theirs


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
def test_small_weights_keep_their_dtype_and_memory_layout(weights, rng, dtype):
    ids = rng.integers(0, 7, (3, 11))
    weights = [np.asfortranarray(w.astype(dtype)) for w in weights]
    s, h_last = by_hand.language_model(np.asfortranarray(ids), *weights)
    ds = np.ones_like(s)
    gradients = by_hand.language_model_backward(ds, 0 * h_last, ids, *weights[:-1])
    tolerance = {np.float16: 2e-2, np.float32: 1e-4}[dtype]
    precise = [w.astype(float) for w in weights]
    wanted = by_hand.language_model(ids, *precise)[0]
    np.testing.assert_allclose(s, wanted, rtol=tolerance, atol=tolerance)
    tensors = [torch.tensor(w) for w in weights]
    theirs, _ = with_torch.language_model(torch.tensor(ids), *tensors)
    np.testing.assert_allclose(theirs.numpy(), wanted, rtol=tolerance, atol=tolerance)
    for result in (s, h_last, *gradients):
        assert result.dtype == dtype
        assert np.isfinite(result).all()


def test_bad_masks_and_upstream_gradients_are_refused(batch, weights):
    s, y, mask = batch
    for bad in (0 * mask, mask.astype(int), mask.astype(float)):
        with pytest.raises(ValueError, match=r"expected a mask of bool.*got"):
            by_hand.masked_cross_entropy(s, y, bad)
        with pytest.raises(ValueError, match=r"expected a mask of bool.*got"):
            with_torch.masked_cross_entropy(*map(torch.tensor, (s, y, bad)))
    with pytest.raises(ValueError, match=r"expected a mask of bool.*got bool with 0"):
        by_hand.masked_cross_entropy_backward(1.0, s, y, np.zeros_like(mask))
    with pytest.raises(ValueError, match=r"labels in \[0, 7\), got"):
        by_hand.masked_cross_entropy(s, y + 7, mask)
    empty = np.zeros((3, 0), dtype=int)
    with pytest.raises(ValueError, match="t >= 1"):
        by_hand.language_model(empty, *weights)
    with pytest.raises(ValueError, match="t >= 1"):
        with_torch.language_model(*map(torch.tensor, (empty, *weights)))
    with pytest.raises(ValueError, match="t >= 1"):
        by_hand.language_model_backward(
            np.zeros((3, 0, 7)), np.zeros((3, 5)), empty, *weights[:-1]
        )
