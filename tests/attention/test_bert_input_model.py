"""The statements of docs/attention/bert-input.md (att-13): what the encoder sees."""

import pytest
import torch

from mlnotes.attention.bert_input_torch import collate_pairs
from mlnotes.attention.bert_torch import Bert

PAIR = ([2, 11, 3, 12, 13, 3], [0, 0, 0, 1, 1, 1])
SHORT = ([2, 11, 3], [0, 0, 0])


@pytest.fixture
def bert():
    """Make a model with weights large enough to tell what it reads."""
    torch.manual_seed(0)
    bert = Bert(c=20, d=10, h=2, d_ff=14, layers=1, max_len=8).double().eval()
    for weight in bert.parameters():
        if weight.ndim > 1:
            torch.nn.init.normal_(weight, std=0.5)
    return bert


def changed(bert, place):
    """Tell which states change if the token at a place does."""
    other = [15 if i == place else token for i, token in enumerate(PAIR[0])]
    batches = [collate_pairs([(ids, PAIR[1])]) for ids in (PAIR[0], other)]
    (before, _), (after, _) = (bert(*batch) for batch in batches)
    return ((before - after).abs().amax(dim=-1) > 1e-9)[0].tolist()


@pytest.mark.parametrize("place", range(6))
def test_the_encoder_is_bidirectional(place, bert):
    """Every token changes the states of all places, before it and behind it."""
    assert changed(bert, place) == [True] * 6


def test_the_mask_keeps_padding_from_changing_anything(bert):
    alone, _ = bert(*collate_pairs([SHORT]))
    X, segments, mask = collate_pairs([SHORT, PAIR])
    assert mask[0].tolist() == [True] * 3 + [False] * 3
    for padding, segment in ((0, 0), (7, 0), (7, 1)):
        X[0, 3:], segments[0, 3:] = padding, segment
        H, _ = bert(X, segments, mask)
        torch.testing.assert_close(H[:1, :3], alone)
    H, _ = bert(X, segments, torch.ones_like(mask))
    assert (H[:1, :3] - alone).abs().max() > 1e-3


def test_padding_on_the_left_moves_the_positions(bert):
    alone, _ = bert(*collate_pairs([SHORT]))
    X = torch.tensor([[0, 0, 0, *SHORT[0]]])
    mask = torch.tensor([[False] * 3 + [True] * 3])
    H, _ = bert(X, torch.zeros_like(X), mask)
    assert (H[:, 3:] - alone).abs().max() > 1e-3
    bert.positions.weight.data.zero_()
    alone, _ = bert(*collate_pairs([SHORT]))
    H, _ = bert(X, torch.zeros_like(X), mask)
    torch.testing.assert_close(H[:, 3:], alone)


def test_without_segments_and_places_the_order_of_the_sentences_is_lost(bert):
    """What is left is a set of tokens: the vector of [CLS] is the same."""

    def pooled(a, b):
        ids, segments = [2, *a, 3, *b, 3], [0] * (len(a) + 2) + [1] * (len(b) + 1)
        return bert(*collate_pairs([(ids, segments)]))[1]

    a, b = [11, 12], [13]
    assert (pooled(a, b) - pooled(b, a)).abs().max() > 1e-3
    bert.positions.weight.data.zero_()
    assert (pooled(a, b) - pooled(b, a)).abs().max() > 1e-3  # segments tell them apart
    bert.segments.weight.data.zero_()
    torch.testing.assert_close(pooled(a, b), pooled(b, a))


def test_more_tokens_than_places_are_refused(bert):
    with pytest.raises(ValueError, match=r"expected .*8.*got"):
        bert(*collate_pairs([([2] * 9, [0] * 9)]))


def test_the_tables_of_bert_base_hold_a_fifth_of_its_parameters():
    c, places, d = 30_522, 512, 768
    layer = 4 * (d * d + d) + (2 * 4 * d * d + 4 * d + d) + 4 * d
    tables = (c + places + 2) * d
    total = tables + 2 * d + 12 * layer + d * d + d
    assert tables == 23_835_648
    assert total == 109_482_240
    assert 0.21 < tables / total < 0.22
