"""What docs/attention/masks.md says of PyTorch's masks, of padding, and of mistakes."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.functional import scaled_dot_product_attention as sdpa

from mlnotes.attention import masks as by_hand
from mlnotes.attention import masks_torch as with_torch
from mlnotes.attention.attention_function import attend, attend_backward
from mlnotes.attention.attention_function_torch import attend as attend_torch


@pytest.fixture
def draw(device):
    """Make random tensors, all from one generator."""
    generator = torch.Generator().manual_seed(0)

    def draw(*shape):
        return torch.randn(shape, generator=generator, dtype=torch.float64).to(device)

    return draw


@pytest.fixture
def layer(device):
    """Multi-head attention of width 6 with one head and unit weights."""
    layer = nn.MultiheadAttention(6, 1, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        layer.in_proj_weight.copy_(torch.eye(6).repeat(3, 1))
        layer.out_proj.weight.copy_(torch.eye(6))
    return layer.to(device)


KEYS = torch.tensor([[True] * 5, [True, True, False, False, False]])  # n = 2, s = 5


def test_pytorchs_two_conventions_agree_after_a_negation(draw, layer, device):
    X, keys = draw(2, 5, 6), KEYS.to(device)
    causal = with_torch.causal_mask(5, device)
    mask = with_torch.combine_masks(keys, causal)
    wanted = sdpa(X, X, X, attn_mask=mask)
    added = torch.zeros(2, 5, 5, device=device).to(X).masked_fill(~mask, -torch.inf)
    torch.testing.assert_close(sdpa(X, X, X, attn_mask=added), wanted)
    torch.testing.assert_close(attend_torch(X @ X.mT / 6**0.5, X, mask), wanted)
    for arguments in (
        {"attn_mask": ~causal, "key_padding_mask": ~keys},
        {"attn_mask": ~mask},
        {"attn_mask": added},
        {"attn_mask": added[0], "key_padding_mask": added[:, -1]},
    ):
        for need_weights in (True, False):
            Y, _ = layer(X, X, X, need_weights=need_weights, **arguments)
            torch.testing.assert_close(Y, wanted)
    heads = X[:, None].expand(-1, 3, -1, -1)
    many = sdpa(heads, heads, heads, attn_mask=mask[:, None])
    torch.testing.assert_close(many, wanted[:, None].expand_as(many))
    inverted, _ = layer(X, X, X, attn_mask=mask | ~mask.any(-1, keepdim=True))
    assert not torch.allclose(inverted, wanted)


def test_the_encoder_layer_takes_true_for_must_not_look(draw, device):
    layer = nn.TransformerEncoderLayer(6, 3, 7, 0.0, batch_first=True).to(device)
    X, keys, causal = draw(2, 5, 6).float(), KEYS.to(device), with_torch.causal_mask(5)
    other = torch.where(keys[..., None], X, X + 1)
    hidden = {"src_mask": ~causal.to(device), "src_key_padding_mask": ~keys}
    same = layer(X, **hidden)[keys], layer(other, **hidden)[keys]
    torch.testing.assert_close(*same)
    seen = {name: ~mask for name, mask in hidden.items()}
    assert not torch.allclose(layer(X, **seen)[1, 0], layer(other, **seen)[1, 0])


def test_a_mask_for_each_sentence_is_repeated_for_each_head(draw, device):
    layer = nn.MultiheadAttention(6, 3, batch_first=True, dtype=torch.float64)
    layer, X, keys = layer.to(device), draw(2, 5, 6), KEYS.to(device)
    causal = with_torch.causal_mask(5, device)
    mask = with_torch.combine_masks(keys, causal)
    wanted, _ = layer(X, X, X, attn_mask=~causal, key_padding_mask=~keys)
    Y, _ = layer(X, X, X, attn_mask=~mask.repeat_interleave(3, dim=0))
    torch.testing.assert_close(Y, wanted)
    Y, _ = layer(X, X, X, attn_mask=~mask.repeat(3, 1, 1))
    assert not torch.allclose(Y, wanted), "heads outside, sentences inside"


def test_an_empty_row_is_nan_with_weights_and_0_without_in_multihead_attention(
    draw, layer
):
    X = draw(2, 5, 6)
    hidden = ~KEYS.to(X.device) | torch.tensor([[True], [False]], device=X.device)
    Y, A = layer(X, X, X, key_padding_mask=hidden, need_weights=True)
    assert Y[0].isnan().all()
    assert A[0].isnan().all()
    assert Y[1].isfinite().all()
    Y, _ = layer(X, X, X, key_padding_mask=hidden, need_weights=False)
    assert not Y[0].any()


def test_is_causal_counts_from_the_upper_left_corner(draw, device):
    Q, K, V = draw(2, 2, 6), draw(2, 5, 6), draw(2, 5, 6)
    upper_left = torch.ones(2, 5, dtype=torch.bool, device=device).tril()
    torch.testing.assert_close(
        sdpa(Q, K, V, is_causal=True), sdpa(Q, K, V, attn_mask=upper_left)
    )
    newest = sdpa(Q[:, -1:], K, V, is_causal=True)
    torch.testing.assert_close(newest, V[:, :1])
    whole = sdpa(K, K, V, is_causal=True)
    mask = with_torch.causal_mask(5, device)[-2:]
    torch.testing.assert_close(sdpa(K[:, -2:], K, V, attn_mask=mask), whole[:, -2:])
    torch.testing.assert_close(sdpa(K[:, -1:], K, V), whole[:, -1:])
    with pytest.raises(RuntimeError, match="should not be set when is_causal"):
        sdpa(Q, K, V, attn_mask=mask, is_causal=True)


def test_nan_in_a_masked_value_reaches_every_query_unless_set_to_zero(draw, device):
    e, V, keys = draw(2, 3, 5), draw(2, 5, 7), KEYS.to(device)
    mask, dirty = with_torch.spread_key_mask(keys, 3), V.clone()
    dirty[1, 4, 0] = torch.nan  # a row of padding
    wanted, Y = attend_torch(e, V, mask), attend_torch(e, dirty, mask)
    assert Y[1, :, 0].isnan().all()
    torch.testing.assert_close(Y[1, :, 1:], wanted[1, :, 1:])
    torch.testing.assert_close(Y[0], wanted[0])
    Q, K = draw(2, 3, 6), draw(2, 5, 6)
    assert sdpa(Q, K, dirty, attn_mask=mask)[1, :, 0].isnan().all()
    assert attend_torch(e, dirty * keys[..., None], mask)[1, :, 0].isnan().all()
    selected = torch.where(keys[..., None], dirty, 0)
    torch.testing.assert_close(attend_torch(e, selected, mask), wanted)
    arrays = [tensor.cpu().numpy() for tensor in (e, dirty, mask)]
    np.testing.assert_allclose(attend(*arrays), Y.cpu(), rtol=1e-9, equal_nan=True)


def test_by_hand_the_gradients_stay_finite_beside_a_nan_that_is_masked(rng):
    e, V, dY = rng.normal(size=(3, 5)), rng.normal(size=(5, 7)), rng.normal(size=(3, 7))
    mask = np.tile([True, True, True, True, False], (3, 1))
    clean = attend_backward(dY, e, V, mask)
    V[4, 0] = np.nan
    for got, wanted in zip(attend_backward(dY, e, V, mask), clean, strict=True):
        np.testing.assert_array_equal(got, wanted)


def test_nan_in_a_masked_key_is_hidden_by_hand_but_not_in_sdpa(draw, device):
    Q, K, V = draw(2, 3, 6), draw(2, 5, 6), draw(2, 5, 7)
    mask, dirty = with_torch.spread_key_mask(KEYS.to(device), 3), K.clone()
    dirty[1, 4, 0] = torch.nan
    wanted = sdpa(Q, K, V, attn_mask=mask)
    torch.testing.assert_close(attend_torch(Q @ dirty.mT / 6**0.5, V, mask), wanted)
    assert sdpa(Q, dirty, V, attn_mask=mask)[1].isnan().all()


def test_padding_matters_to_nobody_if_keys_are_masked_but_not_if_queries_are(rng):
    real = np.array([True, True, True, False, False])
    X = rng.normal(size=(5, 7))
    other = np.where(real[:, None], X, rng.normal(size=(5, 7)))
    for mask, same in (
        (np.tile(real, (5, 1)), True),
        (np.tile(real[:, None], 5), False),
    ):
        Y, changed = (attend(Z @ Z.T, Z, mask) for Z in (X, other))
        assert np.allclose(Y[real], changed[real], rtol=1e-12) == same


def test_a_mask_behind_the_softmax_leaves_rows_below_one_and_lets_the_future_in(rng):
    e, mask = rng.normal(size=(5, 5)), by_hand.causal_mask(5)
    other = e.copy()
    other[:, -1] += 3  # the last key, which only the last query may see
    late = [by_hand.masked_softmax(scores, None) * mask for scores in (e, other)]
    assert late[0][:-1].sum(axis=1).max() < 0.95
    assert abs(late[0] - late[1])[0].max() > 0.01
    divided = late[0] / late[0].sum(axis=1, keepdims=True)
    A = by_hand.masked_softmax(e, mask)
    np.testing.assert_allclose(divided, A, rtol=1e-12)
    e[0, 4] = 800  # the allowed weights underflow: 0/0
    assert (by_hand.masked_softmax(e, None) * mask)[0].sum() == 0
    assert by_hand.masked_softmax(e, mask)[0, 0] == 1


def test_a_large_negative_number_makes_an_empty_row_uniform():
    e, mask = torch.tensor([[1.0, 2, 3]]), torch.tensor([[False] * 3])
    third = torch.full((1, 3), 1 / 3)
    filled = e.masked_fill(~mask, -1e9)
    torch.testing.assert_close(torch.softmax(filled, -1), third)
    torch.testing.assert_close(torch.softmax(e + ~mask * -1e9, -1), third)
    in_double = torch.softmax(e.double() + ~mask * -1e9, -1)
    torch.testing.assert_close(
        in_double, torch.softmax(e.double(), -1), rtol=1e-6, atol=0
    )
    assert not with_torch.masked_softmax(e, mask).any()
    with pytest.raises(RuntimeError, match="without overflow"):
        e.half().masked_fill(~mask, -1e9)


def test_minus_ten_thousand_lets_a_masked_key_win():
    e = torch.tensor([[-20_000.0, 0.0]])
    mask = torch.tensor([[True, False]])
    assert torch.softmax(e + ~mask * -1e4, -1).tolist() == [[0, 1]]
    assert with_torch.masked_softmax(e, mask).tolist() == [[1, 0]]


def test_added_minus_infinity_and_nan_to_num_hide_a_gradient_that_is_nan():
    e = torch.zeros(2, 3, requires_grad=True)
    mask = torch.tensor([[True, True, False], [False] * 3])
    added = torch.zeros(2, 3).masked_fill(~mask, -torch.inf)
    A = torch.softmax(e + added, -1).nan_to_num(0)
    assert A[1].tolist() == [0, 0, 0]
    (gradient,) = torch.autograd.grad((A * torch.arange(3)).sum(), e)
    assert gradient[1].isnan().all()


def test_a_mask_of_numbers_is_added_and_so_hides_almost_nothing(draw):
    V, mask = draw(1, 5, 5), torch.tensor([[1.0, 1, 1, 0, 0]]).to(draw(1))
    A = sdpa(0 * V[:, :1], V, torch.eye(5).to(V)[None], attn_mask=mask)[0, 0]
    torch.testing.assert_close(A[0] / A[4], torch.tensor(np.e).to(A))


def test_a_key_mask_is_broadcast_over_queries_if_there_are_as_many_as_sentences(draw):
    """With n = t, row i of the mask goes to query i of every sentence."""
    Q, K, V = draw(2, 2, 6), draw(2, 5, 6), draw(2, 5, 7)
    keys = KEYS.to(Q.device)
    wrong = sdpa(Q, K, V, attn_mask=keys)
    for n in range(2):
        for i in range(2):
            alone = sdpa(Q[n, i : i + 1], K[n], V[n], attn_mask=keys[i : i + 1])
            torch.testing.assert_close(wrong[n, i : i + 1], alone)
    right = sdpa(Q, K, V, attn_mask=keys[:, None])
    assert not torch.allclose(wrong, right)
    spread = sdpa(Q, K, V, attn_mask=with_torch.spread_key_mask(keys, 2))
    torch.testing.assert_close(right, spread)
    with pytest.raises(ValueError, match=r"expected a bool mask of e's shape"):
        attend_torch(Q @ K.mT, V, keys)
    with pytest.raises(RuntimeError):
        sdpa(draw(2, 3, 6), K, V, attn_mask=keys)
