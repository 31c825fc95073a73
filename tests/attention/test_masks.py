"""The statements of docs/attention/masks.md on masks and the softmax behind them."""

import numpy as np
import pytest
import torch
from torch.nn.attention.bias import causal_lower_right

from mlnotes.attention import masks as by_hand
from mlnotes.attention import masks_torch as with_torch
from mlnotes.attention.attention_function import attend, attend_backward
from mlnotes.sequences.batching import padding_mask


@pytest.fixture
def problem(rng):
    """Scores and a mask with an empty row: n = 2 sequences, t = 3, s = 5."""
    e, mask = rng.normal(size=(2, 3, 5)), rng.random((2, 3, 5)) < 0.6
    mask[1, 2] = False
    for array in (e, mask):
        array.flags.writeable = False
    assert mask[0].any(axis=-1).all()
    return e, mask


@pytest.mark.parametrize("t", [0, 1, 7])
def test_causal_mask_allows_a_place_itself_and_what_stands_before_it(device, t):
    wanted = [[j <= i for j in range(t)] for i in range(t)]
    assert by_hand.causal_mask(t).tolist() == wanted
    mask = with_torch.causal_mask(t, device)
    assert (mask.tolist(), mask.device.type) == (wanted, device.type)
    assert with_torch.causal_mask(t, "meta").device.type == "meta"
    theirs = torch.nn.Transformer.generate_square_subsequent_mask(t)
    assert (theirs == 0).tolist() == wanted, "PyTorch's is 0 and -inf, to be added"


@pytest.mark.parametrize(("t", "s"), [(1, 5), (3, 5), (5, 5)])
def test_with_a_cache_the_newest_places_have_the_last_rows_of_the_causal_mask(t, s):
    wanted = by_hand.causal_mask(s)[s - t :]
    for i in range(t):
        assert wanted[i].tolist() == [j <= i + s - t for j in range(s)]
    lower_right = causal_lower_right(t, s)._materialize(torch.device("cpu"))
    np.testing.assert_array_equal(lower_right, wanted)


def test_both_masks_together_allow_what_both_allow():
    lengths, t, s = np.array([5, 2]), 3, 5
    keys, pairs = padding_mask(lengths, s), by_hand.causal_mask(s)[-t:]
    mask = by_hand.combine_masks(keys, pairs)
    for n in range(2):
        for i in range(t):
            for j in range(s):
                assert mask[n, i, j] == (j < lengths[n] and j <= i + 2)
    alike = by_hand.spread_key_mask(keys, 2)  # as many queries as sequences
    np.testing.assert_array_equal(alike, np.stack([keys, keys], axis=1))
    spread = by_hand.spread_key_mask(keys, t)
    np.testing.assert_array_equal(
        spread, by_hand.combine_masks(keys, np.ones((t, s), bool))
    )
    tensors = torch.tensor(keys), torch.tensor(pairs)
    np.testing.assert_array_equal(with_torch.combine_masks(*tensors), mask)
    np.testing.assert_array_equal(with_torch.spread_key_mask(tensors[0], t), spread)


def test_masking_equals_a_softmax_over_the_allowed_keys_alone(problem):
    from scipy.special import softmax

    e, mask = problem
    A = by_hand.masked_softmax(e, mask)
    for row, allowed, scores in zip(
        A.reshape(-1, 5), mask.reshape(-1, 5), e.reshape(-1, 5), strict=True
    ):
        assert (row[~allowed] == 0).all()
        if allowed.any():
            np.testing.assert_allclose(row[allowed], softmax(scores[allowed]), 1e-12)
            assert row.sum() == pytest.approx(1)


def test_no_mask_is_a_mask_of_ones_and_minus_infinity_counts_as_masked(problem):
    e, mask = problem
    A, ones = by_hand.masked_softmax(e, mask), np.ones(e.shape, bool)
    np.testing.assert_array_equal(
        by_hand.masked_softmax(e, None), by_hand.masked_softmax(e, ones)
    )
    filled = np.where(mask, e, -np.inf)
    dA = np.where(mask, 2.0, np.nan)
    np.testing.assert_array_equal(
        by_hand.masked_softmax_backward(dA, filled, None),
        by_hand.masked_softmax_backward(dA, e, mask),
    )
    for module, scores in ((by_hand, filled), (with_torch, torch.tensor(filled))):
        np.testing.assert_allclose(module.masked_softmax(scores, None), A, rtol=1e-12)


def test_padding_on_the_left_and_the_causal_mask_leave_the_first_queries_nothing():
    real, causal = np.array([[False, False, True, True]]), by_hand.causal_mask(4)
    left, right = (by_hand.combine_masks(k, causal) for k in (real, real[:, ::-1]))
    assert left[0].any(axis=1).tolist() == [False, False, True, True]
    assert right[0].any(axis=1).all()


@pytest.mark.parametrize("trash", [np.nan, np.inf, -np.inf, 1e300, -1e300])
def test_a_masked_score_is_never_read(problem, rng, trash):
    e, mask = problem
    dA = rng.normal(size=e.shape)
    dirty, dirty_dA = np.where(mask, e, trash), np.where(mask, dA, trash)
    np.testing.assert_array_equal(
        by_hand.masked_softmax(dirty, mask), by_hand.masked_softmax(e, mask)
    )
    de = by_hand.masked_softmax_backward(dA, e, mask)
    np.testing.assert_array_equal(
        by_hand.masked_softmax_backward(dirty_dA, dirty, mask), de
    )
    tensor = torch.tensor(dirty, requires_grad=True)
    with torch.autograd.set_detect_anomaly(True):
        A = with_torch.masked_softmax(tensor, torch.tensor(mask))
        A.backward(torch.tensor(dirty_dA))
    np.testing.assert_allclose(tensor.grad, de, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("trash", [np.nan, np.inf])
def test_an_allowed_nan_or_infinity_stays_visible_in_its_row_only(problem, trash):
    e, mask = problem
    dirty, row = e.copy(), mask[0, 0]
    dirty[0, 0, row.argmax()] = trash
    for A in (
        by_hand.masked_softmax(dirty, mask),
        with_torch.masked_softmax(torch.tensor(dirty), torch.tensor(mask)).numpy(),
    ):
        np.testing.assert_array_equal(np.isnan(A[0, 0]), row)
        assert np.isfinite(A[0, 1:]).all()
        assert np.isfinite(A[1]).all()


def test_gradient_is_0_where_masked_and_sums_to_0(problem, rng):
    e, mask = problem
    dA, step = rng.normal(size=e.shape), 1e-6
    de = by_hand.masked_softmax_backward(dA, e, mask)
    assert (de[~mask] == 0).all()
    np.testing.assert_allclose(de.sum(axis=-1), 0, atol=1e-12)
    for place in np.argwhere(mask):
        moved = np.zeros(e.shape)
        moved[tuple(place)] = step
        up, down = (by_hand.masked_softmax(e + sign * moved, mask) for sign in (1, -1))
        slope = (dA * (up - down)).sum() / (2 * step)
        assert de[tuple(place)] == pytest.approx(slope, abs=1e-8)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64"])
def test_a_query_that_may_look_nowhere_gets_0_and_gradient_0_as_in_pytorch(
    device, dtype
):
    dtype, generator = getattr(torch, dtype), torch.Generator().manual_seed(0)
    Q, K, V = (
        torch.randn(2, length, 8, generator=generator).to(device, dtype)
        for length in (3, 5, 5)
    )
    mask = torch.ones(2, 3, 5, dtype=torch.bool, device=device)
    mask[1, 2] = False
    tensors = [tensor.requires_grad_() for tensor in (Q, K, V)]
    ours = with_torch.masked_softmax(Q @ K.mT / 8**0.5, mask) @ V
    theirs = torch.nn.functional.scaled_dot_product_attention(*tensors, attn_mask=mask)
    for Y in (ours, theirs):
        (dQ, dK, dV) = torch.autograd.grad(Y.float().sum(), tensors)
        assert not Y[1, 2].any()
        assert not dQ[1, 2].any()
        assert all(torch.isfinite(gradient).all() for gradient in (Y, dQ, dK, dV))
        assert dQ[1, 1].any(), "the other queries have one"


def test_huge_scores_and_many_keys_are_no_trouble_in_half_precision():
    e = np.array([[6e4, -6e4, 6e4]], np.float16)
    assert by_hand.masked_softmax(e, None).tolist() == [[0.5, 0, 0.5]]
    A = by_hand.masked_softmax(np.zeros((1, 70_000), np.float16), None)
    assert A.dtype == np.float16
    np.testing.assert_allclose(A, 1 / 70_000, rtol=0.01)
    e = torch.tensor(e)
    assert with_torch.masked_softmax(e, None).tolist() == [[0.5, 0, 0.5]]
    assert with_torch.masked_softmax(e.bfloat16(), None).tolist() == [[0.5, 0, 0.5]]


def test_later_keys_and_values_never_change_an_earlier_query(rng):
    e, V, mask = (
        rng.normal(size=(7, 7)),
        rng.normal(size=(7, 3)),
        by_hand.causal_mask(7),
    )
    Y = attend(e, V, mask)
    for i in range(7):
        changed_e, changed_V = e.copy(), V.copy()
        changed_e[:, i + 1 :] = rng.normal(size=(7, 6 - i))
        changed_V[i + 1 :] = rng.normal(size=(6 - i, 3))
        changed = attend(changed_e, changed_V, mask)
        np.testing.assert_array_equal(changed[: i + 1], Y[: i + 1])
        de, _ = attend_backward(np.eye(7, 3, -i), e, V, mask)  # loss from row i on
        assert (de[:, i + 1 :][: i + 1] == 0).all()


def test_a_gap_of_746_rounds_to_weight_0_and_in_float32_one_of_104():
    for gap, dtype in ((746, np.float64), (104, np.float32)):
        A = by_hand.masked_softmax(np.array([[0, gap], [0, 0.8 * gap]], dtype), None)
        assert (A[:, 0] > 0).tolist() == [False, True]


@pytest.mark.parametrize(
    ("module", "to"), [(by_hand, np.asarray), (with_torch, torch.tensor)]
)
def test_wrong_masks_are_refused_and_never_broadcast(module, to):
    e, keys = to(np.zeros((3, 3, 5))), to(np.ones((3, 5), bool))
    square = to(np.ones((3, 3), bool))
    for mask in (keys, to(np.ones((3, 3, 5))), to(np.ones((3, 1, 5), bool))):
        with pytest.raises(ValueError, match=r"expected a bool mask of e's shape"):
            module.masked_softmax(e, mask)
    for scores in (to(np.array(1.0)), to(np.array([1, 2]))):
        with pytest.raises(ValueError, match="expected float scores e of shape"):
            module.masked_softmax(scores, None)
    for wrong in (to(np.ones((3, 5))), to(np.ones(5, bool))):
        with pytest.raises(ValueError, match=r"expected a bool key_mask .* got"):
            module.spread_key_mask(wrong, 3)
        with pytest.raises(ValueError, match=r"expected a bool mask .* got"):
            module.combine_masks(keys, wrong)
    with pytest.raises(ValueError, match=r"expected key_mask \(n, s\) .* got"):
        module.combine_masks(keys, square)
    for call in (
        lambda: module.spread_key_mask(keys, -1),
        lambda: module.causal_mask(-1),
    ):
        with pytest.raises(ValueError, match="expected t >= 0, got"):
            call()
