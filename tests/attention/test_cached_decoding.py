"""The statements of docs/attention/cached-decoding.md (att-9)."""

from functools import partial
from itertools import pairwise

import numpy as np
import pytest
import torch

from mlnotes.attention import cached_decoding as by_hand
from mlnotes.attention import cached_decoding_torch as with_torch
from mlnotes.attention.cached_decoding_torch import cached_step, first_cache
from mlnotes.attention.masks import causal_mask
from mlnotes.attention.multi_head_attention_torch import MultiHeadAttention
from mlnotes.attention.scaled_dot_product import scaled_dot_product_attention
from mlnotes.attention.transformer_torch import Transformer
from mlnotes.sequences.decoding_torch import beam_search, greedy_decode, select

SOS, EOS, C, LONGEST = 0, 1, 17, 13


def translator(device="cpu", norm_first=False, seed=0, **options):
    torch.manual_seed(seed)
    model = Transformer(19, C, 12, 3, 20, 2, norm_first=norm_first, **options)
    for parameter in model.parameters():
        parameter.data += 0.2 * torch.randn(parameter.shape)  # not the first values
    X, lengths = torch.randint(19, (4, 7)), torch.tensor([7, 5, 3, 1])
    model = model.double().eval().requires_grad_(False).to(device)
    return model, X.to(device), lengths.to(device)


def test_att_9_the_decoder_writes_from_z_and_from_what_it_has_written(device):
    """The log-probability of a target is the sum over its steps (teacher forcing)."""
    model, X, lengths = translator(device)
    tokens, log_p = greedy_decode(
        model.step, model.encode(X, lengths), SOS, EOS, LONGEST
    )
    start = torch.full_like(tokens[:, :1], SOS)
    Y_in = torch.cat([start, tokens[:, :-1]], dim=1)
    factors = torch.log_softmax(model(X, lengths, Y_in), dim=-1)
    chosen = factors.gather(2, tokens[..., None])[..., 0]
    ended = (tokens == EOS).cumsum(dim=1)
    written = (ended == 0) | ((tokens == EOS) & (ended == 1))
    torch.testing.assert_close((chosen * written).sum(dim=1), log_p)
    assert torch.equal(factors.argmax(dim=-1)[written], tokens[written])
    Z, mask = model.encode(X, lengths)
    other, _ = model.step(start[:, 0], (torch.zeros_like(Z), mask))
    assert not torch.allclose(other, factors[:, 0])


def test_place_by_place_is_causal_attention_of_all_places(rng):
    n, h, t, d_k, d_v = 2, 3, 5, 7, 11
    Q, K = rng.normal(size=(2, n, h, t, d_k))
    V = rng.normal(size=(n, h, t, d_v))
    mask = np.broadcast_to(causal_mask(t), (n, h, t, t))
    wanted = scaled_dot_product_attention(Q, K, V, mask)
    keys, values = K[..., :0, :], V[..., :0, :]
    for i in range(t):
        new = (a[..., i, :] for a in (Q, K, V))
        y, keys, values = by_hand.append_and_attend(*new, keys, values)
        np.testing.assert_allclose(y, wanted[..., i, :], atol=1e-12)
    np.testing.assert_array_equal(keys, K)
    np.testing.assert_array_equal(values, V)


def test_more_than_one_new_place_is_refused(rng):
    K = rng.normal(size=(2, 5, 3))
    for module, old in ((by_hand, K), (with_torch, torch.tensor(K))):
        with pytest.raises(ValueError, match=r"expected one new row for \(2, 5, 3\)"):
            module.append_and_attend(old, old, old, old, old)


@pytest.mark.parametrize("norm_first", [False, True])
def test_greedy_decoding_is_the_same_with_and_without_a_cache(device, norm_first):
    longest = 0
    for seed in range(3):
        model, X, lengths = translator(device, norm_first, seed)
        plain = greedy_decode(model.step, model.encode(X, lengths), SOS, EOS, LONGEST)
        state = first_cache(model, X, lengths)
        fast = greedy_decode(partial(cached_step, model), state, SOS, EOS, LONGEST)
        assert torch.equal(fast[0], plain[0])
        torch.testing.assert_close(fast[1], plain[1])
        longest = max(longest, plain[0].shape[1])
    assert longest > 4


@pytest.mark.parametrize("norm_first", [False, True])
def test_beam_search_is_the_same_with_and_without_a_cache(norm_first):
    moved = 0
    for seed in range(3):
        model, X, lengths = translator("cpu", norm_first, seed)
        one = X[:1], lengths[:1]
        search = partial(beam_search, sos=SOS, eos=EOS, max_len=LONGEST, width=5)
        plain = search(model.step, model.encode(*one))
        fast = search(partial(cached_step, model), first_cache(model, *one))
        assert [tokens for tokens, _ in fast] == [tokens for tokens, _ in plain]
        for (_, ours), (_, theirs) in zip(fast, plain, strict=True):
            assert ours == pytest.approx(theirs)
        moved += len({tokens[0] for tokens, _ in plain}) < 5  # a beam that forked
    assert moved


def test_earlier_keys_and_values_never_change_and_the_state_is_not_modified():
    model, X, lengths = translator()
    state, states = first_cache(model, X, lengths), []
    copy = [{name: a.clone() for name, a in cache.items()} for cache in state[1]]
    for i in range(5):
        _, state = cached_step(model, torch.full((4,), i + 2), state)
        states.append(state)
    assert all(cache["K"].shape[2] == 0 for cache in copy)
    for before, after in pairwise(states):
        for old, new in zip(before[1], after[1], strict=True):
            t = old["K"].shape[2]
            assert new["K"].shape[2] == t + 1
            for name in ("K", "V"):
                assert torch.equal(new[name][:, :, :t], old[name])
            for name in ("K_source", "V_source"):
                assert new[name] is old[name]


def test_known_tokens_fill_the_cache_in_one_pass():
    """Keys and values of a causal pass over five places are those of five steps."""
    model, X, lengths = translator()
    Y_in = torch.randint(C, (4, 5))
    state = first_cache(model, X, lengths)
    for j in range(5):
        _, state = cached_step(model, Y_in[:, j], state)
    inputs = []
    for layer in model.decoder.layers:
        layer.register_forward_pre_hook(lambda _, call: inputs.append(call[0]))
    model(X, lengths, Y_in)
    for layer, Y, cache in zip(model.decoder.layers, inputs, state[1], strict=True):
        kept = layer.self_attn.keys_values(Y)
        torch.testing.assert_close((cache["K"], cache["V"]), kept)


def test_rows_of_the_cache_follow_the_hypotheses():
    model, X, lengths = translator()
    _, state = cached_step(
        model, torch.tensor([2, 3, 4, 5]), first_cache(model, X, lengths)
    )
    order = torch.tensor([2, 0, 0, 3])
    log_p, _ = cached_step(model, torch.full((4,), 6), state)
    moved, _ = cached_step(model, torch.full((4,), 6), select(state, order))
    torch.testing.assert_close(moved, log_p[order])
    assert not torch.allclose(moved, log_p)


def test_every_token_at_place_0_gives_other_probabilities():
    model, X, lengths = translator()
    _, state_2 = cached_step(model, torch.full((4,), 2), first_cache(model, X, lengths))
    embed = model.embed
    wanted, _ = cached_step(model, torch.full((4,), 3), state_2)
    model.embed = lambda tokens, embedding, start=0: embed(tokens, embedding)
    wrong, _ = cached_step(model, torch.full((4,), 3), state_2)
    assert (wrong - wanted).abs().max() > 0.01


def test_is_causal_with_one_query_sees_the_first_key_only(device):
    torch.manual_seed(0)
    attention = MultiHeadAttention(12, 3).to(device)
    y, Z = torch.randn(2, 1, 12, device=device), torch.randn(2, 5, 12, device=device)
    Q, (K, V) = attention.queries(y), attention.keys_values(Z)
    first = attention.attend(Q, K[:, :, :1], V[:, :, :1])
    kernel = torch.nn.functional.scaled_dot_product_attention
    seen = kernel(Q, K, V, is_causal=True)
    torch.testing.assert_close(attention.out_proj(seen.flatten(1)[:, None]), first)
    assert not torch.allclose(attention.attend(Q, K, V), first)
    with pytest.raises(ValueError, match="expected as many queries as keys, got 1"):
        attention.attend(Q, K, V, causal=True)


def test_an_encoder_has_nothing_to_keep():
    model, X, lengths = translator()
    longer = X.clone()
    longer[1, 5] = 3
    before, _ = model.encode(X[1:2], lengths[1:2])
    after, _ = model.encode(longer[1:2], lengths[1:2] + 1)
    assert (before[:, :5] - after[:, :5]).abs().amax(dim=-1).min() > 1e-3


def test_training_mode_other_numbers_of_tokens_and_too_long_texts_are_refused():
    model, X, lengths = translator(max_len=8)
    state = first_cache(model, X, lengths)
    with pytest.raises(
        ValueError, match=r"expected tokens of shape \(4,\), got \(3,\)"
    ):
        cached_step(model, torch.zeros(3, dtype=torch.long), state)
    for _ in range(8):
        _, state = cached_step(model, torch.full((4,), 2), state)
    with pytest.raises(ValueError, match="expected at most 8 tokens, got 9"):
        cached_step(model, torch.full((4,), 2), state)
    model.train()
    with pytest.raises(ValueError, match="evaluation mode"):
        first_cache(model, X, lengths)
    with pytest.raises(ValueError, match="evaluation mode"):
        cached_step(model, torch.full((4,), 2), state)


@pytest.mark.parametrize("cached", [False, True])
def test_multiplications_are_those_of_pytorchs_products(cached):
    """PyTorch counts two operations a multiplication; the scores are taken off."""
    from torch.utils.flop_counter import FlopCounterMode

    model, *_ = translator()
    n, s, t = 1, 7, 6
    X, lengths = torch.randint(19, (n, s)), torch.tensor([s])
    counter = FlopCounterMode(display=False)
    with counter, torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH):
        state = first_cache(model, X, lengths) if cached else model.encode(X, lengths)
        step = partial(cached_step, model) if cached else model.step
        for _ in range(t):
            _, state = step(torch.full((n,), 2), state)
    scores = 2 * t * 12 * C
    counted = counter.get_total_flops() - encoder_flops(model, X, lengths) - scores
    wanted = by_hand.decoding_multiplications(t, s, 12, 20, 2, cached)
    assert counted == 2 * wanted


def encoder_flops(model, X, lengths):
    from torch.utils.flop_counter import FlopCounterMode

    counter = FlopCounterMode(display=False)
    with counter, torch.nn.attention.sdpa_kernel(torch.nn.attention.SDPBackend.MATH):
        model.encode(X, lengths)
    return counter.get_total_flops()


def test_the_sums_of_the_page_are_the_counts():
    s, d, d_ff = 5, 8, 16
    for t in (0, 1, 7):
        c = 6 * d * d + 2 * s * d + 2 * d * d_ff
        with_cache = t * c + t * (t + 1) * d + 2 * s * d * d
        without = t * (t + 1) // 2 * c + t * (t + 1) * (2 * t + 1) * d // 3
        without += t * 2 * s * d * d
        count = partial(by_hand.decoding_multiplications, t, s, d, d_ff)
        if t:  # a cache saves a factor of (t + 1)/2 to t
            assert (t + 1) / 2 * with_cache <= without <= t * with_cache
        assert count(1, cached=True) == with_cache
        assert count(3, cached=False) == 3 * without
    benchmark = partial(by_hand.decoding_multiplications, 64, 64, 128, 512, 2)
    assert round(benchmark(cached=False) / benchmark(cached=True)) == 36


@pytest.mark.parametrize("wrong", [(-1, 1, 1, 8, 8), (1, 1, -1, 8, 8), (1, 1, 1, 0, 8)])
def test_impossible_sizes_are_refused(wrong):
    with pytest.raises(ValueError, match="expected counts >= 0"):
        by_hand.layer_multiplications(*wrong)
    for t, layers in ((-1, 1), (1, 0)):
        with pytest.raises(ValueError, match="expected t >= 0 and layers >= 1"):
            by_hand.decoding_multiplications(t, 1, 8, 8, layers, cached=True)
