"""The statements of docs/attention/attention-maps.md."""

import math

import numpy as np
import pytest
import torch

from mlnotes.attention.attention_maps import (
    attention_entropy,
    attention_rollout,
    weighted_norms,
)
from mlnotes.attention.attention_maps_torch import record_attention
from mlnotes.attention.bert_torch import Bert
from mlnotes.attention.masks import masked_softmax
from mlnotes.attention.multi_head_attention_torch import MultiHeadAttention
from mlnotes.attention.transformer_torch import Transformer


def random_maps(rng, *shape):
    return masked_softmax(rng.normal(size=shape), None)


def test_entropy_is_zero_for_one_key_and_log_s_for_all_alike():
    s = 7
    one = np.eye(s)
    np.testing.assert_array_equal(attention_entropy(one), np.zeros(s))
    alike = np.full((2, 3, s), 1 / s)
    np.testing.assert_allclose(attention_entropy(alike), np.full((2, 3), math.log(s)))


def test_entropy_lies_between_and_equals_scipys(rng):
    stats = pytest.importorskip("scipy.stats")
    A = random_maps(rng, 2, 5, 7)
    H = attention_entropy(A)
    assert (H > 0).all()
    assert (math.log(7) > H).all()
    np.testing.assert_allclose(H, stats.entropy(A, axis=-1))


@pytest.mark.parametrize(
    "A", [np.full((2, 3), 0.5), np.array([[1.5, -0.5]]), np.array([[np.nan, 1.0]])]
)
def test_what_is_no_map_is_refused(A):
    with pytest.raises(ValueError, match="rows of weights >= 0 with the sum 1"):
        attention_entropy(A)
    with pytest.raises(ValueError, match="rows of weights"):
        weighted_norms(A, np.ones((A.shape[1], 2)))


def test_what_a_key_adds_is_its_weight_times_the_length_of_its_value(rng):
    A, V = random_maps(rng, 2, 5, 7), rng.normal(size=(2, 7, 3))
    added = A[..., None] * V[:, None]
    np.testing.assert_allclose(weighted_norms(A, V), np.linalg.norm(added, axis=-1))
    np.testing.assert_allclose(added.sum(axis=2), A @ V)


def test_a_large_weight_on_a_zero_value_adds_nothing():
    A, V = np.array([[0.9, 0.1]]), np.array([[0.0, 0.0], [3.0, 4.0]])
    np.testing.assert_allclose(weighted_norms(A, V), [[0, 0.5]])


def test_rollout_is_the_product_of_the_layers_the_last_one_left(rng):
    A = random_maps(rng, 3, 2, 5, 5)
    one, two, three = (A + np.eye(5)) / 2
    np.testing.assert_allclose(attention_rollout(A), three @ two @ one)
    assert not np.allclose(attention_rollout(A), one @ two @ three)


def test_the_rows_of_a_rollout_sum_to_one(rng):
    R = attention_rollout(random_maps(rng, 5, 2, 7, 7))
    assert (R >= 0).all()
    np.testing.assert_allclose(R.sum(axis=-1), np.ones((2, 7)))


def test_a_place_that_looks_at_itself_stays_and_looking_at_all_mixes():
    k, t = 4, 5
    alike = np.full((t, t), 1 / t)
    stays = np.broadcast_to(np.eye(t), (k, 1, t, t))
    np.testing.assert_allclose(attention_rollout(stays)[0], np.eye(t))
    mixes = np.broadcast_to(alike, (k, 1, t, t))
    kept = 2.0**-k
    wanted = kept * np.eye(t) + (1 - kept) * alike
    np.testing.assert_allclose(attention_rollout(mixes)[0], wanted)


@pytest.mark.parametrize("shape", [(0, 1, 3, 3), (2, 3, 3), (2, 1, 3, 4)])
def test_rollout_refuses_other_shapes(shape):
    with pytest.raises(ValueError, match=r"expected A of shape \(k, n, t, t\)"):
        attention_rollout(np.full(shape, 1 / shape[-1]))


def test_columns_of_a_map_sum_to_anything(rng):
    A = np.zeros((3, 4))
    A[:, 2] = 1
    np.testing.assert_array_equal(A.sum(axis=0), [0, 0, 3, 0])
    np.testing.assert_array_equal(attention_entropy(A), np.zeros(3))


def test_sharp_heads_have_a_blunt_mean():
    heads = np.eye(6)[[[0], [5]]]
    np.testing.assert_array_equal(attention_entropy(heads), np.zeros((2, 1)))
    np.testing.assert_allclose(attention_entropy(heads.mean(axis=0)), [math.log(2)])


def translator(device, **options):
    torch.manual_seed(0)
    model = Transformer(19, 17, d=12, h=3, d_ff=20, layers=2, **options).to(device)
    X = torch.randint(19, (2, 7), device=device)
    lengths = torch.tensor([7, 5], device=device)
    return model, X, lengths, torch.randint(17, (2, 5), device=device)


def test_every_attention_is_recorded_in_the_order_of_computing(device):
    model, *inputs = translator(device)
    maps = record_attention(model.eval(), *inputs)
    decoder = [
        f"decoder.layers.{i}.{name}"
        for i in range(2)
        for name in ("self_attn", "multihead_attn")
    ]
    encoder = [f"encoder.layers.{i}.self_attn" for i in range(2)]
    assert list(maps) == encoder + decoder
    for name, A in maps.items():
        t = 7 if name.startswith("encoder") else 5
        s = 5 if name.startswith("decoder") and name.endswith("self_attn") else 7
        assert A.shape == (2, 3, t, s)
        assert A.device.type == device.type
        assert not A.requires_grad
        torch.testing.assert_close(A.sum(-1), torch.ones_like(A[..., 0]))
    causal = maps["decoder.layers.1.self_attn"]
    assert (causal.triu(1) == 0).all()
    assert (causal.tril() > 0).sum() == 2 * 3 * 15
    for name in (*encoder, decoder[1], decoder[3]):
        assert (maps[name][1, ..., 5:] == 0).all()
        assert (maps[name][0] > 0).all()


def test_the_recorded_maps_are_the_ones_that_were_used(device):
    """Equal to PyTorch's weights by head, on the same inputs."""
    model, *inputs = translator(device)
    layer = model.eval().encoder.layers[0].self_attn
    seen = []
    hook = layer.register_forward_pre_hook(lambda _, args: seen.append(args))
    A = record_attention(model, *inputs)["encoder.layers.0.self_attn"]
    hook.remove()
    theirs = torch.nn.MultiheadAttention(12, 3, batch_first=True, device=device)
    theirs.load_state_dict(layer.state_dict())
    X, _, mask = seen[0]
    _, wanted = theirs(
        X, X, X, key_padding_mask=~mask[:, 0], average_attn_weights=False
    )
    torch.testing.assert_close(A, wanted)


def test_recording_leaves_the_model_as_it_was(device):
    model, *inputs = translator(device, dropout=0.5)
    record_attention(model.train(), *inputs)
    assert model.training
    assert not any(module._forward_pre_hooks for module in model.modules())
    before = model.eval()(*inputs)
    record_attention(model, *inputs)
    assert torch.equal(model(*inputs), before)
    with pytest.raises(ValueError, match="MultiHeadAttention"):
        record_attention(torch.nn.Linear(2, 2), torch.ones(1, 2))
    with pytest.raises(ValueError, match="tokens"):
        record_attention(model, inputs[0], inputs[1], inputs[2][:1])
    assert not any(module._forward_pre_hooks for module in model.modules())


def test_it_reads_any_model_with_attention(device):
    torch.manual_seed(0)
    X = torch.randint(19, (2, 7), device=device)
    bert = Bert(19, 12, 3, 24, 2, max_len=7).to(device).eval()
    mask = torch.arange(7, device=device) < torch.tensor([[7], [4]], device=device)
    maps = record_attention(bert, X, torch.zeros_like(X), mask)
    assert all((A[1, ..., 4:] == 0).all() for A in maps.values())
    alone = MultiHeadAttention(12, 3).to(device)
    Z = torch.randn(1, 5, 12, device=device)
    assert record_attention(alone, Z, Z)[""].shape == (1, 3, 5, 5)
    real = torch.tensor([True, True, False, True, True], device=device)
    both = record_attention(alone, Z, Z, real.expand(1, 5, 5), True)[""]
    assert torch.equal(both[0, 0] > 0, real & torch.ones_like(both[0, 0] > 0).tril())


def test_hiding_a_part_costs_the_characters_that_depend_on_it_single_places_do_not():
    """Seeds 0 to 2, 500 steps: at least 2.0 nats, others' median 0.0; 69 % of heavy.

    Both digits of the month: 14 to 19 nats together. The second digit of the year: 0.
    The 7 of the day alone: 8.2 to 12.3; 2 to 4 single pairs cost more than 0.1.
    """
    figures = pytest.importorskip("figures.attention.attention_maps")
    model = figures._trained(500)
    parts, costs = figures._hiding_parts(model)
    assert parts == ["month", "day", "year"]
    depends = np.zeros((3, 11), bool)
    depends[0, [5, 6]] = depends[1, 9] = depends[2, [0, 2, 3]] = True
    assert (costs[depends] > 1).all()
    assert np.median(costs[~depends]) < 0.1
    assert costs[2, 1] < 0.1
    assert costs[0, [5, 6]].sum() > 2 * math.log(12)
    weights, single = figures._hiding_places(model)
    heavy = weights > 0.5
    assert heavy.sum() >= 8
    assert (single[heavy] < 0.1).mean() > 0.5
    assert single[9, 9] > 1
    assert (single > 0.1).sum() < 20
