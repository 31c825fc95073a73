"""The statements of docs/attention/transformer.md (att-12)."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from mlnotes.attention import transformer as by_hand
from mlnotes.attention.masks_torch import causal_mask
from mlnotes.attention.positional_encoding import sinusoidal_encoding
from mlnotes.attention.transformer_torch import Transformer
from mlnotes.sequences.batching_torch import padding_mask
from tests.attention.toy_transformer import make, make_batch, to_arrays

ORDERS = pytest.mark.parametrize("norm_first", [False, True])


@pytest.fixture
def batch():
    return make_batch()


def test_input_is_the_embedding_times_root_d_plus_the_place(batch):
    X, _, _ = batch
    model = make()
    E = model.source.weight.detach().numpy()
    wanted = E[X.numpy()] * math.sqrt(12) + sinusoidal_encoding(7, 12)
    ours = model.embed(X, model.source).detach().numpy()
    np.testing.assert_allclose(ours, wanted, rtol=0, atol=1e-12)
    np.testing.assert_allclose(by_hand.embed(X.numpy(), E), wanted, rtol=0, atol=1e-12)
    later = model.embed(X[:, 3:], model.source, start=3).detach().numpy()
    np.testing.assert_allclose(later, wanted[:, 3:], rtol=0, atol=1e-12)


@pytest.mark.parametrize("d", [32, 512])
def test_at_the_start_both_summands_are_of_one_size_whatever_the_width(d):
    """Mean squares of 1 and 1/2; without √d the first would be 1/d."""
    torch.manual_seed(0)
    model = Transformer(1000, 3, d, 2, 4, 1)
    squares = (model.source.weight * math.sqrt(d)).square().mean().item()
    assert squares == pytest.approx(1, abs=0.05)
    assert model.source.weight.square().mean().item() == pytest.approx(1 / d, rel=0.05)
    assert model.positions.square().mean().item() == pytest.approx(1 / 2, rel=1e-12)
    normed = nn.functional.layer_norm(torch.randn(50, d), (d,))
    shared = normed @ model.source.weight.T  # scores from a table that is shared
    assert shared.var().item() == pytest.approx(1, abs=0.05)


@ORDERS
@pytest.mark.filterwarnings("ignore:enable_nested_tensor")
def test_encoder_and_decoder_equal_those_of_nn_transformer(norm_first, batch):
    """Norms first: all names load. Behind the sums: nn.Transformer adds two norms."""
    X, lengths, Y_in = batch
    ours = make(norm_first)
    sizes = {"dropout": 0.0, "batch_first": True, "norm_first": norm_first}
    other = nn.Transformer(12, 3, 2, 2, 17, **sizes).double()
    if not norm_first:
        other.encoder.norm = other.decoder.norm = None
    both = {
        name: value
        for name, value in ours.state_dict().items()
        if name.startswith(("encoder.", "decoder."))
    }
    other.load_state_dict(both)
    padding = ~padding_mask(lengths, 7)
    H = other(
        ours.embed(X, ours.source),
        ours.embed(Y_in, ours.target),
        tgt_mask=~causal_mask(5),
        src_key_padding_mask=padding,
        memory_key_padding_mask=padding,
    )
    results = [ours(X, lengths, Y_in), ours.scores(H)]
    torch.testing.assert_close(*results, rtol=1e-7, atol=1e-10)
    by_name = dict(ours.named_parameters()), dict(other.named_parameters())
    gradients = [
        torch.autograd.grad(s.sin().sum(), [parameters[name] for name in both])
        for s, parameters in zip(results, by_name, strict=True)
    ]
    for one, two in zip(*gradients, strict=True):
        torch.testing.assert_close(one, two, rtol=1e-7, atol=1e-10)


def test_probabilities_are_the_softmax_of_a_linear_layer(batch):
    X, lengths, Y_in = batch
    model = make()
    Z, mask = model.encode(X, lengths)
    H = model.decoder(model.embed(Y_in, model.target), Z, mask)
    s = H @ model.scores.weight.T + model.scores.bias
    torch.testing.assert_close(model(X, lengths, Y_in), s, rtol=1e-9, atol=1e-12)
    log_p, _ = model.step(Y_in[:, 4], (Z, mask, Y_in[:, :4]))
    wanted = s[:, 4].exp() / s[:, 4].exp().sum(dim=1, keepdim=True)
    torch.testing.assert_close(log_p.exp(), wanted, rtol=1e-9, atol=1e-12)


@ORDERS
def test_one_pass_with_teacher_forcing_equals_step_by_step(norm_first, batch):
    X, lengths, Y_in = batch
    model = make(norm_first)
    at_once, state = model(X, lengths, Y_in).log_softmax(2), model.encode(X, lengths)
    for j in range(5):
        log_p, state = model.step(Y_in[:, j], state)
        torch.testing.assert_close(log_p, at_once[:, j], rtol=1e-9, atol=1e-12)


def test_padding_changes_nothing_if_the_lengths_are_right(batch):
    X, lengths, Y_in = batch
    model = make()
    s = model(X, lengths, Y_in)
    for i, length in enumerate(lengths):
        row = slice(i, i + 1)
        alone = model(X[row, :length], lengths[row], Y_in[row])
        torch.testing.assert_close(s[row], alone, rtol=1e-9, atol=1e-11)
    wrong = model(X, torch.full((3,), 7), Y_in)
    apart = (wrong - s).abs().amax(dim=(1, 2))
    assert apart[0] == 0
    assert (apart[1:] > 0.01).all()


def test_without_positions_anagrams_of_the_source_are_one(batch):
    X, lengths, Y_in = batch
    model = make()
    order = torch.tensor([4, 2, 6, 0, 5, 3, 1])
    s, turned = (model(x[:1], lengths[:1], Y_in[:1]) for x in (X, X[:, order]))
    assert (s - turned).abs().max() > 0.01
    H = model.embed(X, model.source)[:1]  # with their places, in two orders
    Y = model.embed(Y_in, model.target)[:1]
    with_places = [model.decoder(Y, model.encoder(h)) for h in (H, H[:, order])]
    torch.testing.assert_close(*with_places, rtol=1e-9, atol=1e-11)
    model.positions.zero_()
    s, turned = (model(x[:1], lengths[:1], Y_in[:1]) for x in (X, X[:, order]))
    torch.testing.assert_close(s, turned, rtol=1e-9, atol=1e-11)


def test_more_tokens_than_max_len_are_refused(batch):
    X, lengths, Y_in = batch
    model = make(max_len=7)
    assert model(X, lengths, Y_in).shape == (3, 5, 13)
    with pytest.raises(ValueError, match="expected at most 6 tokens, got 7"):
        make(max_len=6)(X, lengths, Y_in)
    model = make(max_len=4)
    with pytest.raises(ValueError, match="expected at most 4 tokens, got 5"):
        model(X[:, :4], lengths.clamp(max=4), Y_in)


def test_base_model_of_the_paper_counted():
    """44 138 496 in the layers, 18 944 000 in one shared table of 37 000 tokens."""
    _, layers = counts(37000, 512, 2048, 6)
    assert layers == 44_138_496
    assert counts(37000, 512, 2048, 6)[0] == (101_007_496, 63_119_496)
    assert (
        counts(39_691, 512, 2048, 6)[0][1] < 64.5e6 < counts(39_692, 512, 2048, 6)[0][1]
    )
    assert (
        counts(41_640, 512, 2048, 6)[0][1] < 65.5e6 < counts(41_641, 512, 2048, 6)[0][1]
    )
    model = Transformer(13, 13, 12, 3, 17, 2)
    sizes = [sum(p.numel() for p in model.parameters())]
    model.source.weight = model.target.weight = model.scores.weight
    sizes.append(sum(p.numel() for p in model.parameters()))
    assert tuple(sizes) == counts(13, 12, 17, 2)[0]
    shapes = by_hand.weight_shapes(37000, 37000, 512, 2048, 6, norm_first=False)
    assert sum(map(math.prod, shapes.values())) == 101_007_496


def counts(c, d, d_ff, layers):
    """Parameters with three tables and with one; those of the layers."""
    attention, network, norm = 4 * d * d + 4 * d, 2 * d * d_ff + d_ff + d, 2 * d
    inner = layers * (3 * attention + 2 * network + 5 * norm)
    return (inner + 3 * c * d + c, inner + c * d + c), inner


def test_a_shared_table_gets_the_sum_of_the_gradients_of_its_uses(batch):
    """One table serves source, target and scores."""
    torch.manual_seed(0)
    free, tied = (Transformer(13, 13, 12, 3, 17, 2).double() for _ in range(2))
    free.source.weight.data = free.scores.weight.data.clone()
    free.target.weight.data = free.scores.weight.data.clone()
    tied.load_state_dict(free.state_dict())
    tied.source.weight = tied.target.weight = tied.scores.weight
    for model in (tied, free):
        model(*batch).sin().sum().backward()
    uses = [free.source, free.target, free.scores]
    together = sum(use.weight.grad for use in uses)
    torch.testing.assert_close(tied.scores.weight.grad, together, rtol=1e-9, atol=1e-11)


def test_dropout_acts_on_the_inputs_of_both_stacks_and_in_every_layer(batch):
    X, *_ = batch
    model = make(dropout=0.5)
    assert [m.p for m in model.modules() if isinstance(m, nn.Dropout)] == [0.5] * 5
    before = model.embed(X, model.source)
    model.train()
    kept = model.embed(X, model.source)
    assert 0.3 < (kept == 0).double().mean() < 0.7
    torch.testing.assert_close(kept[kept != 0], 2 * before[kept != 0])


def test_bad_tokens_and_lengths_are_refused(batch):
    X, lengths, Y_in = batch
    model = make()
    weights = to_arrays(model)
    wrong = [
        (X[0], lengths, Y_in),
        (X.double(), lengths, Y_in),
        (X > 3, lengths, Y_in),
        (X, lengths[:2], Y_in),
        (X, lengths + 1, Y_in),
        (X, lengths, Y_in[:2]),
        (X, lengths, Y_in[0]),
    ]
    for arguments in wrong:
        with pytest.raises(ValueError, match=r"expected.*got"):
            model(*arguments)
        arrays = [value.numpy() for value in arguments]
        with pytest.raises(ValueError, match=r"expected.*got"):
            by_hand.transformer(*arrays, weights, 3)
    with pytest.raises(IndexError):
        model(X + 11, lengths, Y_in)
    with pytest.raises(ValueError, match=r"expected ids in \[0, 11\)"):
        by_hand.transformer(X.numpy() + 11, lengths.numpy(), Y_in.numpy(), weights, 3)
