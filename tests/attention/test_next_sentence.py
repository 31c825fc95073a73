"""The statements of docs/attention/next-sentence.md (att-15)."""

import functools
import itertools
import math
from collections import Counter

import numpy as np
import pytest

from mlnotes.attention import next_sentence as by_hand
from mlnotes.sequences.vocabulary import tokenize


def library_of(lengths):
    """Documents whose sentences say where they stand: (document, place)."""
    return [[(i, j) for j in range(length)] for i, length in enumerate(lengths)]


DOCUMENTS = library_of([7, 1, 5, 13, 2])


def test_half_of_the_pairs_follow_and_every_sentence_comes_first_once(rng):
    for make in (by_hand.next_sentence_pairs, by_hand.sentence_order_pairs):
        pairs = make(DOCUMENTS, rng)
        assert len(pairs) == 6 + 0 + 4 + 12 + 1
        assert sum(label for *_, label in pairs) == 23 // 2
    firsts = [a for a, *_ in by_hand.next_sentence_pairs(DOCUMENTS, rng)]
    assert firsts == [sentence for d in DOCUMENTS for sentence in d[:-1]]


def test_label_0_follows_and_label_1_comes_from_another_document(rng):
    for _ in range(20):
        for a, b, label in by_hand.next_sentence_pairs(DOCUMENTS, rng):
            if label == 0:
                assert b == (a[0], a[1] + 1)
            else:
                assert b[0] != a[0]


def test_wrong_sentences_come_from_all_other_documents_alike(rng):
    """Every document equally often, and in it every sentence, the last one included."""
    wrong = Counter()
    for _ in range(3000):
        pairs = by_hand.next_sentence_pairs(DOCUMENTS, rng)
        wrong.update(b for a, b, label in pairs if label == 1 and a[0] == 3)
    total = wrong.total()
    assert total > 15_000
    for i in (0, 1, 2, 4):
        of_document = sum(wrong[sentence] for sentence in DOCUMENTS[i])
        assert of_document / total == pytest.approx(1 / 4, abs=0.02)
        for sentence in DOCUMENTS[i]:
            share = wrong[sentence] / of_document
            assert share == pytest.approx(1 / len(DOCUMENTS[i]), abs=0.03)


def test_swapped_pairs_hold_the_same_two_sentences(rng):
    for a, b, label in by_hand.sentence_order_pairs(DOCUMENTS, rng):
        assert b[0] == a[0]
        assert b[1] - a[1] == (-1 if label else 1)
    assert by_hand.sentence_order_pairs(library_of([2]), rng) == [((0, 0), (0, 1), 0)]


def test_same_seed_same_pairs_and_every_place_is_wrong_half_the_time():
    for make in (by_hand.next_sentence_pairs, by_hand.sentence_order_pairs):
        first, second, other = (
            make(DOCUMENTS, np.random.default_rng(i)) for i in (1, 1, 2)
        )
        assert first == second != other
        seeds = range(400)
        drawn = [make(DOCUMENTS, np.random.default_rng(seed)) for seed in seeds]
        wrong = np.mean([[label for *_, label in pairs] for pairs in drawn], axis=0)
        assert np.abs(wrong - 11 / 23).max() < 0.125  # five standard deviations


@pytest.mark.parametrize(
    "documents",
    [[], library_of([7]), library_of([1, 1]), library_of([3, 0]), ["ab", "cd"], "abc"],
)
def test_what_has_no_pairs_is_refused(documents, rng):
    with pytest.raises(ValueError, match=r"expected documents .*got"):
        by_hand.next_sentence_pairs(documents, rng)
    if documents != library_of([7]):  # swapped pairs need no other document
        with pytest.raises(ValueError, match=r"expected documents .*got"):
            by_hand.sentence_order_pairs(documents, rng)


def test_a_repeated_sentence_makes_a_wrong_label(rng):
    """Two documents with the same text: some wrong sentence is the right one."""
    documents = [["a", "b", "c"], ["a", "b", "c"]]
    pairs = [p for _ in range(50) for p in by_hand.next_sentence_pairs(documents, rng)]
    assert {("a", "b", 0), ("a", "b", 1)} <= set(pairs)


def test_documents_are_split_whole(rng):
    for share, count in ((0.3, 2), (0.01, 1), (0.99, 4), (0.5, 2)):
        train, test = by_hand.split_documents(DOCUMENTS, share, rng)
        assert len(test) == count
        assert sorted(train + test) == sorted(DOCUMENTS)
    seeds = range(300)
    splits = [
        by_hand.split_documents(DOCUMENTS, 0.4, np.random.default_rng(i)) for i in seeds
    ]
    for document in DOCUMENTS:  # each is a test document in two of five splits
        share = np.mean([document in test for _, test in splits])
        assert share == pytest.approx(0.4, abs=0.15)  # five standard deviations
    for documents, share in ((DOCUMENTS[:1], 0.5), (DOCUMENTS, 0.0), (DOCUMENTS, 1.0)):
        with pytest.raises(ValueError, match=r"expected two documents .*got"):
            by_hand.split_documents(documents, share, rng)


def test_a_split_of_pairs_leaks_and_a_split_of_documents_does_not(rng):
    documents = library_of([20] * 50)

    def known(train, test):
        """Share of the test pairs with a sentence that training has seen."""
        seen = {sentence for a, b, _ in train for sentence in (a, b)}
        return np.mean([a in seen or b in seen for a, b, _ in test])

    pairs = by_hand.next_sentence_pairs(documents, rng)
    order = rng.permutation(len(pairs))
    train, test = ([pairs[i] for i in part] for part in np.split(order, [700]))
    assert known(train, test) > 0.8  # measured about 0.93
    halves = by_hand.split_documents(documents, 0.3, rng)
    assert known(*(by_hand.next_sentence_pairs(half, rng) for half in halves)) == 0


def test_weights_of_words_and_overlap_counted_by_hand():
    weights = by_hand.word_weights([["the", "cat"], ["the", "dog", "dog"], ["the"]])
    assert weights == pytest.approx({"the": 0, "cat": math.log(3), "dog": math.log(3)})
    overlap = by_hand.topic_overlap(["a", "dog", "dog"], ["the", "dog", "a"], weights)
    assert overlap == pytest.approx(math.log(3))
    assert by_hand.topic_overlap([], ["dog"], weights) == 0


def test_sentences_end_before_a_capital_and_listings_are_left_out():
    text = "One is 1.5 long. Two\nfollows! e.g. this? No.\n\n   x = 1. Y\n\nThe end"
    assert by_hand.split_sentences(text) == [
        "One is 1.5 long.",
        "Two follows! e.g. this?",
        "No.",
        "The end",
    ]
    assert by_hand.split_sentences("") == []


@functools.cache
def python_documents(size):
    """The words of every help topic of Python, in segments of some sentences."""
    from pydoc_data.topics import topics

    documents = []
    for name in sorted(topics):
        words = map(tokenize, by_hand.split_sentences(topics[name]))
        words = [[w for w in s if w[0].isalpha()] for s in words]
        words = [s for s in words if len(s) > 3]
        starts = range(0, len(words) - size + 1, size)
        documents.append([[w for s in words[i : i + size] for w in s] for i in starts])
    return [d for d in documents if d]


def accuracy_of_overlap(make, seed, size=1):
    """Fit a threshold to training pairs, count the test pairs that it gets right."""
    rng = np.random.default_rng(seed)
    train, test = by_hand.split_documents(python_documents(size), 0.3, rng)
    weights = by_hand.word_weights(s for document in train for s in document)
    scores, labels = [], []
    for part in (make(train, rng), make(test, rng)):
        overlaps = [by_hand.topic_overlap(a, b, weights) for a, b, _ in part]
        scores.append(np.array(overlaps))
        labels.append(np.array([label for *_, label in part]))
    thresholds = np.unique(scores[0])
    right = [((scores[0] < x) == labels[0]).mean() for x in thresholds]
    return ((scores[1] < thresholds[np.argmax(right)]) == labels[1]).mean()


@pytest.mark.parametrize("seed", range(2))
def test_shared_words_solve_next_sentence_and_not_sentence_order(seed):
    """No word order, no network. Six seeds: 0.70 to 0.75, and 0.50 to 0.51."""
    assert 0.65 < accuracy_of_overlap(by_hand.next_sentence_pairs, seed) < 0.8
    assert 0.44 < accuracy_of_overlap(by_hand.sentence_order_pairs, seed) < 0.56


def test_longer_segments_make_next_sentence_easier_and_not_sentence_order():
    """Means of four splits, one sentence and four: 0.73 and 0.83."""
    one, four, order = (
        np.mean([accuracy_of_overlap(make, seed, size) for seed in range(4)])
        for make, size in (
            (by_hand.next_sentence_pairs, 1),
            (by_hand.next_sentence_pairs, 4),
            (by_hand.sentence_order_pairs, 4),
        )
    )
    assert four > one + 0.04
    assert 0.4 < order < 0.6


def test_a_score_that_ignores_order_is_right_for_one_of_two_swapped_pairs(rng):
    """Whatever the threshold: the pair and its swap get the same answer."""
    words = [rng.choice(list("abcdefgh"), 5).tolist() for _ in range(40)]
    weights = by_hand.word_weights(words)
    pairs = [(a, b, 0) for a, b in itertools.pairwise(words)]
    pairs += [(b, a, 1) for a, b, _ in pairs]
    overlaps = np.array([by_hand.topic_overlap(a, b, weights) for a, b, _ in pairs])
    labels = np.array([label for *_, label in pairs])
    for threshold in (*np.unique(overlaps), math.inf):
        assert ((overlaps < threshold) == labels).mean() == 0.5
