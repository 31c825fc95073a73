"""Interpolation, what is refused, and real English, of docs/sequences/n-grams.md."""

import numpy as np
import pytest
import torch

from mlnotes.sequences import n_grams as by_hand
from mlnotes.sequences import n_grams_torch as with_torch
from mlnotes.sequences.n_grams import (
    InterpolatedModel,
    NGramModel,
    interpolation_weights,
    ngrams,
    token_probabilities,
)

BOTH = [(by_hand, np.array), (with_torch, torch.tensor)]


@pytest.fixture
def P(rng):
    """Probabilities of three models at 101 tokens; the second model is the best."""
    return np.stack([rng.beta(a, 2, 101) for a in (1, 4, 1)], axis=1)


def test_a_mixture_sums_to_one_for_every_history_also_unseen_ones():
    models = [NGramModel(["abcab", "cab"], order, 0.01) for order in (1, 2, 3)]
    mixture = InterpolatedModel(models, np.array([0.2, 0.3, 0.5]))
    for history in ("", "a", "ab", "cc", "xyz"):
        p = mixture.probabilities(history)
        assert p.sum() == pytest.approx(1, rel=1e-12)
        parts = [model.probabilities(history) for model in models]
        np.testing.assert_allclose(p, np.array([0.2, 0.3, 0.5]) @ parts, rtol=1e-12)
        one_by_one = [mixture.probability(history, token) for token in mixture.tokens]
        np.testing.assert_allclose(one_by_one, p, rtol=1e-12)


def test_no_step_lowers_the_likelihood_and_the_weights_sum_to_one(P):
    weights = [interpolation_weights(P, steps) for steps in range(30)]
    np.testing.assert_allclose(weights[0], 1 / 3)
    likelihoods = [np.log(P @ w).sum() for w in weights]
    assert (np.diff(likelihoods) > 0).all()
    np.testing.assert_allclose(np.sum(weights, axis=1), 1, rtol=1e-12)
    share = P / P.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(weights[1], share.mean(axis=0), rtol=1e-12)


def test_each_step_climbs_a_lower_bound_that_touches_at_the_old_weights(P, rng):
    old = rng.dirichlet(np.ones(3))
    share = old * P / (P @ old)[:, np.newaxis]

    def bound(new):
        return (share * np.log(new * P / share)).sum()

    assert bound(old) == pytest.approx(np.log(P @ old).sum(), rel=1e-12)
    best = bound(share.mean(axis=0))
    for new in rng.dirichlet(np.ones(3), 500):
        assert bound(new) <= np.log(P @ new).sum()
        assert bound(new) < best


def test_the_weights_are_the_best_ones_found_by_scipy(P):
    optimize = pytest.importorskip("scipy.optimize")
    found = optimize.minimize(
        lambda w: -np.log(P @ w).mean(),
        np.full(3, 1 / 3),
        bounds=[(0, 1)] * 3,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1},
        options={"ftol": 1e-12},
    )
    np.testing.assert_allclose(interpolation_weights(P, 3000), found.x, atol=2e-3)


def test_a_factor_of_a_row_changes_no_weight_even_where_numbers_underflow(P):
    factors = np.logspace(-300, 0, 101)[:, np.newaxis]
    scaled = interpolation_weights(P * factors, 9)
    np.testing.assert_allclose(scaled, interpolation_weights(P, 9), rtol=1e-9)
    tiny = np.full((2, 3), 5e-324)  # a third of it is 0
    np.testing.assert_allclose(interpolation_weights(tiny, 1), 1 / 3)


def test_on_the_training_text_the_longest_history_gets_all_the_weight():
    text = ["the cat sat on the mat", "the dog saw the cat", "a dog sat on a log"]
    models = [NGramModel(text, order) for order in (1, 2, 4)]
    P = np.stack([token_probabilities(model, text) for model in models], axis=1)
    np.testing.assert_allclose(interpolation_weights(P, 2000), [0, 0, 1], atol=1e-3)


@pytest.mark.parametrize(("module", "make"), BOTH)
def test_bad_arrays_are_refused(module, make):
    third = make([1 / 3, 1 / 3, 1 / 3])
    P = make(np.full((3, 2, 5), 0.2).tolist())
    for weights in ([0.5, 0.5, 0.5], [1.5, -0.5, 0.0], [np.nan, 0.5, 0.5]):
        with pytest.raises(ValueError, match="weights >= 0 that sum to 1, got"):
            module.interpolate(P, make(weights))
    with pytest.raises(ValueError, match=r"expected P \(m, n, c\).* got"):
        module.interpolate(P[0], third)
    for row in ([0.0, 0.0], [-0.1, 0.5], [np.inf, 0.5], [np.nan, 0.5]):
        with pytest.raises(ValueError, match=r"expected finite P >= 0 .*got"):
            module.interpolation_weights(make([[0.5, 0.5], row]), 2)
    with pytest.raises(ValueError, match=r"steps >= 0, got \(1, 2\), -1"):
        module.interpolation_weights(make([[0.5, 0.5]]), -1)
    for counts, k in (([1.0, -1.0], 1), ([np.inf, 1.0], 1), ([1.0, 1.0], -1)):
        with pytest.raises(ValueError, match="finite counts >= 0 and k >= 0, got"):
            module.add_k(make([counts]), k)
    with pytest.raises(ValueError, match="k > 0, got a row of zeros"):
        module.add_k(make([[1.0, 1.0], [0.0, 0.0]]), 0)
    with pytest.raises(ValueError, match=r"c >= 1, got \(1, 0\)"):
        module.add_k(make([[]]), 1)
    for loss in (-0.5, np.nan, [0.5]):
        with pytest.raises(ValueError, match="expected a loss >= 0 of shape"):
            module.perplexity(make(loss))
    assert module.perplexity(make(np.inf)) == np.inf


def test_a_large_loss_in_half_precision_is_infinite_without_a_warning():
    assert by_hand.perplexity(np.float16(12)) == np.inf


def test_bad_text_is_refused():
    with pytest.raises(ValueError, match="expected sentences and order >= 1, got"):
        ngrams(["a"], 0)
    with pytest.raises(ValueError, match="expected sentences and order >= 1, got 'a b"):
        ngrams("a b", 2)
    for mark in ("<s>", "</s>"):
        with pytest.raises(ValueError, match="expected no <s> and </s>, got"):
            ngrams([["a", mark]], 2)
    for k in (-1, np.inf, np.nan):
        with pytest.raises(ValueError, match="finite k >= 0, got"):
            NGramModel(["ab"], 2, k)
    with pytest.raises(ValueError, match="expected no other tokens, got"):
        NGramModel(["ab"], 2, tokens="a")
    with pytest.raises(ValueError, match="expected a token of the model, got 'x'"):
        NGramModel(["ab"], 2, 1).probability("a", "x")
    with pytest.raises(ValueError, match="expected models of the same tokens, got 2"):
        InterpolatedModel([NGramModel([x], 1) for x in "ab"], np.array([0.5, 0.5]))
    with pytest.raises(ValueError, match=r"expected k > 0 .*, got k = 0"):
        InterpolatedModel([NGramModel(["ab"], o) for o in (1, 2)], np.full(2, 0.5))
    InterpolatedModel([NGramModel(["ab"], o, o - 1) for o in (1, 2)], np.full(2, 0.5))


def test_most_pairs_of_the_small_text_have_one_continuation():
    text = "the cat sat on the mat,the dog sat on the log,the cat saw the dog"
    sentences = [line.split() for line in f"{text},a dog saw a cat".split(",")]
    rows = NGramModel(sentences, order=3).counts.values()
    assert (len(rows), sum(len(row) == 1 for row in rows)) == (17, 12)


def test_tokens_that_never_occur_in_training_can_be_named():
    model = NGramModel(["ab"], 2, 1, tokens="abc")
    assert model.tokens == ["a", "b", "c", "</s>"]
    assert model.probability("a", "c") == pytest.approx(1 / 5)
    again = NGramModel(["ab"], 2, 1, tokens=["<s>", *model.tokens])
    assert again.tokens == model.tokens  # the marks are not counted twice


@pytest.fixture(scope="module")
def english():
    """Text of the standard library; it differs between versions of Python."""
    figures = pytest.importorskip("figures.sequences.n_grams")
    return figures._perplexity, *figures._parts()


def test_longer_histories_fit_the_training_text_ever_better(english):
    perplexity, train, _, held_out, tokens = english
    models = [NGramModel(train, order, tokens=tokens) for order in range(1, 7)]
    values = [perplexity(model, train[::8]) for model in models]
    assert (np.divide(values[:-1], values[1:]) > 1.1).all()
    assert 18 < values[0] < 25  # far below 37, the number of tokens
    zeros = [np.mean(token_probabilities(m, held_out) == 0) for m in models]
    assert zeros[0] == 0 < zeros[1] < 0.01
    assert 0.03 < zeros[3] < 0.1 < zeros[4] < 0.2 < zeros[5]


def test_held_out_perplexity_has_a_best_order_and_a_mixture_beats_it(english):
    perplexity, train, weights_text, held_out, tokens = english
    models = [NGramModel(train, order, 0.01, tokens) for order in range(1, 7)]
    values = [perplexity(model, held_out) for model in models]
    assert np.argmin(values) in (3, 4)
    assert values[5] > 1.1 * min(values)
    assert (np.diff(values[:4]) < 0).all()
    P = np.stack([token_probabilities(m, weights_text) for m in models], axis=1)
    mixed = [
        perplexity(
            InterpolatedModel(models[:o], interpolation_weights(P[:, :o], 50)), held_out
        )
        for o in (3, 4, 5, 6)
    ]
    assert (np.diff(mixed) < 0.02).all()
    assert mixed[-1] < 0.9 * min(values)


def test_the_weight_from_other_text_is_close_to_the_best_and_below_one(english):
    _, train, weights_text, held_out, tokens = english
    models = [NGramModel(train, order, 0.01, tokens) for order in (3, 6)]
    best = []
    for text in (train[::8], weights_text, held_out):
        P = np.stack([token_probabilities(m, text) for m in models], axis=1)
        best.append(interpolation_weights(P, 200)[1])
    assert best[0] > 0.98
    assert 0.5 < best[1] < 0.8
    assert abs(best[1] - best[2]) < 0.1


def test_near_copies_make_held_out_perplexity_a_little_too_low(english):
    """With Python 3.10 to 3.13: 9 to 12 percent of the sentences, 2 to 3.4 percent."""
    figures = pytest.importorskip("figures.sequences.n_grams")
    perplexity, train, weights_text, held_out, tokens = english
    far = figures._without_near_copies(held_out, train)
    assert 0.06 < 1 - len(far) / len(held_out) < 0.15
    assert set(far) < set(held_out)
    models = [NGramModel(train, order, 0.01, tokens) for order in range(1, 7)]
    P = np.stack([token_probabilities(m, weights_text) for m in models], axis=1)
    mixture = InterpolatedModel(models, interpolation_weights(P, 50))
    ratio = perplexity(mixture, far) / perplexity(mixture, held_out)
    assert 1.01 < ratio < 1.05
    assert perplexity(mixture, far) < 0.9 * min(perplexity(m, far) for m in models)
    copies = figures._without_near_copies(["a b c d", "a b", "e"], ["d c b x", "e"])
    assert copies == ["a b"]  # 3 of 5 words in common, 1 of 5, 1 of 1


def test_most_word_trigrams_of_held_out_text_never_occur_in_training(english):
    from mlnotes.sequences.vocabulary import tokenize

    _, train, _, held_out, _ = english
    shares = []
    for order in (1, 2, 3):
        seen = set(ngrams(map(tokenize, train), order))
        grams = ngrams(map(tokenize, held_out), order)
        shares.append(np.mean([gram not in seen for gram in grams]))
    assert shares[0] < 0.1 < 0.25 < shares[1] < 0.5 < 0.55 < shares[2]
