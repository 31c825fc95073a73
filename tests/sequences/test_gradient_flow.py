"""The statements of docs/sequences/gradient-flow.md (seq-11)."""

import numpy as np
import pytest
import torch

from mlnotes.sequences import gradient_flow as by_hand
from mlnotes.sequences import gradient_flow_torch as with_torch
from mlnotes.sequences.rnn import rnn, rnn_backward
from mlnotes.sequences.rnn_torch import rnn as rnn_torch
from mlnotes.sequences.rnn_torch import rnn_step as rnn_step_torch
from mlnotes.training.training_loop import clip_by_norm
from mlnotes.training.training_loop_torch import clip_by_norm as clip_by_norm_torch

RADII = (0.5, 0.9, 1.0, 1.1, 1.5)


def network(radius=0.9, scale=1.0, n=2, t=13, d=5, h=11, seed=0):
    """Inputs, zeros for the first state, and weights."""
    rng = np.random.default_rng(seed)
    W_hh = by_hand.recurrent_matrix(h, radius, rng)
    X, W_xh = scale * rng.normal(size=(n, t, d)), rng.normal(size=(h, d)) / np.sqrt(d)
    return X, np.zeros((n, h)), W_xh, W_hh, np.zeros(h)


def test_the_jacobian_of_a_step_is_a_diagonal_matrix_times_the_weights(rng):
    X, _, W_xh, W_hh, b = map(torch.tensor, network())
    h = torch.tensor(rng.normal(size=(2, 11)))
    h_new = rnn_step_torch(X[:, 0], h, W_xh, W_hh, b)
    J = by_hand.step_jacobian(h_new.numpy(), W_hh.numpy())
    for i in range(2):
        by_autograd = torch.autograd.functional.jacobian(
            lambda h, i=i: rnn_step_torch(X[i : i + 1, 0], h[None], W_xh, W_hh, b)[0],
            h[i],
        )
        np.testing.assert_allclose(J[i], by_autograd, rtol=1e-7, atol=1e-12)
        u = W_hh @ h[i] + W_xh @ X[i, 0] + b
        slopes = np.diag(1 / np.cosh(u.numpy()) ** 2)  # tanh′
        np.testing.assert_allclose(J[i], slopes @ W_hh.numpy(), rtol=1e-7)


def test_without_the_slopes_or_from_the_left_it_is_another_matrix():
    """The notes write a product that leaves the diagonal matrix open."""
    *_, W_hh, _ = arrays = network()
    h_new = rnn(*arrays)[:, 0]
    J = by_hand.step_jacobian(h_new, W_hh)
    assert np.abs(J - W_hh).max() > 0.1
    assert np.abs(J - W_hh * (1 - h_new**2)[:, np.newaxis]).max() > 0.1


@pytest.mark.parametrize("distance", [1, 2, 7, 13])
def test_the_product_of_jacobians_equals_autograd_at_every_distance(distance):
    X, h0, W_xh, W_hh, b = map(torch.tensor, network())
    H = rnn_torch(X, h0, W_xh, W_hh, b)
    J = by_hand.jacobian_products(H.numpy(), W_hh.numpy())[:, distance - 1]
    in_torch = with_torch.jacobian_products(H, W_hh)[:, distance - 1]
    np.testing.assert_allclose(in_torch, J, rtol=1e-7, atol=1e-12)
    early = H[:, 12 - distance] if distance < 13 else h0
    for i in range(2):
        by_autograd = torch.autograd.functional.jacobian(
            lambda h, i=i: rnn_torch(
                X[i : i + 1, 13 - distance :], h[None], W_xh, W_hh, b
            )[0, -1],
            early[i],
        )
        np.testing.assert_allclose(J[i], by_autograd, rtol=1e-7, atol=1e-12)


def test_backpropagation_through_time_multiplies_by_these_jacobians(rng):
    arrays = network()
    H, dH = rnn(*arrays), np.zeros((2, 13, 11))
    dH[:, -1] = rng.normal(size=(2, 11))
    _, dh0, *_ = rnn_backward(dH, *arrays)
    J = by_hand.jacobian_products(H, arrays[3])[:, -1]
    product = np.einsum("ni,nij->nj", dH[:, -1], J)
    np.testing.assert_allclose(dh0, product, rtol=1e-7, atol=1e-12)
    norms = by_hand.jacobian_norms(H, arrays[3])[:, -1]
    longest = norms * np.linalg.norm(dH[:, -1], axis=1)
    assert (np.linalg.norm(dh0, axis=1) <= longest * (1 + 1e-9)).all()


@pytest.mark.parametrize("radius", RADII)
@pytest.mark.parametrize("scale", [0.0, 0.1, 1.0])
def test_norms_never_exceed_the_bound_of_slope_and_singular_value(radius, scale):
    *_, W_hh, _ = arrays = network(radius, scale, t=40)
    H = rnn(*arrays)
    slope = float((1 - H**2).max())
    norms = by_hand.jacobian_norms(H, W_hh)
    sigma = np.linalg.svd(W_hh, compute_uv=False)[0]
    for gamma in (slope, 1.0):
        bounds = by_hand.norm_bounds(W_hh, 40, gamma)
        powers = (gamma * sigma) ** np.arange(1, 41)
        np.testing.assert_allclose(bounds, powers, rtol=1e-7)
        assert (norms <= bounds * (1 + 1e-9)).all()
    np.testing.assert_allclose(by_hand.norm_bounds(W_hh, 40), bounds, rtol=1e-12)


@pytest.mark.parametrize("radius", RADII)
def test_at_zero_states_the_norm_lies_between_powers_of_radius_and_singular_value(
    radius,
):
    W_hh = by_hand.recurrent_matrix(11, radius, np.random.default_rng(1))
    norms = by_hand.jacobian_norms(np.zeros((1, 200, 11)), W_hh)[0]
    k = np.arange(1, 201)
    assert (norms >= radius**k * (1 - 1e-9)).all()
    assert (norms <= by_hand.norm_bounds(W_hh, 200) * (1 + 1e-9)).all()
    assert norms[0] > radius * 1.1  # not normal; margin over 20 seeds at h = 32: 1.4
    rate = norms[-1] ** (1 / 200)  # the k-th root tends to the spectral radius
    assert rate == pytest.approx(radius, rel=0.02)


def test_a_singular_value_below_one_makes_every_gradient_vanish():
    for seed in range(5):
        rng = np.random.default_rng(seed)
        W_hh = 0.9 * by_hand.orthogonal_matrix(11, rng)
        X, h0, W_xh, _, b = network(t=100, seed=seed, scale=0.1)
        norms = by_hand.jacobian_norms(rnn(X, h0, W_xh, W_hh, b), W_hh)
        assert (norms[:, -1] <= 0.9**100).all()


def test_a_radius_above_one_explodes_at_zero_and_vanishes_in_saturation():
    """Margin over 20 seeds: at least 1e8 at distance 50, with inputs at most 1e-2."""
    for seed in range(5):
        norms = {}
        for scale in (0.0, 1.0):
            arrays = network(1.5, scale, n=5, t=50, d=4, h=32, seed=seed)
            norm = by_hand.jacobian_norms(rnn(*arrays), arrays[3])
            norms[scale] = norm[:, -1].mean()
        assert norms[0.0] > 1e7
        assert norms[1.0] < 0.1


def test_a_radius_below_one_can_grow_first_and_falls_later():
    W_hh = np.array([[0.9, 5.0], [0.0, 0.9]])
    assert by_hand.spectral_radius(W_hh) == pytest.approx(0.9, rel=1e-7)
    norms = by_hand.jacobian_norms(np.zeros((1, 200, 2)), W_hh)[0]
    for k in (1, 2, 10, 200):
        power = [[0.9**k, k * 5 * 0.9 ** (k - 1)], [0, 0.9**k]]
        assert norms[k - 1] == pytest.approx(np.linalg.norm(power, 2), rel=1e-7)
    assert norms.argmax() + 1 in (9, 10)
    assert norms.max() > 19
    assert norms[-1] < 1e-5


def test_a_radius_of_zero_does_not_bound_one_step_in_saturation():
    """The parity network: its weights are nilpotent, the slopes undo it."""
    W_hh = 10 * np.array([[1.0, -1.0], [1.0, -1.0]])
    assert by_hand.spectral_radius(W_hh) < 1e-6
    np.testing.assert_array_equal(W_hh @ W_hh, 0)
    h_new = np.array([[0.0, 1.0]])  # the first unit active, the second saturated
    J = by_hand.step_jacobian(h_new, W_hh)[0]
    assert by_hand.spectral_radius(J) == pytest.approx(10, rel=1e-7)


def test_normal_matrices_have_equal_radius_and_singular_value(rng):
    A = rng.normal(size=(11, 11))
    for W_hh in (A + A.T, A - A.T, by_hand.orthogonal_matrix(11, rng)):
        sigma = by_hand.norm_bounds(W_hh, 1)[0]
        assert by_hand.spectral_radius(W_hh) == pytest.approx(sigma, rel=1e-7)
    assert by_hand.spectral_radius(A) < by_hand.norm_bounds(A, 1)[0]


@pytest.mark.parametrize("h", [1, 2, 11])
def test_random_weights_have_the_radius_that_was_asked_for(h, rng):
    generator = torch.Generator().manual_seed(0)
    for radius in RADII:
        W_hh = by_hand.recurrent_matrix(h, radius, rng)
        largest = np.abs(np.linalg.eigvals(W_hh)).max()
        assert largest == pytest.approx(radius, rel=1e-9)
        tensor = with_torch.recurrent_matrix(h, radius, generator)
        largest = torch.linalg.eigvals(tensor).abs().max().item()
        assert largest == pytest.approx(radius, rel=1e-4)


def test_orthogonal_weights_keep_every_norm_at_zero_states(rng):
    W_hh = by_hand.orthogonal_matrix(11, rng)
    np.testing.assert_allclose(W_hh.T @ W_hh, np.eye(11), atol=1e-12)
    for matrix in (W_hh, np.eye(11)):
        norms = by_hand.jacobian_norms(np.zeros((1, 50, 11)), matrix)
        np.testing.assert_allclose(norms, 1, rtol=1e-9)
    W_torch = with_torch.orthogonal_matrix(11, torch.Generator().manual_seed(0))
    torch.testing.assert_close(W_torch.T @ W_torch, torch.eye(11))
    assert with_torch.orthogonal_matrix(1, torch.Generator()).abs() == 1
    assert with_torch.norm_bounds(torch.full((1, 1), -0.5), 1).tolist() == [0.5]


def test_orthogonal_weights_are_drawn_without_a_preferred_sign():
    """QR alone gives negative diagonals more often than not."""
    for module, source in (
        (by_hand, np.random.default_rng(0)),
        (with_torch, torch.Generator().manual_seed(0)),
    ):
        draws = [module.orthogonal_matrix(3, source) for _ in range(2000)]
        corners = [float(W_hh[0, 0]) for W_hh in draws]
        assert abs(np.mean(corners)) < 0.06  # standard deviation of the mean: 0.013
        assert np.var(corners) == pytest.approx(1 / 3, abs=0.04)


def test_orthogonal_weights_do_not_help_once_units_saturate():
    X, h0, W_xh, _, b = network(t=50, d=4, h=32)
    for W_hh in (by_hand.orthogonal_matrix(32, np.random.default_rng(0)), np.eye(32)):
        norms = by_hand.jacobian_norms(rnn(X, h0, W_xh, W_hh, b), W_hh)
        assert norms[:, -1].max() < 1e-2


@pytest.mark.parametrize("max_norm", [0.5, 3.0, 1e3])
def test_clipping_by_norm_keeps_the_direction_and_equals_torch(max_norm, rng, device):
    shapes = (11, 5), (11, 11), (11,)
    gradients = [rng.normal(size=shape) for shape in shapes]
    g = np.concatenate([gradient.reshape(-1) for gradient in gradients])
    norm = np.linalg.norm(g)
    clipped = clip_by_norm(g, max_norm)
    np.testing.assert_allclose(clipped, g * min(1, max_norm / norm), rtol=1e-12)
    on_device = clip_by_norm_torch(torch.tensor(g, device=device), max_norm)
    np.testing.assert_allclose(on_device.cpu(), clipped, rtol=1e-7)
    weights = [torch.zeros(shape, dtype=torch.float64) for shape in shapes]
    for weight, gradient in zip(weights, gradients, strict=True):
        weight.grad = torch.tensor(gradient)
    before = torch.nn.utils.clip_grad_norm_(weights, max_norm)
    assert before == pytest.approx(norm, rel=1e-9)
    theirs = torch.cat([weight.grad.reshape(-1) for weight in weights])
    np.testing.assert_allclose(clipped, theirs, rtol=1e-5)  # it divides by norm + 1e-6


def test_clipping_by_value_turns_the_gradient_and_equals_torch(rng):
    g = np.array([30.0, 0.4])
    clipped = by_hand.clip_by_value(g, 1.0)
    np.testing.assert_array_equal(clipped, [1.0, 0.4])
    cosine = g @ clipped / np.linalg.norm(g) / np.linalg.norm(clipped)
    assert cosine == pytest.approx(0.9333, abs=1e-4)
    g = rng.normal(size=(7, 11))
    weight = torch.zeros(7, 11, dtype=torch.float64)
    weight.grad = torch.tensor(g)
    torch.nn.utils.clip_grad_value_(weight, 0.5)
    np.testing.assert_array_equal(by_hand.clip_by_value(g, 0.5), weight.grad)
