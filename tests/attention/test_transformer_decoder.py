"""The statements of docs/attention/transformer-decoder.md (att-10, att-11)."""

from functools import partial

import numpy as np
import pytest
import torch
from torch import nn

from mlnotes.attention.masks_torch import causal_mask, combine_masks
from mlnotes.attention.transformer_decoder import decoder, decoder_layer
from mlnotes.attention.transformer_decoder_torch import Decoder, DecoderLayer
from mlnotes.networks.activations import gelu
from tests.attention.toy_transformer import to_arrays

N, T, S, D, HEADS, D_FF = 3, 7, 5, 12, 3, 17
LENGTHS = torch.tensor([5, 3, 1])
ORDERS = pytest.mark.parametrize("norm_first", [False, True])


@pytest.fixture
def inputs(device):
    """Targets Y, encoder outputs Z, and the mask of real source tokens, on a device."""
    torch.manual_seed(0)
    Y, Z = torch.randn(N, T, D).double(), torch.randn(N, S, D).double()
    real = torch.arange(S) < LENGTHS[:, None]
    return Y.to(device), Z.to(device), real.to(device)


def make(kind, norm_first, device="cpu", **options):
    """Make a module whose biases and norms are not at their first values."""
    sizes = (D, HEADS, D_FF) if kind is DecoderLayer else (2, D, HEADS, D_FF)
    torch.manual_seed(1)
    module = kind(*sizes, norm_first=norm_first, **options).double()
    for parameter in module.parameters():
        parameter.data += 0.1 * torch.randn(parameter.shape, dtype=torch.float64)
    return module.to(device).eval()


def theirs(norm_first, device, layers=None):
    """PyTorch's own layer, or a stack of them."""
    sizes = {"dropout": 0.0, "batch_first": True, "norm_first": norm_first}
    layer = nn.TransformerDecoderLayer(D, HEADS, D_FF, **sizes)
    if layers is None:
        return layer.double().to(device)
    norm = nn.LayerNorm(D) if norm_first else None
    return nn.TransformerDecoder(layer, layers, norm).double().to(device)


def call_theirs(module, Y, Z, real):
    """PyTorch's masks are True where one must not look."""
    future = ~causal_mask(T, device=Y.device)
    return module(Y, Z, tgt_mask=future, memory_key_padding_mask=~real)


def forget_causal(attention, instead=None):
    """Let self-attention use another mask, or none."""
    attend = attention.forward
    attention.forward = lambda X, Z, mask=None, causal=False: attend(X, Z, instead)


@ORDERS
def test_no_output_depends_on_a_later_input_bit_for_bit(norm_first, inputs, device):
    Y, Z, real = inputs
    module = make(Decoder, norm_first, device)
    before = module(Y, Z, real)
    for j in range(1, T):
        changed = Y.clone()
        changed[:, j:] = 100 * torch.randn_like(Y[:, j:])
        after = module(changed, Z, real)
        assert torch.equal(after[:, :j], before[:, :j])
        assert (after[:, j:] != before[:, j:]).any(dim=2).all()


@ORDERS
def test_gradient_by_a_later_input_is_exactly_zero(norm_first, inputs, device):
    Y, Z, real = inputs
    module = make(Decoder, norm_first, device)
    J = torch.autograd.functional.jacobian(lambda Y: module(Y, Z[:1], real[:1]), Y[:1])
    reaches = J[0, :, :, 0].abs().amax(dim=(1, 3)) > 0  # output i by input j
    assert torch.equal(reaches, causal_mask(T, device=device))


@pytest.mark.parametrize("number", [0, 1])
def test_one_layer_without_the_mask_lets_every_output_see_every_input(number, inputs):
    Y, Z, real = (tensor[:1].cpu() for tensor in inputs)
    module = make(Decoder, False)
    forget_causal(module.layers[number].self_attn)
    J = torch.autograd.functional.jacobian(lambda Y: module(Y, Z, real), Y)
    assert (J[0, :, :, 0].abs().amax(dim=(1, 3)) > 0).all()


@ORDERS
def test_one_pass_computes_what_a_pass_for_each_beginning_computes(norm_first, inputs):
    Y, Z, real = (tensor.cpu() for tensor in inputs)
    module = make(Decoder, norm_first)
    at_once = module(Y, Z, real)
    for j in range(T):
        alone = module(Y[:, : j + 1], Z, real)[:, j]
        torch.testing.assert_close(at_once[:, j], alone, rtol=1e-9, atol=1e-12)


def test_padding_behind_needs_no_mask_in_the_target(inputs, device):
    """Outputs and gradients at real places; what the padding writes is not used."""
    Y, Z, real = inputs
    module, results = make(Decoder, False, device), []
    for padding in (0.0, 50.0):
        padded = torch.cat([Y[:, :4], torch.full_like(Y[:, 4:], padding)], dim=1)
        padded.requires_grad_()
        out = module(padded, Z, real)[:, :4]
        by = [padded, *module.parameters()]
        gradients = torch.autograd.grad(out.square().sum(), by)
        assert (gradients[0][:, 4:] == 0).all()
        results.append([out, gradients[0][:, :4], *gradients[1:]])
    for one, other in zip(*results, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-9, atol=1e-11)


def test_padding_in_front_needs_one(inputs, device):
    Y, Z, real = inputs
    module = make(DecoderLayer, False, device)
    other = Y.clone()
    other[:, :2] = 50
    apart = (module(Y, Z, real) - module(other, Z, real))[:, 2:].abs()
    assert apart.amax(dim=(0, 2)).min() > 0.01

    key_mask = (torch.arange(T, device=device) >= 2).expand(N, T)
    both = combine_masks(key_mask, causal_mask(T, device=device))
    forget_causal(module.self_attn, both)
    masked = module(Y, Z, real)
    assert torch.equal(masked[:, 2:], module(other, Z, real)[:, 2:])
    assert masked.isfinite().all()  # also the rows that may look nowhere


def test_every_output_depends_on_every_real_source_token_and_on_no_other(
    inputs, device
):
    """No causal mask here; the gradient by padding is exactly 0."""
    Y, Z, real = inputs
    module = make(DecoderLayer, False, device)
    for i in range(N):
        one = slice(i, i + 1)
        call = partial(module, Y[one], source_mask=real[one])  # of Z alone
        J = torch.autograd.functional.jacobian(call, Z[one])
        reaches = J[0, :, :, 0].abs().amax(dim=(1, 3)) > 0  # output by source token
        assert torch.equal(reaches, real[i].expand(T, S))


def test_the_order_of_the_source_places_does_not_matter(inputs, device):
    """The decoder takes Z as a set; order is in it through the encoder's positions."""
    Y, Z, real = inputs
    module = make(Decoder, False, device)
    order = [3, 0, 4, 1, 2]
    turned = module(Y, Z[:, order], real[:, order])
    torch.testing.assert_close(turned, module(Y, Z, real), rtol=1e-9, atol=1e-12)


def test_without_the_source_mask_a_sentence_depends_on_its_neighbours(inputs, device):
    """Correction to the notes: the same sentence alone, and padded in a batch."""
    Y, Z, real = inputs
    module = make(Decoder, False, device)
    for i, length in enumerate(LENGTHS):
        alone = module(Y[i : i + 1], Z[i : i + 1, :length])[0]
        masked, unmasked = module(Y, Z, real)[i], module(Y, Z)[i]
        torch.testing.assert_close(masked, alone, rtol=1e-9, atol=1e-12)
        if length < S:
            assert (unmasked - alone).abs().max() > 0.01


@ORDERS
@pytest.mark.parametrize("layers", [None, 2])
def test_outputs_and_gradients_equal_those_of_torch_nn(
    norm_first, layers, inputs, device
):
    """Weights load both ways, all names match, and the source is padded."""
    Y, Z, real = inputs
    ours = make(DecoderLayer if layers is None else Decoder, norm_first, device)
    other = theirs(norm_first, device, layers)
    other.load_state_dict(ours.state_dict())
    results = []
    for module in (ours, other):
        inner = [Y.clone().requires_grad_(), Z.clone().requires_grad_()]
        call = module if module is ours else lambda *a: call_theirs(other, *a)
        out = call(*inner, real)
        wanted = [*inner, *module.parameters()]
        results.append([out, *torch.autograd.grad(out.sin().sum(), wanted)])
    for one, two in zip(*results, strict=True):
        torch.testing.assert_close(one, two, rtol=1e-7, atol=1e-10)
    fresh = theirs(norm_first, device, layers)
    ours.load_state_dict(fresh.state_dict())
    expected = call_theirs(fresh, Y, Z, real)
    torch.testing.assert_close(ours(Y, Z, real), expected, rtol=1e-7, atol=1e-10)


@ORDERS
def test_numpy_computes_what_pytorch_computes(norm_first, inputs):
    Y, Z, real = (tensor.cpu() for tensor in inputs)
    arrays, options = [Y.numpy(), Z.numpy(), real.numpy()], (HEADS, norm_first)
    for kind, by_hand in ((DecoderLayer, decoder_layer), (Decoder, decoder)):
        module = make(kind, norm_first)
        weights = to_arrays(module)
        for mask, tensor in ((arrays[2], real), (None, None)):
            wanted = module(Y, Z, tensor).detach().numpy()
            out = by_hand(*arrays[:2], mask, weights, *options)
            np.testing.assert_allclose(out, wanted, rtol=0, atol=1e-10)
    low = {name: w.astype("float32") for name, w in weights.items()}
    out = decoder(*(a.astype("float32") for a in arrays[:2]), None, low, *options)
    assert out.dtype == np.float32


def test_another_activation_and_epsilon(inputs):
    Y, Z, real = (tensor.cpu() for tensor in inputs)
    options = {"activation": nn.functional.gelu, "eps": 1e-3}
    module = make(DecoderLayer, False, **options)
    weights, arrays = to_arrays(module), [Y.numpy(), Z.numpy(), real.numpy()]
    one = {f"layers.0.{name}": w for name, w in weights.items()}
    out = decoder(*arrays, one, HEADS, activation=gelu, eps=1e-3)
    wanted = module(Y, Z, real).detach().numpy()
    np.testing.assert_allclose(out, wanted, rtol=0, atol=1e-7)  # gelu's erf
    assert np.abs(decoder_layer(*arrays, weights, HEADS) - wanted).max() > 1e-3
    module = make(Decoder, True)
    for part in module.modules():
        part.eps = 1e-3  # of every norm, also of the one that ends the stack
    out = decoder(*arrays, to_arrays(module), HEADS, True, eps=1e-3)
    np.testing.assert_allclose(out, module(Y, Z, real).detach(), rtol=0, atol=1e-10)


def test_parameters_of_a_layer():
    counted = [p.numel() for p in DecoderLayer(D, HEADS, D_FF).parameters()]
    assert sum(counted) == 8 * D * D + 2 * D * D_FF + D_FF + 15 * D


def test_dropout_acts_on_every_branch_and_inside_the_network(inputs):
    Y, Z, real = (tensor.cpu() for tensor in inputs)
    module, widths = make(DecoderLayer, False, dropout=0.5), []
    module.dropout.register_forward_hook(lambda *call: widths.append(call[2].shape[2]))
    assert torch.equal(module(Y, Z, real), make(DecoderLayer, False)(Y, Z, real))
    assert widths == [D, D, D_FF, D]
    module.train()
    assert not torch.allclose(module(Y, Z, real), module(Y, Z, real))


def test_what_does_not_fit_is_refused(inputs):
    Y, Z, real = (tensor.cpu() for tensor in inputs)
    module = make(DecoderLayer, False)
    weights = to_arrays(module)
    wrong = [(Y[0], Z, real), (Y, Z[0], real), (Y, Z[:1], real), (Y[:1], Z, real[:1])]
    wrong += [(Y, Z[..., :4], real), (Y, Z, real[:, :2]), (Y, Z, real[:1])]
    for arguments in [*wrong, (Y, Z, real.double())]:
        with pytest.raises(ValueError, match=r"expected.*got"):
            module(*arguments)
        with pytest.raises(ValueError, match=r"expected.*got"):
            decoder_layer(*(a.numpy() for a in arguments), weights, HEADS)
    del weights["norm3.weight"], weights["norm3.bias"]
    with pytest.raises(ValueError, match="expected weights of norm3"):
        decoder_layer(Y.numpy(), Z.numpy(), None, weights, HEADS)
    assert module(Y[:0], Z[:0], real[:0]).shape == (0, T, D)
