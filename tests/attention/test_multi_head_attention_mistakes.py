"""What docs/attention/multi-head-attention.md says of heads and of mistakes (att-6)."""

import math

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from mlnotes.attention import multi_head_attention as by_hand
from mlnotes.attention.masks_torch import causal_mask
from mlnotes.attention.multi_head_attention_torch import (
    MultiHeadAttention,
    merge_heads,
    split_heads,
)

N, T, HEADS, D = 2, 6, 2, 14


@pytest.fixture(autouse=True)
def _seed():
    """Seed the global generator, so that no test depends on those before it."""
    torch.manual_seed(0)


def two_words(n, k, generator):
    """Sentences of two words with k numbers and their place; both words as target."""
    contents = torch.randn(n, 2, k, generator=generator)
    rest = torch.zeros(n, 2, k - 2)
    X = torch.cat([contents, torch.eye(2).expand(n, 2, 2), rest], dim=2)
    return X, contents.flatten(1)


def trained_error(h, k, seed, steps):
    """Train a layer to read both words; return its mean squared error afterwards."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    layer = MultiHeadAttention(2 * k, h)
    optimizer = torch.optim.Adam(layer.parameters(), lr=0.02)
    for _ in range(steps):
        X, both = two_words(64, k, generator)
        loss = (layer(X[:, :1], X)[:, 0] - both).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    X, both = two_words(10_000, k, generator)
    with torch.no_grad():
        return (layer(X[:, :1], X)[:, 0] - both).square().mean().item()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_two_heads_learn_to_read_two_words_and_one_head_cannot(seed):
    """One head: at least (k − 1)/(2k) = 0.375; seeds 0 to 3 gave 0.375 to 0.384."""
    assert trained_error(1, 4, seed, 150) > 0.36
    assert trained_error(2, 4, seed, 250) < 0.05  # 0.0001 or less in seeds 0 to 3


def test_heads_that_start_equal_stay_equal():
    """Equal rows of W_in and equal columns of W_out get equal gradients."""
    torch.manual_seed(0)
    layer = MultiHeadAttention(D, HEADS).double()
    d_k = D // HEADS
    with torch.no_grad():
        W = layer.in_proj_weight.view(3, HEADS, d_k, D)
        W[:, 1] = W[:, 0]
        layer.out_proj.weight[:, d_k:] = layer.out_proj.weight[:, :d_k]
    X = torch.randn(N, T, D, dtype=torch.float64)
    layer(X, X).square().sum().backward()
    assert layer.in_proj_weight.grad is not None
    assert layer.out_proj.weight.grad is not None
    first, second = layer.in_proj_weight.grad.view(3, HEADS, d_k, D).unbind(1)
    torch.testing.assert_close(first, second)
    assert first.abs().max() > 0.1
    torch.testing.assert_close(*layer.out_proj.weight.grad.chunk(2, dim=1))


def test_einsum_with_named_axes_gives_the_same(rng):
    X, Z = rng.normal(size=(N, T, D)), rng.normal(size=(N, T + 1, D))
    W_in, W_out = rng.normal(size=(3 * D, D)) / 4, rng.normal(size=(D, D)) / 4
    b_in, b_out = rng.normal(size=3 * D), rng.normal(size=D)
    W, b = W_in.reshape(3, HEADS, D // HEADS, D), b_in.reshape(3, HEADS, 1, D // HEADS)
    Q, K, V = (
        np.einsum("ntd,hkd->nhtk", A, W[i]) + b[i] for i, A in enumerate((X, Z, Z))
    )
    e = np.einsum("nhtk,nhsk->nhts", Q, K) / math.sqrt(D // HEADS)
    A = np.exp(e) / np.exp(e).sum(axis=3, keepdims=True)
    Y = np.einsum("nhts,nhsk,dhk->ntd", A, V, W_out.reshape(D, HEADS, -1)) + b_out
    arguments = X, Z, None, W_in, b_in
    ours = by_hand.multi_head_attention(*arguments, W_out, b_out, HEADS)
    np.testing.assert_allclose(Y, ours)
    np.testing.assert_allclose(A, by_hand.multi_head_weights(*arguments, HEADS))


def test_a_reshape_without_transpose_gives_each_head_a_part_of_the_sentence():
    """The shapes are right; the first place no longer acts on the last one."""
    X = torch.randn(N, T, D, dtype=torch.float64, requires_grad=True)
    wrong = X.reshape(N, HEADS, T, D // HEADS)
    right = split_heads(X, HEADS)
    assert wrong.shape == right.shape
    torch.testing.assert_close(wrong[:, 0].reshape(N, T // 2, D), X[:, : T // 2])

    def reached(heads, merge):
        Y = merge(functional.scaled_dot_product_attention(heads, heads, heads))
        (dX,) = torch.autograd.grad(Y[:, -1].sum(), X, retain_graph=True)
        return [bool(place.any()) for place in dX[0]]

    assert reached(right, merge_heads) == [True] * T
    halves = reached(wrong, lambda Y: Y.reshape(N, T, D))
    assert halves == [False] * (T // 2) + [True] * (T // 2)
    X = torch.randn(1, T, 12, dtype=torch.float64, requires_grad=True)
    for h in (2, 3, 4, T):
        wrong = X.reshape(1, h, T, 12 // h)
        assert not reached(wrong, lambda Y: Y.reshape(1, T, 12))[0]


def test_heads_unmixed_from_the_batch_in_the_wrong_order_mix_samples():
    """(n·h, t, d_k) holds sample by sample: read as (h, n, …) it mixes them."""
    X = torch.randn(N, T, D, dtype=torch.float64, requires_grad=True)
    flat = split_heads(X, HEADS).flatten(0, 1)
    Y = functional.scaled_dot_product_attention(flat, flat, flat)
    right = merge_heads(Y.unflatten(0, (N, HEADS)))
    wrong = merge_heads(Y.unflatten(0, (HEADS, N)).transpose(0, 1))
    assert wrong.shape == right.shape == X.shape
    for merged, mixed in ((right, False), (wrong, True)):
        (dX,) = torch.autograd.grad(merged[0].sum(), X, retain_graph=True)
        assert bool(dX[1].any()) == mixed


def test_a_mask_without_an_axis_for_the_heads_is_wrong_in_silence_if_n_is_h():
    X = torch.randn(N, T, D, dtype=torch.float64)
    Q = split_heads(X, HEADS)
    mask = torch.ones(N, T, T, dtype=torch.bool)
    mask[1, :, 3:] = False
    attention = functional.scaled_dot_product_attention
    right = attention(Q, Q, Q, attn_mask=mask[:, None])
    wrong = attention(Q, Q, Q, attn_mask=mask)  # no error: samples taken for heads
    assert wrong.shape == right.shape
    assert (wrong - right).abs().max() > 0.1
    torch.testing.assert_close(wrong[0, 0], right[0, 0])
    torch.testing.assert_close(wrong[1, 1], right[1, 1])
    three = torch.cat([Q, Q[:1]])
    with pytest.raises(RuntimeError):  # three samples, two heads
        attention(three, three, three, attn_mask=torch.cat([mask, mask[:1]]))


def test_masks_for_each_head_go_sample_by_sample_in_torch_nn():
    """attn_mask (n·h, t, s): repeat_interleave, not repeat; neither raises an error."""
    torch.manual_seed(0)
    ours = MultiHeadAttention(D, HEADS)
    theirs = nn.MultiheadAttention(D, HEADS, batch_first=True)
    theirs.load_state_dict(ours.state_dict())
    X, mask = torch.randn(N, T, D), causal_mask(T).repeat(N, 1, 1)
    mask[1] = True
    wanted = ours(X, X, mask)
    right, _ = theirs(X, X, X, attn_mask=~mask.repeat_interleave(HEADS, dim=0))
    torch.testing.assert_close(right, wanted)
    wrong, _ = theirs(X, X, X, attn_mask=~mask.repeat(HEADS, 1, 1))
    assert (wrong - wanted).abs().max() > 0.01


def test_dividing_by_the_root_of_d_divides_all_scores_by_another_root_of_h(rng):
    """And flattens the weights: their entropy is larger for every query."""
    X, h = rng.normal(size=(5, 11, 16)), 4
    W_in, b_in = rng.normal(size=(48, 16)) / 2, np.zeros(48)
    right = by_hand.multi_head_weights(X, X, None, W_in, b_in, h)
    flat = right ** (1 / math.sqrt(h))
    flat /= flat.sum(axis=3, keepdims=True)
    W_wrong = W_in.copy()
    W_wrong[:16] /= math.sqrt(h)  # √d_k / √d = 1/√h
    wrong = by_hand.multi_head_weights(X, X, None, W_wrong, b_in, h)
    np.testing.assert_allclose(wrong, flat)
    entropies = [-(A * np.log(A)).sum(axis=3) for A in (wrong, right)]
    assert (entropies[0] > entropies[1]).all()


def test_torch_nn_shows_the_mean_over_the_heads_unless_asked():
    torch.manual_seed(0)
    ours = MultiHeadAttention(D, HEADS)
    theirs = nn.MultiheadAttention(D, HEADS, batch_first=True)
    theirs.load_state_dict(ours.state_dict())
    X = torch.randn(N, T, D)
    torch.testing.assert_close(theirs(X, X, X)[1], ours.weights(X, X).mean(dim=1))
