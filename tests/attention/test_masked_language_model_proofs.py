"""docs/attention/masked-language-model.md: what holds for any model."""

import math

import numpy as np
import pytest

from mlnotes.attention.masked_language_model import agreement_sentences, mask_each
from mlnotes.attention.scaled_dot_product import scaled_dot_product_attention
from mlnotes.sequences.encoder_decoder import causal_bound
from mlnotes.sequences.language_model import masked_cross_entropy
from mlnotes.sequences.n_grams import perplexity
from mlnotes.sequences.vocabulary import Vocab


def test_attention_to_the_right_copies_the_next_word_without_any_loss(rng):
    """One head that looks one place to the right: the loss of random words is 0."""
    n, t, c, beta = 7, 11, 5, 60.0
    X = rng.integers(0, c, (n, t))
    places = np.broadcast_to(np.eye(t), (n, t, t))
    Q = beta * math.sqrt(t) * np.roll(places, -1, axis=1)  # place i asks for i + 1
    Y = scaled_dot_product_attention(Q, places, np.eye(c)[X], None)
    before_last = np.broadcast_to(np.arange(t) < t - 1, (n, t))
    following = np.roll(X, -1, axis=1)
    assert masked_cross_entropy(beta * Y, following, before_last) < 1e-12
    causal = np.broadcast_to(np.tril(np.ones((t, t), bool)), (n, t, t))
    Y = scaled_dot_product_attention(Q, places, np.eye(c)[X], causal)
    assert masked_cross_entropy(Y, following, before_last) > math.log(c) - 0.2


def test_with_two_layers_a_word_sees_itself_although_no_place_looks_at_itself(rng):
    X = rng.normal(size=(1, 5, 3))
    changed = X.copy()
    changed[0, 2] += 1
    others = ~np.eye(5, dtype=bool)[np.newaxis]

    def layer(X):  # scores from places alone: only the values move
        places = np.broadcast_to(np.eye(5), (1, 5, 5))
        return scaled_dot_product_attention(places, places, X, others)

    once, also = layer(X), layer(changed)
    np.testing.assert_array_equal(once[0, 2], also[0, 2])
    assert np.abs(layer(once)[0, 2] - layer(also)[0, 2]).min() > 0.1


def agreement():
    """The sentences of the small language as ids; 0 is [MASK]."""
    words = agreement_sentences()
    vocab = Vocab(["[MASK]", *sorted({w for s in words for w in s})], None)
    return np.array([vocab(s) for s in words]), len(vocab)


def test_the_verb_needs_both_neighbours_by_counting():
    X, c = agreement()
    assert (X.shape, c) == ((12, 3), 14)
    subject, verb, noun = X.T
    best = {
        "left": causal_bound(subject[:, None], verb[:, None])[0],
        "right": causal_bound(noun[:, None], verb[:, None])[0],
        "both": causal_bound(X[:, [0, 2]], np.stack([verb, verb], axis=1))[1],
    }
    assert best == pytest.approx({"left": 1 / 3, "right": 1 / 2, "both": 1})


def test_pseudo_perplexity_is_no_perplexity():
    """Exact conditional distributions: 2^(1/3) against 12^(1/3)."""
    X, c = agreement()
    seen, chosen, rows = mask_each(X, np.ones_like(X, bool), 0, c)
    p = np.zeros((len(seen), 3, c))
    for i, (row, mask) in enumerate(zip(seen, chosen, strict=True)):
        fits = X[(row == X)[:, ~mask].all(axis=1)]
        p[i] = [np.bincount(column, minlength=c) / len(fits) for column in fits.T]
    with np.errstate(divide="ignore"):
        loss = masked_cross_entropy(np.log(p), X[rows], chosen)
    assert perplexity(loss) == pytest.approx(2 ** (1 / 3), rel=1e-12)
    assert np.exp(np.log(12) / 3) == pytest.approx(2.29, abs=0.01)


def test_the_noise_of_a_gradient_falls_with_the_predictions(rng):
    """15 % of the places: a variance 1/0.15 = 6.7 times that of all places."""
    c, t = 5, 200
    T = np.eye(c)[rng.integers(0, c, (4000, t))]  # independent words, equal scores
    gradients = 1 / c - T
    everywhere = gradients.mean(axis=1).var()
    chosen = (rng.random((4000, t)) < 0.15)[:, :, np.newaxis]
    some = ((gradients * chosen).sum(axis=1) / chosen.sum(axis=1)).var()
    assert some / everywhere == pytest.approx(1 / 0.15, rel=0.15)  # measured 6.6 to 7.1
