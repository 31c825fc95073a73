"""The statements of docs/sequences/n-grams.md (seq-8)."""

import itertools
from collections import Counter

import numpy as np
import pytest
import torch

from mlnotes.sequences import n_grams as by_hand
from mlnotes.sequences import n_grams_torch as with_torch
from mlnotes.sequences.n_grams import (
    END,
    NGramModel,
    ngrams,
    sample_sentence,
    token_probabilities,
)

TEXT = "the cat sat on the mat\nthe dog sat on the log\nthe cat saw the dog"
SENTENCES = [line.split() for line in TEXT.splitlines()]


def test_an_n_gram_is_a_token_behind_its_history_with_the_ends_of_the_sentence():
    assert ngrams(["ab"], 1) == [("a",), ("b",), (END,)]
    assert ngrams(["ab", ""], 2) == [
        ("<s>", "a"),
        ("a", "b"),
        ("b", END),
        ("<s>", END),
    ]
    assert ngrams(["a"], 3) == [("<s>", "<s>", "a"), ("<s>", "a", END)]
    assert ngrams(iter([]), 2) == []


@pytest.mark.parametrize("order", [1, 2, 3, 5])
def test_counts_equal_those_of_scikit_learn(order):
    text = pytest.importorskip("sklearn.feature_extraction.text")
    vectorizer = text.CountVectorizer(
        ngram_range=(order, order), token_pattern=r"\S+", lowercase=False
    )
    padded = [" ".join(["<s>"] * (order - 1) + [*s, END]) for s in SENTENCES]
    table = vectorizer.fit_transform(padded).sum(axis=0).A1
    names = vectorizer.get_feature_names_out()
    wanted = dict(zip(names, table.tolist(), strict=True))
    assert Counter(" ".join(gram) for gram in ngrams(SENTENCES, order)) == wanted


def test_maximum_likelihood_is_a_share_of_counts_hand_counted():
    model = NGramModel(SENTENCES, order=2)
    assert " ".join(model.tokens) == f"cat dog log mat on sat saw the {END}"
    assert dict(model.row(["the"])) == {"cat": 2, "mat": 1, "dog": 2, "log": 1}
    p = token_probabilities(model, [["the", "dog", "saw"]])
    np.testing.assert_allclose(p, [3 / 3, 2 / 6, 0, 0])
    p = token_probabilities(model, [["the", "cat", "sat", "on", "the", "log"]])
    np.testing.assert_allclose(p, [1, 2 / 6, 1 / 2, 1, 1, 1 / 6, 1])


def test_the_chain_rule_with_full_histories_gives_the_share_of_each_sentence():
    """With an order beyond every sentence nothing is assumed, and nothing is new."""
    sentences = ["ab", "ab", "b", "abb", "a"]
    model = NGramModel(sentences, order=5)
    for sentence, times in Counter(sentences).items():
        product = token_probabilities(model, [sentence]).prod()
        assert product == pytest.approx(times / 5, rel=1e-12)
    assert token_probabilities(model, ["ba"]).prod() == 0


@pytest.mark.parametrize("order", [1, 2, 3])
def test_only_the_last_tokens_count_whatever_stands_before_them(order, rng):
    model = NGramModel(["abcab", "cabba", "bca"], order, k=0.5)
    last = ["c", "a", "b"][4 - order :]
    short = model.probabilities(["a", "b", *last])
    long = model.probabilities([*rng.choice(["a", "b", "c"], 17), *last])
    np.testing.assert_array_equal(short, long)
    if order == 3:
        longer = NGramModel(["abcab", "cabba", "bca"], 4, k=0.5)
        after_a, after_c = (longer.probabilities([x, *"ab"]) for x in "ac")
        assert not np.allclose(after_a, after_c)


def test_counting_gives_the_training_text_its_largest_probability(rng):
    counts = np.array([[5.0, 2.0, 1.0]])
    best = (counts * np.log(by_hand.add_k(counts, 0))).sum()
    for other in rng.dirichlet(np.ones(3), 1000):
        assert (counts * np.log(other)).sum() < best
    optimize = pytest.importorskip("scipy.optimize")
    found = optimize.minimize(
        lambda p: -(counts[0] * np.log(p)).sum(),
        np.full(3, 1 / 3),
        bounds=[(1e-6, 1)] * 3,
        constraints={"type": "eq", "fun": lambda p: p.sum() - 1},
    )
    np.testing.assert_allclose(found.x, by_hand.add_k(counts, 0)[0], atol=1e-3)


def test_the_training_text_asks_for_no_smoothing():
    losses = [
        -np.log(token_probabilities(NGramModel(SENTENCES, 2, k), SENTENCES)).mean()
        for k in (0, 0.01, 0.1, 1, 10)
    ]
    assert (np.diff(losses) > 0).all()


@pytest.mark.parametrize("order", [1, 2, 3])
def test_a_history_is_up_to_order_minus_one_tokens_behind_its_marks(order):
    texts = (itertools.product("abc", repeat=length) for length in range(4))
    model = NGramModel(itertools.chain(*texts), order)
    assert len(model.counts) == sum(3**j for j in range(order))  # c - 1 = 3


def test_without_smoothing_one_unseen_n_gram_makes_the_sentence_impossible():
    model = NGramModel(SENTENCES, order=2)
    p = token_probabilities(model, [["the", "mat", "saw", "the", "cat"]])
    assert np.flatnonzero(p == 0).tolist() == [2, 5]
    with np.errstate(divide="ignore"):
        assert by_hand.perplexity(-np.log(p).mean()) == np.inf


def test_an_unseen_history_stands_behind_a_token_of_probability_zero(rng):
    """So the value that is given there, 0, never decides a sentence's probability."""
    model, unseen = NGramModel(["abcab", "cabba", "bca"], order=3), 0
    for sentence in rng.choice(["a", "b", "c"], (200, 7)).tolist():
        p = token_probabilities(model, [sentence])
        for position in range(8):
            if not model.row(sentence[:position]):
                unseen += 1
                assert p[position] == 0
                assert (p[:position] == 0).any()
    assert unseen > 100
    with pytest.raises(ValueError, match="k > 0, got a row of zeros"):
        model.probabilities("cc")


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("k", [1e-3, 1, 100])
def test_smoothed_probabilities_sum_to_one_for_every_history(order, k):
    model = NGramModel(SENTENCES, order, k)
    for length in range(3):
        for history in itertools.product(
            [*model.tokens[:-1], "unicorn"], repeat=length
        ):
            p = model.probabilities(history)
            assert p.min() > 0
            assert p.sum() == pytest.approx(1, rel=1e-12)
            one_by_one = [model.probability(history, token) for token in model.tokens]
            np.testing.assert_allclose(one_by_one, p, rtol=1e-12)
    if order > 1:
        np.testing.assert_allclose(model.probabilities(["unicorn"]), 1 / 9, rtol=1e-12)


def test_add_k_mixes_with_the_uniform_distribution_by_the_number_of_counts(rng):
    counts = rng.integers(0, 9, (7, 3)) + 1.0
    total = counts.sum(axis=1, keepdims=True)
    for k in (0.1, 1, 1e6):
        share = total / (total + 3 * k)
        wanted = share * by_hand.add_k(counts, 0) + (1 - share) / 3
        np.testing.assert_allclose(by_hand.add_k(counts, k), wanted, rtol=1e-12)
    np.testing.assert_allclose(by_hand.add_k(counts, 1e9), 1 / 3, rtol=1e-6)


def test_with_the_end_all_sentences_of_all_lengths_sum_to_one():
    model = NGramModel(["ab", "b", "aba", "baa"], order=2, k=0.5)
    letters, ends = model.tokens[:-1], []
    for length in range(11):
        sentences = itertools.product(letters, repeat=length)
        ends.append(sum(token_probabilities(model, [s]).prod() for s in sentences))
    # The chance to go on, multiplied again and again, is what the sum still lacks.
    Q = np.array([model.probabilities([letter])[:-1] for letter in letters])
    rest = model.probabilities([])[:-1] @ np.linalg.matrix_power(Q, 10) @ np.ones(2)
    assert sum(ends) == pytest.approx(1 - rest, rel=1e-12)
    assert 0 < rest < 0.02
    # Letters alone, without an end: one for every length.
    for length in (1, 2, 5):
        total = 0.0
        for sentence in itertools.product(letters, repeat=length):
            rows = [model.probabilities(sentence[:i]) for i in range(length)]
            places = [letters.index(letter) for letter in sentence]
            shares = zip(rows, places, strict=True)
            total += np.prod([row[i] / row[:-1].sum() for row, i in shares])
        assert total == pytest.approx(1, rel=1e-12)


def test_perplexity_of_a_uniform_model_is_the_number_of_tokens():
    for c in (2, 17, 50_000):
        loss = -np.log(np.full(7, 1 / c)).mean()
        assert by_hand.perplexity(loss) == pytest.approx(c, rel=1e-9)
    model = NGramModel(SENTENCES, order=2, k=1e12)
    loss = -np.log(token_probabilities(model, SENTENCES)).mean()
    assert by_hand.perplexity(loss) == pytest.approx(len(model.tokens), rel=1e-6)


def test_perplexity_is_the_geometric_mean_of_one_over_p(rng):
    p = rng.uniform(0.1, 1, 7)
    wanted = np.prod(1 / p) ** (1 / 7)
    assert by_hand.perplexity(-np.log(p).mean()) == pytest.approx(wanted, rel=1e-12)
    assert by_hand.perplexity(0.0) == 1
    assert by_hand.perplexity(-np.log2(p).mean() * np.log(2)) == pytest.approx(wanted)
    assert (1 / p).mean() > wanted


def test_training_perplexity_is_the_exponential_of_the_conditional_entropy():
    grams = Counter(ngrams(SENTENCES, 2))
    histories, n = Counter(), grams.total()
    for (history, _), times in grams.items():
        histories[history] += times
    entropy = -sum(
        times / n * np.log(times / histories[history])
        for (history, _), times in grams.items()
    )
    loss = -np.log(token_probabilities(NGramModel(SENTENCES, 2), SENTENCES)).mean()
    assert loss == pytest.approx(entropy, rel=1e-12)


def test_more_unknown_words_give_unigrams_a_lower_perplexity():
    text, losses = SENTENCES, []
    for word in ("mat", "log", "saw", "sat"):
        text = [["<unk>" if token == word else token for token in s] for s in text]
        losses.append(-np.log(token_probabilities(NGramModel(text, 1), text)).mean())
    assert (np.diff(losses) < 0).all()


def test_samples_have_the_frequencies_of_the_model():
    model = NGramModel(["ab", "b", "aba", "baa"], order=2, k=0.2)
    draw = np.random.default_rng(0)
    drawn = Counter("".join(sample_sentence(model, draw, 99)) for _ in range(4000))
    for sentence in ("", "a", "b", "ab", "ba", "aba"):
        p = token_probabilities(model, [sentence]).prod()
        margin = 5 * np.sqrt(p * (1 - p) / 4000)
        assert drawn[sentence] / 4000 == pytest.approx(p, abs=margin)
    longest = [len(sample_sentence(model, draw, 2)) for _ in range(99)]
    assert max(longest) == 2
    twice = [sample_sentence(model, np.random.default_rng(3), 9) for _ in range(2)]
    assert twice[0] == twice[1]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_torch_functions_keep_device_and_dtype(device, dtype):
    counts = torch.tensor([[3.0, 1.0], [0.0, 0.0]], dtype=dtype, device=device)
    P = torch.stack([with_torch.add_k(counts, 0.5), with_torch.add_k(counts, 3.0)])
    weights = with_torch.interpolation_weights(P[:, 0].T, 3)
    mixed = with_torch.interpolate(P, weights)
    value = with_torch.perplexity(-mixed[0].log().mean())
    for result in (P, weights, mixed, value):
        assert result.dtype == dtype
        assert result.device == counts.device
    assert mixed.sum(dim=1).tolist() == pytest.approx([1, 1], rel=2e-2)
