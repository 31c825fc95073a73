"""The statements of docs/attention/transformer-encoder.md."""

import inspect
import math

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from mlnotes.attention.transformer_encoder import encoder, encoder_layer
from mlnotes.attention.transformer_encoder_torch import Encoder, EncoderLayer
from mlnotes.networks.activations import gelu, relu

N, T, D, HEADS, D_FF, EPS = 3, 7, 10, 2, 11, 0.1
LENGTHS = torch.tensor([T, 4, 5])
ORDERS = pytest.mark.parametrize("norm_first", [False, True], ids=["post", "pre"])
ACTIVATIONS = pytest.mark.parametrize("activation", ["relu", "gelu"])


@pytest.fixture(autouse=True)
def _seed():
    """Seed the global generator, so that no test depends on those before it."""
    torch.manual_seed(0)


def real_places(device="cpu"):
    """Mask (n, t) of real tokens, and (n, t, t) of keys that one may look at."""
    real = torch.arange(T, device=device) < LENGTHS.to(device)[:, None]
    return real, real[:, None].expand(-1, T, -1)


def ours_and_theirs(layers, norm_first, activation="relu", device="cpu"):
    """Our encoder and torch.nn's, float64, with the same numbers and a large ε."""
    options = {"dropout": 0.0, "norm_first": norm_first}
    torch.manual_seed(0)
    function = getattr(functional, activation)
    ours = Encoder(layers, D, HEADS, D_FF, activation=function, eps=EPS, **options)
    options |= {"batch_first": True, "layer_norm_eps": EPS}
    layer = nn.TransformerEncoderLayer(D, HEADS, D_FF, activation=activation, **options)
    norm = nn.LayerNorm(D, EPS) if norm_first else None
    theirs = nn.TransformerEncoder(layer, layers, norm, enable_nested_tensor=False)
    with torch.no_grad():
        for parameter in ours.parameters():  # norms and biases too
            parameter.add_(torch.randn(parameter.shape), alpha=0.3)
    theirs.load_state_dict(ours.state_dict())
    return ours.double().to(device), theirs.double().to(device)


@ORDERS
@ACTIVATIONS
@pytest.mark.parametrize("masked", [False, True])
def test_outputs_and_gradients_equal_torch_nn(norm_first, activation, masked, device):
    models = ours_and_theirs(2, norm_first, activation, device)
    real, mask = real_places(device)
    X = torch.randn(N, T, D, dtype=torch.float64).to(device)
    upstream = torch.randn(N, T, D, dtype=torch.float64).to(device)
    results = []
    for model, arguments in zip(
        models,
        ({"mask": mask}, {"src_key_padding_mask": ~real}) if masked else ({}, {}),
        strict=True,
    ):
        model.train()  # dropout is 0
        inputs = X.clone().requires_grad_()
        Y = model(inputs, **arguments)
        chosen = real if masked else torch.ones_like(real)
        wanted = [inputs, *model.parameters()]
        gradients = torch.autograd.grad((Y * upstream)[chosen].sum(), wanted)
        results.append([Y[chosen], *gradients])
    for mine, wanted in zip(*results, strict=True):
        torch.testing.assert_close(mine, wanted, rtol=1e-7, atol=1e-11)


@ORDERS
def test_weights_load_both_ways_and_come_back_unchanged(norm_first):
    ours, theirs = ours_and_theirs(3, norm_first)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    before = {name: value.clone() for name, value in ours.state_dict().items()}
    for parameter in ours.parameters():
        nn.init.zeros_(parameter)
    ours.load_state_dict(theirs.state_dict())
    for name, value in ours.state_dict().items():
        torch.testing.assert_close(value, before[name], rtol=0, atol=0)


def test_without_batch_first_torch_nn_mixes_sequences():
    layer = nn.TransformerEncoderLayer(D, HEADS, D_FF, dropout=0.0)
    X = torch.randn(N, T, D)
    other = torch.cat([X[:1] + torch.randn(1, T, D), X[1:]])
    assert (layer(other)[1] - layer(X)[1]).abs().max() > 1e-3
    ours = EncoderLayer(D, HEADS, D_FF)
    torch.testing.assert_close(ours(other)[1], ours(X)[1])


def test_one_seed_gives_a_layer_the_first_weights_of_torch_nn():
    layers = []
    for make in (EncoderLayer, nn.TransformerEncoderLayer):
        torch.manual_seed(0)
        layers.append(make(D, HEADS, D_FF).state_dict())
    for name, wanted in layers[1].items():
        torch.testing.assert_close(layers[0][name], wanted, rtol=0, atol=0)
    for function in (encoder, encoder_layer, Encoder, EncoderLayer):
        assert inspect.signature(function).parameters["eps"].default == 1e-5


def test_the_layers_of_torch_nn_start_as_copies_of_one_layer_and_ours_do_not():
    layer = nn.TransformerEncoderLayer(D, HEADS, D_FF, batch_first=True)
    theirs = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
    ours = Encoder(2, D, HEADS, D_FF)
    equal = [
        torch.equal(model.layers[0].linear1.weight, model.layers[1].linear1.weight)
        for model in (theirs, ours)
    ]
    assert equal == [True, False]


@ORDERS
@pytest.mark.parametrize("activation", [relu, gelu])
@pytest.mark.parametrize("masked", [False, True])
def test_numpy_gives_what_the_module_gives(norm_first, activation, masked):
    ours, _ = ours_and_theirs(2, norm_first, activation.__name__)
    mask = real_places()[1] if masked else None
    X = torch.randn(N, T, D, dtype=torch.float64)
    for dtype in (torch.float64, torch.float32):
        wanted = ours.to(dtype)(X.to(dtype), mask).detach().numpy()
        weights = {name: value.numpy() for name, value in ours.state_dict().items()}
        keys = mask.numpy() if masked else None
        options = HEADS, norm_first, activation, EPS
        Z = encoder(X.to(dtype).numpy(), keys, weights, *options)
        assert Z.dtype == wanted.dtype
        tolerance = 1e-10 if dtype == torch.float64 else 1e-4
        np.testing.assert_allclose(Z, wanted, rtol=tolerance, atol=tolerance)


@ORDERS
def test_real_places_do_not_depend_on_what_stands_at_padding(norm_first, device):
    ours, _ = ours_and_theirs(2, norm_first, device=device)
    real, mask = real_places(device)
    X = torch.randn(N, T, D, dtype=torch.float64).to(device)
    other = torch.where(real[..., None], X, 1000.0)
    Y, changed = ours(X, mask), ours(other, mask)
    torch.testing.assert_close(changed[real], Y[real], rtol=1e-12, atol=1e-12)
    assert (changed[~real] - Y[~real]).abs().max() > 0.1  # numbers without a meaning
    assert changed.isfinite().all()
    short = ours(X[1:2, :4])  # and not on how much padding there is
    torch.testing.assert_close(short, Y[1:2, :4], rtol=1e-12, atol=1e-12)
    nothing = ours(X, torch.zeros_like(mask))  # no key for anybody
    assert nothing.isfinite().all()
    no_sequence = ours(X[:0], mask[:0])
    assert no_sequence.shape == (0, T, D)


def test_nan_at_padding_reaches_real_places_of_torch():
    ours, _ = ours_and_theirs(1, norm_first=False)
    real, mask = real_places()
    X = torch.randn(N, T, D, dtype=torch.float64)
    X[~real] = math.nan
    assert ours(X, mask)[1, :4].isnan().any()


def test_the_fast_path_of_torch_nn_writes_zeros_at_padding_and_warns():
    _, theirs = ours_and_theirs(2, norm_first=False)
    fast = nn.TransformerEncoder(theirs.layers[0], 2)
    fast.load_state_dict(theirs.state_dict())
    fast.double().eval()
    theirs.eval()
    real, _ = real_places()
    X = torch.randn(N, T, D, dtype=torch.float64)
    with torch.no_grad():
        with pytest.warns(UserWarning, match="nested tensors is in prototype"):
            Y = fast(X, src_key_padding_mask=~real)
        wanted = theirs(X, src_key_padding_mask=~real)  # no warning
    assert (Y[~real] == 0).all()
    assert (wanted[~real] != 0).all()
    torch.testing.assert_close(Y[real], wanted[real])
    assert (fast.train()(X, src_key_padding_mask=~real)[~real] != 0).all()
    layer = nn.TransformerEncoderLayer(D, HEADS, batch_first=True, norm_first=True)
    with pytest.warns(UserWarning, match="norm_first was True"):
        nn.TransformerEncoder(layer, 2)


@ORDERS
def test_dropout_acts_on_both_branches_in_training_only(norm_first):
    layer = EncoderLayer(D, HEADS, D_FF, 0.5, norm_first)
    X = torch.randn(N, T, D)
    assert not torch.equal(layer(X), layer(X))
    layer.dropout.p = 1.0  # nothing is left of either branch
    alone = X if norm_first else layer.norm2(layer.norm1(X))
    torch.testing.assert_close(layer(X), alone)
    layer.eval()
    assert torch.equal(layer(X), layer(X))
    assert (layer(X) - alone).abs().max() > 0.1


@ORDERS
def test_dropout_falls_where_torch_nn_drops_on_weights_units_and_both_parts(norm_first):
    """The same seed drops the same numbers, for one sequence; torch.nn moves axes."""
    sizes = D, HEADS, D_FF, 0.4
    ours = EncoderLayer(*sizes, norm_first=norm_first)
    theirs = nn.TransformerEncoderLayer(*sizes, batch_first=True, norm_first=norm_first)
    theirs.load_state_dict(ours.state_dict())
    X, outputs = torch.randn(1, T, D), []
    for layer in (ours, theirs):
        torch.manual_seed(1)
        outputs.append(layer(X))
    torch.testing.assert_close(*outputs)
    assert (outputs[0] - ours.eval()(X)).abs().max() > 0.1


@ORDERS
def test_without_positions_a_layer_cannot_tell_orders_apart(norm_first):
    ours, _ = ours_and_theirs(2, norm_first)
    X, order = torch.randn(N, T, D, dtype=torch.float64), torch.randperm(T)
    torch.testing.assert_close(ours(X[:, order]), ours(X)[:, order])


@pytest.mark.parametrize("d", [8, 40])
def test_a_layer_has_12_d_squared_plus_13_d_parameters(d):
    for make in (EncoderLayer, nn.TransformerEncoderLayer):
        sizes = [p.numel() for p in make(d, 8, 4 * d).parameters()]
        assert sum(sizes) == 12 * d * d + 13 * d
    stack = Encoder(3, d, 8, 4 * d, norm_first=True).parameters()
    assert sum(p.numel() for p in stack) == 3 * (12 * d * d + 13 * d) + 2 * d


def test_wrong_input_is_refused_with_what_was_expected():
    weights = {
        name: value.numpy()
        for name, value in EncoderLayer(D, HEADS, D_FF).state_dict().items()
    }
    X = np.zeros((N, T, D), np.float32)
    without = {n: v for n, v in weights.items() if not n.startswith("norm2")}
    with pytest.raises(ValueError, match=r"expected weights of norm2, got \['lin"):
        encoder_layer(X, None, without, HEADS)
    with pytest.raises(ValueError, match=r"expected weights of layers\.0"):
        encoder(X, None, weights, HEADS)
    for norm_first in (False, True):
        layer = EncoderLayer(D, HEADS, D_FF, norm_first=norm_first)
        for shape in ((T, D), (N, T, D + 1)):
            with pytest.raises(ValueError, match=r"expected X \(n, t, 10\), got"):
                layer(torch.zeros(shape))
    with pytest.raises(ValueError, match="expected a bool mask"):
        layer(torch.zeros(N, T, D), torch.zeros(N, T, T))
    with pytest.raises(ValueError, match="expected at least one layer, got 0"):
        Encoder(0, D, HEADS, D_FF)
