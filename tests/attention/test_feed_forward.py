"""The statements of docs/attention/feed-forward.md (att-7)."""

import numpy as np
import pytest
import torch
from torch import nn

from mlnotes.attention import feed_forward as by_hand
from mlnotes.attention import feed_forward_torch as with_torch
from mlnotes.attention.scaled_dot_product import scaled_dot_product_attention
from mlnotes.attention.transformer_encoder_torch import EncoderLayer
from mlnotes.convolution.convolutional_layer import conv2d

N, T, D, D_FF = 2, 7, 3, 11


@pytest.fixture
def problem(rng):
    """X, W1, b1, W2, b2 with axes of different primes."""
    shapes = [(N, T, D), (D_FF, D), (D_FF,), (D, D_FF), (D,)]
    return [rng.normal(size=shape) for shape in shapes]


def test_the_formula_of_the_notes_with_its_matrices_transposed(problem):
    X, W1, b1, W2, b2 = problem
    Y = by_hand.feed_forward(*problem)
    assert Y.shape == X.shape
    for place in np.ndindex(N, T):
        wanted = np.maximum(0, X[place] @ W1.T + b1) @ W2.T + b2  # rows: the notes
        np.testing.assert_allclose(Y[place], wanted)
        column = W2 @ np.maximum(0, W1 @ X[place] + b1) + b2  # columns: this page
        np.testing.assert_allclose(Y[place], column)


def test_it_equals_the_layers_of_torch_nn(problem, device):
    X, W1, b1, W2, b2 = (torch.tensor(array, device=device) for array in problem)
    theirs = nn.Sequential(nn.Linear(D, D_FF), nn.ReLU(), nn.Linear(D_FF, D))
    theirs = theirs.double().to(device)
    theirs.load_state_dict({"0.weight": W1, "0.bias": b1, "2.weight": W2, "2.bias": b2})
    wanted = theirs(X)
    ours = with_torch.feed_forward(X, W1, b1, W2, b2)
    torch.testing.assert_close(ours, wanted, rtol=1e-7, atol=1e-12)
    by_numpy = by_hand.feed_forward(*problem)
    np.testing.assert_allclose(by_numpy, wanted.detach().cpu(), rtol=1e-7)


@pytest.mark.parametrize("position", range(5))
def test_gradients_by_hand_equal_finite_differences(problem, rng, position):
    dY, step = rng.normal(size=(N, T, D)), 1e-6
    ours = by_hand.feed_forward_backward(dY, *problem[:4])[position]
    wanted = np.empty_like(problem[position])
    for place in np.ndindex(wanted.shape):
        ends = []
        for sign in (1, -1):
            moved = [array.copy() for array in problem]
            moved[position][place] += sign * step
            ends.append((dY * by_hand.feed_forward(*moved)).sum())
        wanted[place] = (ends[0] - ends[1]) / (2 * step)
    np.testing.assert_allclose(ours, wanted, rtol=1e-5, atol=1e-7)


def test_gradients_of_weights_add_up_over_all_leading_axes(problem, rng):
    dY = rng.normal(size=(N, T, D))
    _, *summed = by_hand.feed_forward_backward(dY, *problem[:4])
    parts = [
        by_hand.feed_forward_backward(dY[place], problem[0][place], *problem[1:4])[1:]
        for place in np.ndindex(N, T)
    ]
    for whole, *single in zip(summed, *parts, strict=True):
        np.testing.assert_allclose(whole, np.sum(single, axis=0))


def test_places_do_not_mix(problem, rng):
    X, *weights = problem
    Y = by_hand.feed_forward(*problem)
    moved = X.copy()
    moved[1, 4] = rng.normal(size=D)
    changed = (by_hand.feed_forward(moved, *weights) != Y).any(axis=-1)
    assert changed[1, 4]
    assert changed.sum() == 1
    order = rng.permutation(T)
    permuted = by_hand.feed_forward(X[:, order], *weights)
    np.testing.assert_allclose(permuted, Y[:, order], rtol=1e-12)
    dY = np.zeros_like(Y)
    dY[1, 4] = 1
    dX = by_hand.feed_forward_backward(dY, X, *weights[:3])[0]
    assert dX[1, 4].any()
    assert np.count_nonzero(dX.any(axis=-1)) == 1


def test_it_is_two_convolutions_of_size_one(problem):
    X, W1, b1, W2, b2 = problem
    Y = by_hand.feed_forward(*problem)
    channels = X.swapaxes(1, 2)[:, :, None, :]  # (n, d, 1, t): places side by side
    H = np.maximum(0, conv2d(channels, W1[:, :, None, None], b1))
    ours = conv2d(H, W2[:, :, None, None], b2)[:, :, 0].swapaxes(1, 2)
    np.testing.assert_allclose(ours, Y)
    tensors = [torch.tensor(a) for a in (X.swapaxes(1, 2), W1[..., None], b1)]
    H = torch.conv1d(*tensors).relu()
    theirs = torch.conv1d(H, torch.tensor(W2[..., None]), torch.tensor(b2))
    np.testing.assert_allclose(theirs.numpy().swapaxes(1, 2), Y)


@pytest.mark.parametrize("d", [8, 40, 512])
def test_two_thirds_of_the_weights_of_a_layer_are_in_the_feed_forward_network(d):
    layer = nn.TransformerEncoderLayer(d, 8, 4 * d, batch_first=True)
    sizes = {name: p.numel() for name, p in layer.named_parameters()}
    matrices = {n: p.numel() for n, p in layer.named_parameters() if p.ndim == 2}
    ffn = sum(size for name, size in matrices.items() if name.startswith("linear"))
    attention = sum(size for name, size in matrices.items() if "attn" in name)
    assert (ffn, attention) == (8 * d * d, 4 * d * d)
    assert 3 * ffn == 2 * sum(matrices.values())
    assert sizes["linear1.bias"] + sizes["linear2.bias"] == 5 * d


def test_a_sum_hands_its_gradient_on_unchanged_and_adds_that_of_the_branch(problem):
    arrays = [torch.tensor(array, requires_grad=True) for array in problem]
    Y = arrays[0] + with_torch.feed_forward(*arrays)
    dY = torch.linspace(-1, 2, Y.numel(), dtype=Y.dtype).reshape(Y.shape)
    Y.backward(dY)
    branch = by_hand.feed_forward_backward(dY.numpy(), *problem[:4])[0]
    np.testing.assert_allclose(arrays[0].grad.numpy(), dY.numpy() + branch)


def test_through_50_layers_with_small_weights_only_the_sum_brings_a_gradient_back():
    rng = np.random.default_rng(0)
    start = rng.normal(size=(5, 8))
    layers = [
        (0.05 * rng.normal(size=(32, 8)), np.zeros(32), 0.05 * rng.normal(size=(8, 32)))
        for _ in range(50)
    ]
    gradients = {}
    for residual in (True, False):
        X, inputs = start, []
        for W1, b1, W2 in layers:
            inputs.append(X)
            X = by_hand.feed_forward(X, W1, b1, W2, np.zeros(8)) + residual * X
        dX = np.ones_like(X)
        for x, weights in zip(inputs[::-1], layers[::-1], strict=True):
            branch = by_hand.feed_forward_backward(dX, x, *weights)[0]
            dX = branch + residual * dX
        gradients[residual] = np.linalg.norm(dX) / np.sqrt(dX.size)
    assert 0.3 < gradients[True] < 10
    assert gradients[False] < 1e-20


def test_products_of_one_plus_the_branches_are_sums_over_all_paths(rng):
    """(I + J₃)(I + J₂)(I + J₁) has 2³ terms, one for each set of branches."""
    J = rng.normal(size=(3, D, D))
    eye = np.eye(D)
    terms = [
        np.linalg.multi_dot([J[i] if s >> i & 1 else eye for i in (2, 1, 0)])
        for s in range(8)
    ]
    product = (eye + J[2]) @ (eye + J[1]) @ (eye + J[0])
    np.testing.assert_allclose(np.sum(terms, axis=0), product)
    np.testing.assert_array_equal(terms[0], eye)


def test_with_its_weights_given_attention_is_linear_in_the_values(rng):
    Q, K, V, other = rng.normal(size=(4, T, D))
    whole = scaled_dot_product_attention(Q, K, 2 * V - 3 * other, None)
    parts = [scaled_dot_product_attention(Q, K, v, None) for v in (V, other)]
    np.testing.assert_allclose(whole, 2 * parts[0] - 3 * parts[1])


def test_without_relu_the_two_layers_are_one_of_rank_d(problem):
    _, W1, b1, W2, b2 = problem
    X = np.abs(problem[0])  # positive inputs and weights: ReLU changes nothing
    W1, b1 = np.abs(W1), np.abs(b1)
    Y = by_hand.feed_forward(X, W1, b1, W2, b2)
    np.testing.assert_allclose(Y, X @ (W2 @ W1).T + W2 @ b1 + b2)


def stack(kind, seed, depth):
    """Spread behind each of several random layers, Xavier's weights, float64."""
    torch.manual_seed(seed)
    X = torch.randn(8, 16, 32, dtype=torch.float64)
    spreads = [with_torch.spread_of_places(X).mean().item()]
    for _ in range(depth):
        layer = EncoderLayer(32, 4, 128).double()
        for parameter in layer.parameters():
            if parameter.ndim > 1:
                nn.init.xavier_uniform_(parameter)
        with torch.no_grad():
            if kind == "layer":
                X = layer(X)
            elif kind == "attention + residual":
                X = X + layer.self_attn(X, X)
            else:
                X = layer.self_attn(X, X)
                X = layer.feed_forward(X) if kind == "attention + network" else X
                X = layer.norm1(X) if kind == "attention + norm" else X
        spreads.append(with_torch.spread_of_places(X).mean().item())
    return spreads


@pytest.mark.parametrize("seed", range(3))
def test_stacked_attention_alone_makes_all_places_alike_and_the_sum_delays_it(seed):
    """Measured, 8 seeds, 4 layers: below 1e-10; with a sum 0.66 to 0.90, later 0.12."""
    for kind in ("attention", "attention + network", "attention + norm"):
        assert stack(kind, seed, 4)[-1] < 1e-6
    for kind in ("attention + residual", "layer"):
        spreads = stack(kind, seed, 12)
        assert spreads[4] > 0.5
        assert 0.05 < spreads[12] < 0.6


@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_the_spread_is_0_for_equal_places_and_1_around_zero(module, rng):
    X = rng.normal(size=(1, T, D))
    centred, equal = X - X.mean(axis=1, keepdims=True), np.ones((1, T, 1)) * X[:, :1]
    X = np.concatenate([X, 5 * X, centred, equal, 0 * X])
    r = module.spread_of_places(X if module is by_hand else torch.tensor(X))
    apart = sum(sum((x - X[0].mean(axis=0)) ** 2) for x in X[0])
    np.testing.assert_allclose(r[:2], np.sqrt(apart / sum(sum(x**2) for x in X[0])))
    np.testing.assert_allclose(r[2:], [1, 0, 0], atol=1e-12)
    assert 0 < r[0] < 1


def test_gelu_has_a_gradient_where_relu_has_none():
    u = torch.tensor([-2.0, -0.5, 1.0], requires_grad=True)
    relu, gelu = (
        torch.autograd.grad(f(u).sum(), u)[0] for f in (torch.relu, nn.functional.gelu)
    )
    assert (relu[:2] == 0).all()
    assert (gelu[:2].abs() > 0.05).all()


@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_transposed_weights_are_refused_unless_square(module, problem):
    X, W1, b1, W2, b2 = problem
    arrays = {
        "expected shapes": (X, W1.T, b1, W2, b2),
        "got": (X[..., :2], W1, b1, W2, b2),
        r"expected.*b2": (X, W1, b1, W2, b1),
        r"expected.*b1": (X, W1, b2, W2, b2),
        r"W1 \(d_ff, d\)": (X, W1[0], b1, W2, b2),
    }
    for message, wrong in arrays.items():
        if module is with_torch:
            wrong = tuple(torch.tensor(array) for array in wrong)
        with pytest.raises(ValueError, match=message):
            module.feed_forward(*wrong)
    with pytest.raises(ValueError, match="expected dY"):
        by_hand.feed_forward_backward(X[:1], X, W1, b1, W2)
    empty = X[:, :0] if module is by_hand else torch.tensor(X[:, :0])
    for wrong in (empty, X[0] if module is by_hand else torch.tensor(X[0])):
        with pytest.raises(ValueError, match=r"expected X of shape \(n, t, d\)"):
            module.spread_of_places(wrong)
