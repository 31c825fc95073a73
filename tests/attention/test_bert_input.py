"""The statements of docs/attention/bert-input.md (att-13)."""

import itertools

import numpy as np
import pytest
import torch

from mlnotes.attention import bert_input, bert_input_torch
from mlnotes.attention.bert_input import join_pair

CLS, SEP, MASK, PAD = 2, 3, 4, 0
BOTH = pytest.mark.parametrize("module", [bert_input, bert_input_torch])


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """Make a BertTokenizer whose words w5, w6, … have the ids 5, 6, …"""
    from transformers import BertTokenizer

    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokens = [*specials, *(f"w{i}" for i in range(5, 60))]
    folder = tmp_path_factory.mktemp("bert")
    (folder / "vocab.txt").write_text("\n".join(tokens), encoding="utf-8")
    return BertTokenizer.from_pretrained(folder)


def sentence(length, first=5):
    return list(range(first, first + length))


def text(ids):
    return " ".join(f"w{i}" for i in ids)


def test_cls_comes_first_and_sep_closes_both_sentences():
    ids, segments = join_pair([11, 12], [13, 14, 15], CLS, SEP, 20)
    assert ids == [CLS, 11, 12, SEP, 13, 14, 15, SEP]
    assert segments == [0, 0, 0, 0, 1, 1, 1, 1]


def test_a_single_sentence_has_one_sep_and_segment_0():
    assert join_pair([11, 12], None, CLS, SEP, 20) == ([CLS, 11, 12, SEP], [0] * 4)
    assert join_pair([11, 12], None, CLS, SEP, 3) == ([CLS, 11, SEP], [0] * 3)
    assert join_pair([], None, CLS, SEP, 2) == ([CLS, SEP], [0, 0])


def test_an_empty_second_sentence_is_no_missing_one():
    assert join_pair([11], [], CLS, SEP, 9) == ([CLS, 11, SEP, SEP], [0, 0, 0, 1])
    assert join_pair([], [11], CLS, SEP, 9) == ([CLS, SEP, 11, SEP], [0, 0, 1, 1])


def test_ids_and_segments_equal_those_of_transformers_for_all_lengths(reference):
    for n_a, n_b in itertools.product(range(1, 9), range(1, 9)):
        a, b = sentence(n_a), sentence(n_b, 30)
        for max_len in range(3, 21):
            theirs = reference(
                text(a), text(b), truncation="longest_first", max_length=max_len
            )
            ids, segments = join_pair(a, b, CLS, SEP, max_len)
            assert ids == theirs["input_ids"], (n_a, n_b, max_len)
            assert segments == theirs["token_type_ids"]
    for n_a, max_len in itertools.product(range(1, 9), range(2, 12)):
        a = sentence(n_a)
        theirs = reference(text(a), truncation=True, max_length=max_len)
        ours = join_pair(a, None, CLS, SEP, max_len)
        assert ours == (theirs["input_ids"], theirs["token_type_ids"])


def test_the_longer_sentence_is_cut_until_both_are_equally_long():
    def kept(n_a, n_b, max_len):
        ids, segments = join_pair(sentence(n_a), sentence(n_b, 30), CLS, SEP, max_len)
        assert len(ids) == min(n_a + n_b + 3, max_len)
        return segments.count(0) - 2, segments.count(1) - 1

    assert kept(9, 2, 10) == (5, 2)  # the shorter one stays whole
    assert kept(2, 9, 10) == (2, 5)
    assert kept(9, 6, 13) == (5, 5)
    assert kept(9, 6, 12) == (5, 4)  # of an odd number the longer one has one more
    assert kept(6, 9, 12) == kept(9, 9, 12) == (4, 5)  # equal ones: the second


def cut_one_by_one(n_a, n_b, most):
    """Rule of the original code: take one from the longer, of equal ones from b."""
    while n_a + n_b > most:
        n_a, n_b = (n_a - 1, n_b) if n_a > n_b else (n_a, n_b - 1)
    return n_a, n_b


def test_the_original_rule_differs_by_one_token_if_the_first_is_not_longer():
    """And only if both are cut, and the places for both are odd in number."""
    for n_a, n_b, most in itertools.product(range(12), range(12), range(16)):
        _, segments = join_pair(sentence(n_a), sentence(n_b), CLS, SEP, most + 3)
        ours = segments.count(0) - 2, segments.count(1) - 1
        theirs = cut_one_by_one(n_a, n_b, most)
        both_cut = min(n_a, n_b) > most // 2
        assert (ours != theirs) == (both_cut and n_a <= n_b and most % 2 == 1)
        assert ours in (theirs, theirs[::-1])


@BOTH
def test_a_batch_equals_that_of_transformers(module, reference):
    pairs = [(sentence(3), sentence(5, 30)), (sentence(7), sentence(1, 40))]
    pairs.append((sentence(2), sentence(2, 20)))
    rows = [join_pair(a, b, CLS, SEP, 10) for a, b in pairs]
    X, segments, mask = module.collate_pairs(rows, padding=PAD)
    firsts, seconds = ([text(pair[i]) for pair in pairs] for i in (0, 1))
    theirs = reference(
        firsts,
        seconds,
        truncation="longest_first",
        max_length=10,
        padding=True,
        return_tensors="pt",
    )
    assert X.tolist() == theirs["input_ids"].tolist()
    assert segments.tolist() == theirs["token_type_ids"].tolist()
    assert mask.tolist() == theirs["attention_mask"].bool().tolist()


@BOTH
def test_a_batch_is_as_long_as_its_longest_row(module):
    rows = [([2, 7, 3], [0, 0, 0]), ([2, 7, 3, 8, 3], [0, 0, 0, 1, 1])]
    X, segments, mask = module.collate_pairs(rows, padding=9)
    assert X.tolist() == [[2, 7, 3, 9, 9], [2, 7, 3, 8, 3]]
    assert segments.tolist() == [[0] * 5, [0, 0, 0, 1, 1]]
    assert mask.tolist() == [[True] * 3 + [False] * 2, [True] * 5]
    dtypes = [str(x.dtype).removeprefix("torch.") for x in (X, segments, mask)]
    assert dtypes == ["int64", "int64", "bool"]
    assert module.collate_pairs(rows)[0][0].tolist() == [2, 7, 3, 0, 0]
    real = module.collate_pairs([([2, 0, 3], [0] * 3)], padding=0)[2]
    assert real.all()  # a real token may have the id of the padding


@pytest.fixture
def tables():
    """Embeddings of 11 tokens, 7 places and 2 segments, of width 5."""
    rng = np.random.default_rng(0)
    X, segments = rng.integers(0, 11, (3, 5)), rng.integers(0, 2, (3, 5))
    return X, segments, *(rng.normal(size=(rows, 5)) for rows in (11, 7, 2))


def test_the_sum_equals_the_embeddings_of_transformers(tables):
    """Before their layer norm, which is taken out here."""
    from transformers import BertConfig
    from transformers.models.bert.modeling_bert import BertEmbeddings

    X, segments, E, P, S = tables
    config = BertConfig(vocab_size=11, hidden_size=5, max_position_embeddings=7)
    theirs = BertEmbeddings(config).double().eval()
    theirs.LayerNorm = torch.nn.Identity()
    parts = ("word", "position", "token_type")
    for part, table in zip(parts, (E, P, S), strict=True):
        getattr(theirs, f"{part}_embeddings").weight.data = torch.tensor(table)
    wanted = theirs(torch.tensor(X), token_type_ids=torch.tensor(segments))
    ours = bert_input.sum_embeddings(X, segments, E, P, S)
    np.testing.assert_allclose(ours, wanted.detach().numpy(), rtol=1e-12)
    tensors = map(torch.tensor, (X, segments, E, P, S))
    torch.testing.assert_close(bert_input_torch.sum_embeddings(*tensors), wanted)


def test_the_sum_is_one_linear_layer_of_three_one_hot_vectors(tables):
    X, segments, E, P, S = tables
    places = np.broadcast_to(np.eye(7)[:5], (3, 5, 7))
    one_hot = np.concatenate([np.eye(11)[X], places, np.eye(2)[segments]], axis=-1)
    ours = bert_input.sum_embeddings(X, segments, E, P, S)
    np.testing.assert_allclose(ours, one_hot @ np.concatenate([E, P, S]), rtol=1e-12)


def test_positions_count_on_through_the_second_sentence(tables):
    *_, E, P, S = tables
    ids, segments = join_pair([7], [7], CLS, SEP, 7)
    Y = bert_input.sum_embeddings(
        np.array([ids]), np.array([segments]), 0 * E, P, 0 * S
    )
    np.testing.assert_array_equal(Y[0], P[:5])


def test_what_the_segments_add_could_also_be_read_from_the_place_of_sep(tables):
    """Segments repeat what the first [SEP] says; they are 1 after it."""
    for n_a, n_b in itertools.product(range(4), range(4)):
        ids, segments = join_pair(sentence(n_a), sentence(n_b), CLS, SEP, 12)
        after = np.cumsum(np.array(ids) == SEP) - (np.array(ids) == SEP)
        assert after.tolist() == segments


def test_a_constant_moves_between_the_tables_without_effect(tables):
    """The three tables are determined up to two vectors only."""
    X, segments, E, P, S = tables
    u, v = np.arange(5.0), np.arange(5.0) ** 2
    moved = bert_input.sum_embeddings(X, segments, E + u, P + v, S - u - v)
    wanted = bert_input.sum_embeddings(X, segments, E, P, S)
    np.testing.assert_allclose(moved, wanted, atol=1e-12)


def test_gradients_count_the_uses_of_each_row(tables):
    X, segments, E, P, S = tables
    dY = np.ones((3, 5, 5))
    dE, dP, dS = bert_input.sum_embeddings_backward(dY, X, segments, E, P, S)
    np.testing.assert_array_equal(dE[:, 0], np.bincount(X.ravel(), minlength=11))
    np.testing.assert_array_equal(dP[:, 0], [3] * 5 + [0] * 2)
    np.testing.assert_array_equal(dS[:, 0], np.bincount(segments.ravel()))


@BOTH
def test_batches_that_cannot_be_meant_are_refused(module):
    for wrong in ([], [([], [])], [([2, 3], [0])]):
        with pytest.raises(ValueError, match=r"expected .*got"):
            module.collate_pairs(wrong)
    with pytest.raises(ValueError, match="padding >= 0, got"):
        module.collate_pairs([([2], [0])], padding=-1)


def test_too_few_places_are_refused(tables):
    X, segments, E, P, S = tables
    for module in (bert_input, bert_input_torch):
        make = np.array if module is bert_input else torch.tensor
        arguments = [make(x) for x in (X, segments, E, P[:4], S)]
        with pytest.raises(ValueError, match="P of at least t rows"):
            module.sum_embeddings(*arguments)
        arguments = [make(x) for x in (X, segments + 1, E, P, S)]
        with pytest.raises(ValueError, match=r"expected ids in \[0, 2\)"):
            module.sum_embeddings(*arguments)


@pytest.mark.parametrize(
    ("a", "b", "cls", "max_len", "message"),
    [
        ([5], [6], 2, 2, "max_len >= 3 for the specials"),
        ([5], None, 2, 1, "max_len >= 2 for the specials"),
        ([5], [-1], 2, 9, "expected ids >= 0"),
        ([5], [6], -1, 9, "expected ids >= 0"),
        ("ab", [6], 2, 9, "expected lists of integers"),
        ([5.0], [6], 2, 9, "expected lists of integers"),
        (None, [6], 2, 9, "expected lists of integers"),
    ],
)
def test_pairs_that_cannot_be_meant_are_refused(a, b, cls, max_len, message):
    with pytest.raises(ValueError, match=message):
        join_pair(a, b, cls, SEP, max_len)
    with pytest.raises(ValueError, match="expected ids >= 0"):
        join_pair([5], [6], CLS, -1, 9)
