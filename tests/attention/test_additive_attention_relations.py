"""What additive and bilinear scores can say: docs/attention/additive-attention.md."""

import numpy as np
import pytest
import torch

from mlnotes.attention import additive_attention as by_hand
from mlnotes.attention import additive_attention_torch as with_torch
from mlnotes.attention.dot_product import dot_product_scores

SLOPE, BIAS, HEIGHT = 3.0, 1.0, 20.0


def bump_scores(queries, keys):
    """The two units of the page: largest where the key is the query."""
    Q = np.stack([queries, np.ones_like(queries)], axis=-1)  # a constant behind
    W_q = np.array([[-SLOPE, BIAS], [-SLOPE, -BIAS]])
    W_k = np.array([[SLOPE], [SLOPE]])
    v = HEIGHT * np.array([1.0, -1.0])
    return by_hand.additive_scores(Q, keys[:, None], W_q, W_k, v)


def test_two_units_find_the_key_that_is_the_query():
    places = np.linspace(-1, 1, 21)
    e = bump_scores(places, places)
    assert (e.argmax(axis=1) == np.arange(21)).all()
    np.testing.assert_allclose(e.diagonal(), 2 * HEIGHT * np.tanh(BIAS))
    gap = places[None] - places[:, None]
    wanted = np.tanh(SLOPE * gap + BIAS) - np.tanh(SLOPE * gap - BIAS)
    np.testing.assert_allclose(e, HEIGHT * wanted, atol=1e-12)


def test_the_bump_falls_on_both_sides():
    gaps = np.linspace(0, 3, 200)
    for side in (1, -1):
        e = bump_scores(np.zeros(1), side * gaps)[0]
        assert (np.diff(e) < 0).all()


def test_a_key_between_others_never_wins_a_bilinear_score(rng):
    for _ in range(100):
        Q, K, W = (rng.normal(size=shape) for shape in ((7, 3), (5, 2), (3, 2)))
        share = rng.dirichlet(np.ones(5))
        e = by_hand.bilinear_scores(Q, np.concatenate([K, share[None] @ K]), W)
        np.testing.assert_allclose(e[:, 5], e[:, :5] @ share, atol=1e-12)
        assert (e[:, 5] < e[:, :5].max(axis=1)).all()


def test_without_a_constant_additive_scores_are_odd_and_bilinear_ones_even(rng):
    Q, K = rng.normal(size=(3, 5)), rng.normal(size=(7, 11))
    weights = [rng.normal(size=shape) for shape in ((17, 5), (17, 11), (17,))]
    e = by_hand.additive_scores(Q, K, *weights)
    np.testing.assert_allclose(by_hand.additive_scores(-Q, -K, *weights), -e)
    W = rng.normal(size=(5, 11))
    even = by_hand.bilinear_scores(Q, K, W)
    np.testing.assert_allclose(by_hand.bilinear_scores(-Q, -K, W), even)


def test_without_a_constant_no_additive_score_prefers_the_same_sign_twice(rng):
    """Preferences of q = 1 and q = −1 between the keys 1 and −1 add up to zero."""
    one, keys = np.array([[1.0], [-1.0]]), np.array([[1.0], [-1.0]])
    for _ in range(100):
        W_q, W_k, v = (rng.normal(size=shape) for shape in ((17, 1), (17, 1), (17,)))
        e = by_hand.additive_scores(one, keys, W_q, W_k, v)
        prefers = e[0, 0] - e[0, 1], e[1, 1] - e[1, 0]
        np.testing.assert_allclose(sum(prefers), 0, atol=1e-12)
    e = dot_product_scores(one, keys)
    assert e[0, 0] > e[0, 1]
    assert e[1, 1] > e[1, 0]


def test_keys_with_their_squares_let_a_dot_product_find_the_query():
    places = np.linspace(-1, 1, 21)
    Q = np.stack([2 * places, -np.ones(21)], axis=-1)
    e = dot_product_scores(Q, np.stack([places, places**2], axis=-1))
    assert (e.argmax(axis=1) == np.arange(21)).all()
    gap = places[None] - places[:, None]
    np.testing.assert_allclose(e, places[:, None] ** 2 - gap**2, atol=1e-12)


@pytest.mark.parametrize("name", ["Q", "K", "W_q", "W_k", "v"])
def test_what_does_not_fit_is_refused(rng, name):
    sizes = {"Q": (2, 3, 5), "K": (2, 7, 11), "W_q": (17, 5), "W_k": (17, 11), "v": 17}
    arrays = {key: rng.normal(size=size) for key, size in sizes.items()}
    wrong = arrays[name][1:] if name != "v" else arrays[name][:, None]
    for value in (wrong, arrays[name].astype("float32")):
        bad = arrays | {name: value}
        with pytest.raises(ValueError, match=r"expected .*, got"):
            by_hand.additive_scores(**bad)
        with pytest.raises(ValueError, match=r"expected .*, got"):
            with_torch.additive_scores(**{k: torch.tensor(a) for k, a in bad.items()})


def test_upstream_gradients_of_another_shape_are_refused(rng):
    Q, K, W = (rng.normal(size=shape) for shape in ((3, 5), (7, 11), (5, 11)))
    weights = [rng.normal(size=shape) for shape in ((17, 5), (17, 11), (17,))]
    with pytest.raises(ValueError, match=r"expected de of shape \(3, 7\)"):
        by_hand.additive_scores_backward(np.ones((7, 3)), Q, K, *weights)
    with pytest.raises(ValueError, match=r"expected de of shape \(3, 7\)"):
        by_hand.bilinear_scores_backward(np.ones((7, 3)), Q, K, W)
    for scores, bad in ((by_hand, W.T), (with_torch, torch.tensor(W.T))):
        as_its = torch.tensor if scores is with_torch else np.asarray
        with pytest.raises(ValueError, match="expected W of shape"):
            scores.bilinear_scores(as_its(Q), as_its(K), bad)
    with pytest.raises(ValueError, match=r"expected Q \(\.\.\., t, d_q\)"):
        by_hand.bilinear_scores(Q[:, :0], K, W[:0])
