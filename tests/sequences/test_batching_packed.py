"""The statements of docs/sequences/batching.md on packing and buckets (seq-5)."""

import functools
import re
from pydoc_data.topics import topics

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils import rnn as torch_rnn
from torch.utils.data import DataLoader

from mlnotes.sequences import batching as by_hand
from mlnotes.sequences import batching_torch as with_torch
from mlnotes.sequences.vocabulary import tokenize

BOTH = pytest.mark.parametrize("module", [by_hand, with_torch])


def array(module, values):
    """Make an array or a tensor, whichever the module takes."""
    return np.array(values) if module is by_hand else torch.tensor(values)


@BOTH
def test_packing_equals_torch_pack_padded_sequence(module, rng, device):
    X, lengths = rng.normal(size=(7, 5, 3)), np.array([2, 4, 1, 4, 3, 1, 2])
    theirs = torch_rnn.pack_padded_sequence(
        torch.tensor(X), torch.tensor(lengths), batch_first=True, enforce_sorted=False
    )
    values = array(module, X), array(module, lengths)
    if module is with_torch:
        values = tuple(value.to(device) for value in values)
    data, sizes, order = module.pack(*values)
    assert data.tolist() == theirs.data.tolist()
    assert sizes.tolist() == theirs.batch_sizes.tolist() == [7, 5, 3, 2]
    assert order.tolist() == [1, 3, 4, 0, 6, 2, 5]  # equal lengths keep their order
    padded, _ = torch_rnn.pad_packed_sequence(theirs, batch_first=True, total_length=5)
    unpacked = module.unpack(data, values[1], 5)
    assert unpacked.tolist() == padded.tolist()


@BOTH
def test_packing_and_back_keeps_real_vectors_and_blanks_the_padding(module, rng):
    for n, t in ((1, 1), (1, 5), (7, 1), (11, 13)):
        X = array(module, rng.normal(size=(n, t, 3)))
        lengths = array(module, rng.integers(1, t + 1, n))
        data, sizes, _ = module.pack(X, lengths)
        assert len(data) == sum(sizes.tolist()) == lengths.sum()
        mask = module.padding_mask(lengths, t)
        back = module.unpack(data, lengths, t)
        assert back[mask].tolist() == X[mask].tolist()
        assert (back[~mask] == 0).all()
    with pytest.raises(ValueError, match=r"expected data of shape \(\d+, d\), .*got"):
        module.unpack(data[:-1], lengths, 13)


@BOTH
def test_packing_refuses_nothing_and_other_shapes(module):
    X, lengths = array(module, np.ones((2, 3, 1))), array(module, [1, 3])
    for wrong in ((X[:0], lengths[:0]), (X[0], lengths), (X, lengths[:1])):
        with pytest.raises(ValueError, match=r"expected X of shape \(n, t, d\).*got"):
            module.pack(*wrong)


def test_gradients_flow_through_packing_and_back(device):
    X = torch.randn(3, 5, 2, dtype=torch.float64, device=device, requires_grad=True)
    lengths = torch.tensor([2, 5, 1], device=device)

    def there_and_back(X):
        return with_torch.unpack(with_torch.pack(X, lengths)[0] ** 2, lengths, 5)

    assert torch.autograd.gradcheck(there_and_back, X)


def test_an_rnn_on_packed_and_on_masked_sequences_ends_in_the_same_states(rng):
    """A packed sequence stops at its end; ``last_state`` picks the state after it."""
    torch.manual_seed(1)
    X, lengths = torch.randn(7, 5, 3), torch.tensor([2, 4, 1, 5, 3, 1, 2])
    for cell in (nn.RNN(3, 11, batch_first=True), nn.GRU(3, 11, batch_first=True)):
        packed = torch_rnn.pack_padded_sequence(
            X, lengths, batch_first=True, enforce_sorted=False
        )
        H, _ = cell(X)
        packed_H, h_n = cell(packed)
        torch.testing.assert_close(with_torch.last_state(H, lengths), h_n[0])
        data, *_ = with_torch.pack(H, lengths)
        torch.testing.assert_close(data, packed_H.data)


def test_from_left_to_right_padding_behind_changes_no_earlier_state():
    torch.manual_seed(2)
    one_way = nn.RNN(3, 11, batch_first=True)
    both_ways = nn.RNN(3, 11, batch_first=True, bidirectional=True)
    X = torch.randn(2, 7, 3)
    other = torch.cat([X[:, :4], torch.randn(2, 3, 3)], dim=1)
    torch.testing.assert_close(one_way(X)[0][:, :4], one_way(other)[0][:, :4])
    assert not torch.allclose(both_ways(X)[0][:, :4], both_ways(other)[0][:, :4])


@pytest.mark.parametrize("pool", [1, 8, 100, 1000])
def test_buckets_hold_every_sentence_once_and_are_sorted_inside(pool, rng):
    lengths = rng.integers(1, 40, 237)
    generator = torch.Generator().manual_seed(0)

    def draws():
        yield by_hand.bucket_order(lengths, pool, rng)
        yield with_torch.bucket_order(torch.tensor(lengths), pool, generator).numpy()

    for order, other in zip(draws(), draws(), strict=True):
        assert (order != other).any()  # drawn at random
        assert sorted(order) == list(range(237))
        for start in range(0, 237, pool):
            inside = lengths[order[start : start + pool]]
            assert (np.diff(inside) >= 0).all()


@BOTH
def test_the_share_of_padding_is_counted_place_by_place(module, rng):
    assert module.padding_share(array(module, [3, 1, 4, 2, 5]), 2) == 1 - 15 / 19
    assert module.padding_share(array(module, [3, 1, 4]), 1) == 0
    lengths = rng.integers(1, 12, 23)
    real = sum(
        by_hand.padding_mask(part, part.max()).size - part.sum()
        for part in np.split(lengths, range(7, 23, 7))
    )
    places = sum(7 * part.max() for part in np.split(lengths, (7, 14, 21))[:3])
    places += 2 * lengths[21:].max()
    share = module.padding_share(array(module, lengths), 7)
    assert np.isclose(float(share), real / places, rtol=1e-12)
    for wrong in ((lengths[:0], 7), (lengths, 0)):
        with pytest.raises(ValueError, match="expected batch_size >= 1 and n >= 1"):
            module.padding_share(array(module, wrong[0]), wrong[1])
    with pytest.raises(ValueError, match="expected pool >= 1, got 0"):
        module.bucket_order(array(module, lengths), 0, None)


def sentence_lengths():
    """Lengths of the sentences of Python's help texts, from 3 to 60 tokens."""
    parts = (re.split(r"(?<=[.!?])\s|\n\n", topics[name]) for name in sorted(topics))
    lengths = [len(tokenize(part)) for text in parts for part in text]
    return np.array([length for length in lengths if 3 <= length <= 60])


def test_buckets_of_similar_lengths_waste_little():
    """Measured over seeds with batches of 32: random 59 %, pools of 20 batches 7 %,
    all sorted 1 %."""
    lengths = sentence_lengths()
    shares = {pool: [] for pool in (1, 640, len(lengths))}
    for seed in range(5):
        for pool, found in shares.items():
            order = by_hand.bucket_order(lengths, pool, np.random.default_rng(seed))
            found.append(by_hand.padding_share(lengths[order], 32))
    assert min(shares[1]) > 0.5
    assert max(shares[640]) < 0.1
    assert max(shares[len(lengths)]) < 0.02


def test_a_data_loader_takes_buckets_as_its_batch_sampler():
    data = [(0, [1] * length) for length in (3, 1, 4, 1, 5, 9, 2)]
    lengths = torch.tensor([len(ids) for _, ids in data])
    order = with_torch.bucket_order(lengths, 7, torch.Generator().manual_seed(0))
    collate = functools.partial(with_torch.collate_batch, max_len=9)
    batches = DataLoader(data, batch_sampler=order.split(3), collate_fn=collate)
    found = [batch_lengths.tolist() for _, _, batch_lengths in batches]
    assert found == [[1, 1, 2], [3, 4, 5], [9]]
