"""The statements of docs/training/initialization.md on depth (tr-9, tr-10)."""

import math

import numpy as np
import pytest
import torch

from mlnotes.linear.stochastic_gradient_descent import train_softmax_classifier
from mlnotes.networks.activations import relu, tanh
from mlnotes.networks.backpropagation import mlp_loss_backward
from mlnotes.training import initialization as by_hand
from mlnotes.training import initialization_torch as with_torch

SMALL, LARGE, WIDTH, DEPTH = 0.01, 1, 64, 10
STARTS = {
    "small": lambda rng: by_hand.gaussian_init(WIDTH, WIDTH, SMALL, rng),
    "large": lambda rng: by_hand.gaussian_init(WIDTH, WIDTH, LARGE, rng),
    "xavier": lambda rng: by_hand.xavier_init(WIDTH, WIDTH, rng),
    "he": lambda rng: by_hand.he_init(WIDTH, WIDTH, rng),
}


def stack(start, rng):
    return np.stack([STARTS[start](rng) for _ in range(DEPTH)])


def sizes(layers):
    """Root mean square of every layer."""
    return np.sqrt((layers**2).mean(axis=(1, 2)))


def by_depth(start, activation, seed):
    """Sizes of activations and gradients for normal inputs and upstream gradients."""
    rng = np.random.default_rng(seed)
    W, X, dH = stack(start, rng), rng.normal(size=(50, WIDTH)), rng.normal(size=WIDTH)
    dH = np.tile(dH, (50, 1))
    H = by_hand.activations_by_depth(X, W, activation)
    return H, sizes(H), sizes(by_hand.gradients_by_depth(dH, X, W, activation))


@pytest.fixture(scope="module")
def digits():
    sklearn = pytest.importorskip("sklearn.datasets")
    X, y = sklearn.load_digits(return_X_y=True)
    return (X[:300] - X.mean()) / X.std(), y[:300]


def train(digits, start, activation, seed, steps=100):
    (X, y), rng = digits, np.random.default_rng(seed)
    rate = 0.1 if activation is tanh else 0.02
    W, V = stack(start, rng), by_hand.xavier_init(WIDTH, 10, rng)
    for _ in range(steps):
        batch = rng.permutation(300)[:50]
        dW, dV = by_hand.deep_loss_backward(1.0, X[batch], y[batch], W, V, activation)
        W, V = W - rate * dW, V - rate * dV
    return by_hand.deep_loss(X, y, W, V, activation)


@pytest.mark.parametrize("activation", [tanh, relu])
def test_with_zeros_everywhere_every_gradient_is_zero(rng, activation):
    X, y = rng.normal(size=(7, 5)), rng.integers(0, 3, 7)
    W, V = np.zeros((2, 5, 5)), np.zeros((3, 5))
    for gradient in by_hand.deep_loss_backward(1.0, X, y, W, V, activation):
        np.testing.assert_array_equal(gradient, 0)


@pytest.mark.parametrize("start", [0.0, 0.5, -0.3])
def test_units_that_start_equal_stay_equal(rng, start):
    X, y = rng.normal(size=(20, 5)), rng.integers(0, 3, 20)
    weights = [np.full((4, 5), start), np.zeros(4), np.full((3, 4), start), np.zeros(3)]
    for _ in range(50):
        _, *gradients = mlp_loss_backward(1.0, X, y, *weights)
        weights = [w - 0.5 * dw for w, dw in zip(weights, gradients, strict=True)]
    np.testing.assert_allclose(weights[0], weights[0][:1].repeat(4, 0), rtol=1e-12)
    np.testing.assert_allclose(weights[2], weights[2][:, :1].repeat(4, 1), rtol=1e-12)
    assert np.allclose(weights[0], start) == (start == 0)
    moved = [bool(np.abs(bias).max() > 0) for bias in (weights[1], weights[3])]
    assert moved == [start != 0, True]  # from zeros, the last bias alone learns


def test_one_layer_learns_from_zeros(digits):
    X, y = digits
    zeros, order = np.zeros((10, 64)), np.arange(300)[np.newaxis].repeat(20, axis=0)
    _, _, losses = train_softmax_classifier(X, y, zeros, zeros[:, 0], order, 50, 0.1)
    assert losses[0, 0] == pytest.approx(math.log(10))
    assert losses[-1].mean() < 0.5  # measured: 0.13


@pytest.mark.parametrize(("activation", "half"), [(tanh, 1), (relu, 2)])
@pytest.mark.parametrize("seed", range(5))
def test_small_weights_shrink_activations_and_gradients_at_every_layer(
    activation, half, seed
):
    """By std √h per layer, for ReLU √2 more; ten layers average over the weights."""
    _, forward, backward = by_depth("small", activation, seed)
    factor = SMALL * math.sqrt(WIDTH / half)
    for shrunk in (forward[-1] / forward[0], backward[0] / backward[-1]):
        assert shrunk ** (1 / (DEPTH - 1)) == pytest.approx(factor, rel=0.15)
    assert forward[-1] < 1e-9
    assert backward[0] < 1e-9


@pytest.mark.parametrize("activation", [tanh, relu])
def test_small_weights_learn_nothing(digits, activation):
    for seed in range(2):
        loss = train(digits, "small", activation, seed, steps=40)
        assert loss == pytest.approx(math.log(10), abs=1e-6)


@pytest.mark.parametrize(("start", "activation"), [("xavier", tanh), ("he", relu)])
def test_the_matching_start_learns(digits, start, activation):
    """Measured over 20 seeds: at most 0.1 for tanh, 0.33 for ReLU."""
    for seed in range(2):
        assert train(digits, start, activation, seed) < 1


@pytest.mark.parametrize("seed", range(5))
def test_large_weights_saturate_tanh_and_their_gradients_grow(seed):
    H, forward, backward = by_depth("large", tanh, seed)
    assert (np.abs(H) > 0.99).mean(axis=(1, 2)).min() > 0.6  # over 40 seeds: from 0.69
    assert forward.min() > 0.9
    assert backward[0] > 30 * backward[-1]  # over 40 seeds: from 410


@pytest.mark.parametrize("seed", range(5))
def test_large_weights_explode_with_relu(seed):
    _, forward, backward = by_depth("large", relu, seed)
    for grown in (forward[-1] / forward[0], backward[0] / backward[-1]):
        assert grown ** (1 / (DEPTH - 1)) == pytest.approx(math.sqrt(32), rel=0.15)


def test_with_relu_the_scale_of_the_weights_does_not_move_the_zeros(rng):
    X, W = rng.normal(size=(20, WIDTH)), stack("he", rng)
    H, smaller = (by_hand.activations_by_depth(X, f * W, relu) for f in (1, 0.25))
    np.testing.assert_array_equal(H == 0, smaller == 0)
    assert 0.3 < (H == 0).mean() < 0.7


def test_with_relu_scores_are_proportional_to_the_inputs(rng):
    X, W = rng.normal(size=(7, WIDTH)), stack("he", rng)
    H, larger = (by_hand.activations_by_depth(f * X, W, relu) for f in (1, 100))
    np.testing.assert_allclose(larger, 100 * H, rtol=1e-9)


def test_large_weights_do_not_train(digits):
    """Tanh: measured 2.21 to 2.35. ReLU: the first loss is above 10⁷, and after five
    steps, over 20 seeds, it is not finite or log 10, with all units dead."""
    assert train(digits, "large", tanh, 0) > 2
    for seed in range(3):
        assert train(digits, "large", relu, seed, steps=0) > 1e7
        try:
            loss = train(digits, "large", relu, seed, steps=5)
        except ValueError:  # expected a finite largest score
            continue
        assert loss == pytest.approx(math.log(10), abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_with_relu_he_keeps_the_size_and_xavier_halves_the_mean_square(seed):
    """Measured over 40 seeds: He's factor per layer lies between 0.89 and 1.08."""
    for start, factor in (("he", 1), ("xavier", math.sqrt(1 / 2))):
        H, forward, backward = by_depth(start, relu, seed)
        for ratio in (forward[-1] / forward[0], backward[0] / backward[-1]):
            assert ratio ** (1 / (DEPTH - 1)) == pytest.approx(factor, rel=0.15)
        assert 0.3 < (H == 0).mean() < 0.7


@pytest.mark.parametrize("gain", [1, 5 / 3])
def test_with_tanh_xavier_shrinks_slowly_and_gain_five_thirds_settles(rng, gain):
    """The mean square follows q ← E[tanh(gain √q z)²], here by quadrature."""
    z, weight = np.polynomial.hermite_e.hermegauss(80)
    W = np.stack([gain * by_hand.xavier_init(300, 300, rng) for _ in range(20)])
    H = by_hand.activations_by_depth(rng.normal(size=(50, 300)), W, tanh)
    q, computed = 1.0, []
    for _ in range(20):
        q = weight @ tanh(gain * math.sqrt(q) * z) ** 2 / weight.sum()
        computed.append(math.sqrt(q))
    np.testing.assert_allclose(sizes(H), computed, rtol=0.1)
    assert computed[9] == pytest.approx(0.22 if gain == 1 else 0.65, abs=0.01)
    assert (computed[19] / computed[9] > 0.98) == (gain > 1)


def test_default_of_a_linear_layer_has_variance_one_over_three_d():
    """A mean square falls to 1/6 per ReLU layer; biases hide that, but are constant."""
    torch.manual_seed(0)
    layers = [torch.nn.Linear(100, 100) for _ in range(DEPTH)]
    W = torch.stack([layer.weight.detach() for layer in layers])
    assert W.abs().max() == pytest.approx(0.1, rel=1e-3)
    assert W.var() * 300 == pytest.approx(1, rel=0.02)
    X = torch.randn(200, 100)
    H = with_torch.activations_by_depth(X, W, torch.relu).numpy()
    assert (sizes(H)[-1] / sizes(H)[0]) ** (1 / 9) == pytest.approx(6**-0.5, rel=0.1)
    with torch.no_grad():
        for layer in layers:
            X = torch.relu(layer(X))
    assert X.square().mean().sqrt() > 1e-2
    assert X.std(dim=0).square().mean().sqrt() < 1e-3
