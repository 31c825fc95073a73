"""The statements of docs/sequences/batching.md (seq-5)."""

import functools

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader

from mlnotes.sequences import batching as by_hand
from mlnotes.sequences import batching_torch as with_torch

BOTH = pytest.mark.parametrize("module", [by_hand, with_torch])
BATCH = [(1, [5, 3, 8]), (0, [2]), (1, [9, 4, 7, 6, 2])]


def array(module, values):
    """Make an array or a tensor, whichever the module takes."""
    return np.array(values) if module is by_hand else torch.tensor(values)


@BOTH
def test_sentences_are_padded_or_cut_to_one_length(module):
    y, X, lengths = module.collate_batch(BATCH, 4)
    assert y.tolist() == [1, 0, 1]
    assert X.tolist() == [[5, 3, 8, 0], [2, 0, 0, 0], [9, 4, 7, 6]]
    assert lengths.tolist() == [3, 1, 4]
    for result in (y, X, lengths):
        assert str(result.dtype).endswith("int64")


@BOTH
def test_the_padding_id_can_be_chosen_and_may_be_a_token_too(module):
    _, X, lengths = module.collate_batch([(0, [7, 3]), (0, [3, 3, 7])], 3, padding=7)
    assert X.tolist() == [[7, 3, 7], [3, 3, 7]]
    assert lengths.tolist() == [2, 3]  # they alone tell which 7 is a token


@BOTH
@pytest.mark.parametrize(
    ("batch", "options", "message"),
    [
        ([], {}, "expected at least one sentence, got none"),
        ([(0, [1]), (1, [])], {}, r"at least one id in sentence 1.*got \[\].*<unk>"),
        ([(0, [1, -1])], {}, r"in sentence 0, each >= 0, got \[1, -1\]"),
        ([(0, [1.0])], {}, "expected integer labels and ids, got"),
        ([("0", [1])], {}, "expected integer labels and ids, got"),
        (BATCH, {"max_len": 0}, "expected max_len >= 1 and padding >= 0, got 0 and 0"),
        (BATCH, {"padding": -1}, "padding >= 0, got 4 and -1"),
    ],
)
def test_what_is_no_batch_is_refused(module, batch, options, message):
    with pytest.raises(ValueError, match=message):
        module.collate_batch(batch, **{"max_len": 4} | options)


def test_a_data_loader_takes_it_as_its_collate_function():
    collate = functools.partial(with_torch.collate_batch, max_len=4)
    loader = DataLoader(BATCH, batch_size=2, collate_fn=collate)
    first, second = loader
    wanted = (
        with_torch.collate_batch(BATCH[:2], 4),
        with_torch.collate_batch(BATCH[2:], 4),
    )
    for batch, expected in zip((first, second), wanted, strict=True):
        for result, value in zip(batch, expected, strict=True):
            torch.testing.assert_close(result, value)


def notes_collate(batch, max_len):
    """What the notes' listing computes for the texts."""
    rows = []
    for _, ids in batch:
        row = torch.tensor(ids, dtype=torch.int64)[:max_len]
        if len(ids) <= max_len:
            row = torch.cat([row, torch.zeros(max_len - len(ids))])
        rows.append(row)
    return rows, torch.stack(rows).long()


def test_the_notes_zeros_turn_ids_into_floats_which_rounds_large_ones():
    rows, X = notes_collate([(0, [5, 3]), (1, [9, 4, 7, 6, 2])], 4)
    assert [row.dtype for row in rows] == [torch.float32, torch.int64]
    assert X.tolist() == [[5, 3, 0, 0], [9, 4, 7, 6]]
    large = 2**24 + 1
    assert notes_collate([(0, [large])], 2)[1][0, 0] == large - 1
    assert with_torch.collate_batch([(0, [large])], 2)[1][0, 0] == large


def test_the_notes_batch_does_not_tell_padding_from_a_token_with_id_0():
    short, long = [(0, [5, 3])], [(0, [5, 3, 0])]
    assert torch.equal(notes_collate(short, 4)[1], notes_collate(long, 4)[1])
    lengths = [with_torch.collate_batch(batch, 4)[2].item() for batch in (short, long)]
    assert lengths == [2, 3]
    X = with_torch.collate_batch(long, 4)[1]
    assert (X != 0).sum() == 2  # a mask from the ids loses the last token


@BOTH
def test_a_mask_is_true_at_the_real_tokens(module):
    mask = module.padding_mask(array(module, [3, 1, 4]), 4)
    assert mask.tolist() == [
        [True, True, True, False],
        [True, False, False, False],
        [True, True, True, True],
    ]
    assert str(mask.dtype).endswith("bool")


@BOTH
@pytest.mark.parametrize("lengths", [[0, 2], [2, 5], [-1, 1], [1.0], [True], [[1]]])
def test_lengths_are_integers_from_1_to_t(module, lengths):
    wrong = array(module, lengths)
    with pytest.raises(ValueError, match=r"expected (integer )?lengths .*got"):
        module.padding_mask(wrong, 4)
    with pytest.raises(ValueError, match=r"expected (integer )?lengths .*got"):
        module.unpack(array(module, np.ones((3, 1))), wrong, 4)
    with pytest.raises(ValueError, match=r"expected (H of .*|integer )?lengths .*got"):
        module.last_state(array(module, np.ones((len(lengths), 4, 1))), wrong)
    if lengths != [2, 5]:  # without rows there is no longest one
        with pytest.raises(ValueError, match=r"expected (integer )?lengths .*got"):
            module.bucket_order(wrong, 2, None)
        with pytest.raises(ValueError, match=r"expected (integer )?lengths .*got"):
            module.padding_share(wrong, 2)


@BOTH
def test_lengths_may_have_a_small_dtype(module):
    """In int8 and uint8, 300 is no number and 2 * 200 overflows."""
    lengths = array(module, [200, 100])
    small = lengths.astype(np.uint8) if module is by_hand else lengths.byte()
    assert module.padding_mask(small, 300).sum(axis=1).tolist() == [200, 100]
    assert module.padding_share(small, 2) == 0.25
    assert len(module.pack(array(module, np.ones((2, 300, 1))), small)[0]) == 300


@BOTH
def test_the_last_state_is_that_after_the_last_real_token(module, rng):
    H = array(module, rng.normal(size=(5, 7, 3)))
    lengths = array(module, [7, 1, 4, 2, 7])
    last = module.last_state(H, lengths)
    for i, length in enumerate(lengths):
        assert last[i].tolist() == H[i, length - 1].tolist()
    small = lengths.astype(np.uint8) if module is by_hand else lengths.byte()
    assert module.last_state(H, small).tolist() == last.tolist()
    H[:, 0] = 9
    assert last[1].tolist() != H[1, 0].tolist()  # a copy


def test_the_gradient_of_the_last_state_goes_there_alone(rng):
    H, lengths = rng.normal(size=(5, 7, 3)), np.array([7, 1, 4, 2, 7])
    dH = by_hand.last_state_backward(np.ones((5, 3)), H, lengths)
    last = np.arange(7) == lengths[:, None] - 1
    np.testing.assert_array_equal(dH, np.broadcast_to(last[:, :, None], dH.shape))
    with pytest.raises(ValueError, match=r"expected dlast of shape \(5, 3\), got"):
        by_hand.last_state_backward(np.ones((5, 1)), H, lengths)


def test_padding_changes_the_mean_the_last_state_and_the_loss_unless_masked():
    """More padding changes what ignores the lengths, and nothing that uses them."""
    torch.manual_seed(0)
    embed, cell, score = nn.Embedding(10, 3), nn.RNN(3, 5, batch_first=True), None
    score = nn.Linear(5, 10)
    found = []
    for max_len in (5, 11):
        _, X, lengths = with_torch.collate_batch(BATCH, max_len)
        vectors, mask = embed(X), with_torch.padding_mask(lengths, max_len)
        H, h_n = cell(vectors)
        losses = cross_entropy(score(H).transpose(1, 2), X, reduction="none")
        careless = vectors.mean(dim=1), h_n[0], losses.mean()
        summed = (vectors * mask[..., None]).sum(dim=1)
        masked = summed / lengths[:, None], with_torch.last_state(H, lengths)
        found.append((careless, (*masked, losses[mask].mean())))
    for short, long in zip(found[0][0], found[1][0], strict=True):
        assert not torch.allclose(short, long, rtol=0.01)
    for short, long in zip(found[0][1], found[1][1], strict=True):
        torch.testing.assert_close(short, long)


def test_ignoring_a_padding_id_that_is_a_token_loses_its_loss():
    scores, target = torch.zeros(3, 4), torch.tensor([0, 2, 0])  # the last is padding
    scores[0, 0] = 5
    ignored = cross_entropy(scores, target, ignore_index=0)
    mask = with_torch.padding_mask(torch.tensor([2]), 3)[0]
    assert not torch.isclose(ignored, cross_entropy(scores[mask], target[mask]))
