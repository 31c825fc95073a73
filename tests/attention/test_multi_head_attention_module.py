"""The statements of docs/attention/multi-head-attention.md on the module (att-6)."""

import pytest
import torch
from torch import nn
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

from mlnotes.attention import multi_head_attention_torch as with_torch
from mlnotes.attention.masks_torch import causal_mask, combine_masks
from mlnotes.attention.multi_head_attention_torch import MultiHeadAttention
from mlnotes.sequences.lstm_torch import LSTM
from mlnotes.sequences.rnn_torch import RNN

N, T, S, HEADS, D = 2, 5, 7, 3, 33


@pytest.fixture
def layers(device):
    """Ours and torch.nn's with the same weights, none of them 0, in float64."""
    torch.manual_seed(0)
    theirs = nn.MultiheadAttention(D, HEADS, batch_first=True).double()
    for parameter in theirs.parameters():
        nn.init.normal_(parameter, std=0.3)
    ours = MultiHeadAttention(D, HEADS).double()
    ours.load_state_dict(theirs.state_dict())
    return ours.to(device), theirs.to(device)


def sequences(device, *lengths):
    generator = torch.Generator().manual_seed(1)
    shapes = [(N, length, D) for length in lengths]
    made = [torch.randn(s, generator=generator, dtype=torch.float64) for s in shapes]
    return [X.to(device).requires_grad_() for X in made]


def padding(device, s):
    """Mask (n, s) of real keys: all of the first sequence, three of the second."""
    return torch.arange(s, device=device) < torch.tensor([[s], [3]], device=device)


def close(ours, theirs):
    torch.testing.assert_close(ours, theirs, rtol=1e-7, atol=1e-12)


def test_one_seed_gives_the_weights_of_torch_nn_and_they_load_both_ways():
    layers = []
    for make in (MultiHeadAttention, nn.MultiheadAttention):
        torch.manual_seed(0)
        layers.append(make(D, HEADS))
    ours, theirs = (layer.state_dict() for layer in layers)
    assert list(ours) == list(theirs)
    for name, wanted in theirs.items():
        torch.testing.assert_close(ours[name], wanted, rtol=0, atol=0)
    layers[0].load_state_dict(nn.MultiheadAttention(D, HEADS).state_dict())
    layers[1].load_state_dict(layers[0].state_dict())


@pytest.mark.parametrize("masks", ["none", "padding", "causal", "both"])
def test_outputs_weights_and_gradients_equal_those_of_torch_nn(layers, device, masks):
    (X,) = sequences(device, T)
    key_mask = padding(device, T) if masks in ("padding", "both") else None
    causal = masks in ("causal", "both")
    wanted, weights = layers[1](
        X,
        X,
        X,
        key_padding_mask=None if key_mask is None else ~key_mask,
        attn_mask=~causal_mask(T, device) if causal else None,
        average_attn_weights=False,
    )
    mask = None if key_mask is None else key_mask[:, None].expand(-1, T, -1)
    outputs = [layers[0](X, X, mask, causal=causal)]
    whole = mask
    if causal:
        rows = torch.ones(N, T, dtype=torch.bool, device=device)
        whole = combine_masks(
            rows if key_mask is None else key_mask, causal_mask(T, device)
        )
        outputs.append(layers[0](X, X, whole))
    parameters = dict(layers[0].named_parameters())
    formula = with_torch.multi_head_attention(X, X, whole, *parameters.values(), HEADS)
    close(layers[0].weights(X, X, whole), weights)
    dY = (
        torch.linspace(-1, 2, wanted.numel(), device=device).to(wanted).reshape(N, T, D)
    )
    gradients = torch.autograd.grad(wanted, [X, *layers[1].parameters()], dY)
    for Y in (*outputs, formula):
        close(Y, wanted)
        ours = torch.autograd.grad(Y, [X, *layers[0].parameters()], dY)
        for result, theirs in zip(ours, gradients, strict=True):
            close(result, theirs)


def test_attention_to_another_sequence_equals_torch_nn_too(layers, device):
    X, Z = sequences(device, T, S)
    mask = padding(device, S)[:, None].expand(-1, T, -1)
    wanted, weights = layers[1](
        X, Z, Z, key_padding_mask=~padding(device, S), average_attn_weights=False
    )
    Y = layers[0](X, Z, mask)
    close(Y, wanted)
    close(layers[0].weights(X, Z, mask), weights)
    ours, theirs = (torch.autograd.grad(y.square().sum(), [X, Z]) for y in (Y, wanted))
    close(ours, theirs)


def test_a_fully_masked_query_gets_the_output_bias_where_torch_nn_may_give_nan(
    layers, device
):
    (X,) = sequences(device, T)
    mask = torch.ones(N, T, T, dtype=torch.bool, device=device)
    mask[1] = False
    Y = layers[0](X, X, mask)
    close(Y[1], layers[0].out_proj.bias.expand(T, -1))
    (dX,) = torch.autograd.grad(Y.sum(), X)
    assert not dX[1].any()
    assert dX[0].all()
    nothing = ~mask[:, 0]
    theirs, _ = layers[1](X, X, X, key_padding_mask=nothing)
    assert theirs[1].isnan().all()
    theirs, _ = layers[1](X, X, X, key_padding_mask=nothing, need_weights=False)
    close(theirs, Y)


def test_the_masks_of_torch_nn_mean_the_opposite(layers, device):
    (X,) = sequences(device, T)
    key_mask = padding(device, T)
    Y = layers[0](X, X, key_mask[:, None].expand(-1, T, -1))
    theirs, _ = layers[1](X, X, X, key_padding_mask=key_mask, need_weights=False)
    assert (theirs[1] - Y[1]).abs().max() > 0.1


@pytest.mark.parametrize(("d", "h"), [(D, 1), (D, 3), (D, 11), (D, D), (768, 12)])
def test_parameters_are_4_d_squared_plus_4_d_whatever_the_heads(d, h):
    count = sum(p.numel() for p in MultiHeadAttention(d, h).parameters())
    assert count == 4 * d**2 + 4 * d
    assert d != 768 or count == 2_362_368  # a layer of BERT


def multiplications(layer, *inputs):
    """Count what PyTorch counts: two operations for each multiplication."""
    with FlopCounterMode(display=False) as counter:
        layer(*inputs)
    return counter.get_total_flops() // 2


@pytest.mark.parametrize("h", [1, 3, 11])
def test_multiplications_do_not_depend_on_the_heads(h):
    weights = MultiHeadAttention(D, h).parameters()

    def layer(X, Z):
        with_torch.multi_head_attention(X, Z, None, *weights, h)

    counted = multiplications(layer, torch.ones(1, T, D), torch.ones(1, S, D))
    assert counted == 2 * (T + S) * D**2 + 2 * T * S * D


@pytest.mark.parametrize("t", [D // 3, 2 * D, 2 * D + 1])
def test_self_attention_is_cheaper_than_an_lstm_up_to_t_2d_and_never_than_an_rnn(t):
    X, kernel = torch.ones(1, t, D), 3
    weights = list(MultiHeadAttention(D, HEADS).parameters())
    attention = multiplications(
        lambda X: with_torch.multi_head_attention(X, X, None, *weights, HEADS), X
    )
    assert attention == 4 * t * D**2 + 2 * t**2 * D
    assert multiplications(RNN(D, D), X) == 2 * t * D**2 < attention
    by_lstm = multiplications(LSTM(D, D), X)
    assert by_lstm == 8 * t * D**2
    assert (attention < by_lstm) == (t < 2 * D)
    convolution = nn.Conv1d(D, D, kernel, padding=1, bias=False)
    assert multiplications(convolution, X.mT) == kernel * t * D**2


def reaches(layer, t):
    """Tell whether the first place acts on the last one."""
    X = torch.randn(1, t, D, dtype=torch.float64, requires_grad=True)
    (dX,) = torch.autograd.grad(layer(X)[:, -1].sum(), X)
    return bool(dX[:, 0].any())


def test_one_layer_connects_all_places_and_convolutions_need_several():
    torch.manual_seed(0)
    t, kernel = 13, 5
    attention = MultiHeadAttention(D, HEADS).double()
    assert reaches(lambda X: attention(X, X), t)
    convolution = nn.Conv1d(D, D, kernel, padding=2).double()

    def stack(depth):
        def run(X):
            A = X.mT
            for _ in range(depth):
                A = convolution(A)
            return A.mT

        return run

    assert [reaches(stack(depth), t) for depth in (5, 6)] == [False, True]


def test_dropout_acts_on_the_weights_in_training_only():
    torch.manual_seed(0)
    layer = MultiHeadAttention(D, HEADS, dropout=0.5)
    X = torch.randn(N, T, D)
    exact = MultiHeadAttention(D, HEADS)
    exact.load_state_dict(layer.state_dict())
    wanted = exact(X, X)
    assert (layer(X, X) - layer(X, X)).abs().max() > 0.01
    mean = torch.stack([layer(X, X) for _ in range(1000)]).mean(dim=0)
    assert (mean - wanted).abs().max() < 0.1  # at most 0.03 in six seeds
    torch.testing.assert_close(layer.eval()(X, X), wanted)
    # The function knows no mode: it drops whatever the module's mode is.
    Q = layer.queries(X)
    twice = [
        functional.scaled_dot_product_attention(Q, Q, Q, dropout_p=0.5) for _ in "ab"
    ]
    assert (twice[0] - twice[1]).abs().max() > 0.01


@pytest.mark.parametrize(
    ("d", "h", "dropout"), [(5, 2, 0), (4, 0, 0), (0, 1, 0), (4, 2, 1)]
)
def test_sizes_that_do_not_go_together_are_refused(d, h, dropout):
    with pytest.raises(ValueError, match=r"expected .* got"):
        MultiHeadAttention(d, h, dropout)


def test_inputs_that_do_not_go_together_are_refused():
    layer, X = MultiHeadAttention(6, 2), torch.ones(2, 3, 6)
    mask = torch.ones(2, 3, 3, dtype=torch.bool)
    for arguments in ((X[0], X[0]), (X, X[:1]), (X[..., :4], X), (X, X, mask[0])):
        with pytest.raises(ValueError, match=r"expected .* got"):
            layer(*arguments)
    with pytest.raises(ValueError, match=r"expected a bool mask.* got torch.float32"):
        layer(X, X, mask.float())
    with pytest.raises(
        ValueError, match="expected as many queries as keys, got 2 and 3"
    ):
        layer(X[:, :2], X, causal=True)
