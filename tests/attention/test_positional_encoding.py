"""The statements of docs/attention/positional-encoding.md (att-8)."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from mlnotes.attention import positional_encoding as by_hand
from mlnotes.attention import positional_encoding_torch as with_torch
from mlnotes.attention.multi_head_attention import multi_head_attention

T, D = 23, 14
MODULES = [by_hand, with_torch]


def test_every_number_is_the_formula_of_the_paper():
    P = by_hand.sinusoidal_encoding(T, D)
    for p in range(T):
        for i in range(D // 2):
            angle = p / 10000 ** (2 * i / D)
            assert P[p, 2 * i] == pytest.approx(math.sin(angle), abs=1e-14)
            assert P[p, 2 * i + 1] == pytest.approx(math.cos(angle), abs=1e-14)


@pytest.mark.parametrize(("t", "d"), [(T, D), (1, 2), (0, 6), (5000, 512)])
def test_numpy_and_torch_agree_on_every_device(t, d, device):
    P = with_torch.sinusoidal_encoding(t, d, device)
    assert P.dtype == torch.float64
    assert P.device.type == device.type
    assert P.shape == (t, d)
    P_numpy = by_hand.sinusoidal_encoding(t, d)
    np.testing.assert_allclose(P.cpu(), P_numpy, rtol=0, atol=1e-11)
    for k in (-t, 0, 3):
        M = with_torch.shift_matrix(k, d, device)
        assert M.device.type == device.type
        np.testing.assert_allclose(M.cpu(), by_hand.shift_matrix(k, d), atol=1e-11)


def test_wavelengths_are_a_geometric_sequence_from_2_pi_to_short_of_10000_times_that():
    for d in (2, 14, 128, 512):
        lengths = by_hand.wavelengths(d)
        assert lengths[0] == pytest.approx(2 * math.pi)
        ratios = lengths[1:] / lengths[:-1]
        np.testing.assert_allclose(ratios, np.full(d // 2 - 1, 10000 ** (2 / d)))
        last = 10000 ** (1 - 2 / d) * 2 * math.pi
        assert lengths[-1] == pytest.approx(last)
        assert lengths[-1] < 10000 * 2 * math.pi
        without_2 = 10000 ** (np.arange(d // 2) / d)  # i/d in place of 2i/d
        assert without_2.max() < 100
    assert round(10000 ** (1 - 2 / 512)) == 9647


@pytest.mark.parametrize("i", range(D // 2))
def test_a_pair_of_columns_repeats_after_its_wavelength(i):
    """At places that are no integers, too; so the formula is computed in between."""
    length = by_hand.wavelengths(D)[i]
    angle = np.linspace(0, 3, 7) * 2 * math.pi / length
    np.testing.assert_allclose(np.sin(angle + 2 * math.pi), np.sin(angle), atol=1e-12)
    P = by_hand.sinusoidal_encoding(T, D)
    turned = np.arctan2(P[:, 2 * i], P[:, 2 * i + 1])
    places = np.arange(T)
    rest = (places * 2 * math.pi / length - turned) / (2 * math.pi)
    np.testing.assert_allclose(rest, rest.round(), atol=1e-12)


@pytest.mark.parametrize("k", [-700, -31, -1, 0, 1, 2, 17, 999])
@pytest.mark.parametrize("d", [2, 14, 128])
def test_a_shift_by_k_places_is_one_matrix_for_all_places(k, d):
    P = by_hand.sinusoidal_encoding(2000, d)
    places = np.arange(700, 1000)
    M = by_hand.shift_matrix(k, d)
    np.testing.assert_allclose(P[places] @ M.T, P[places + k], atol=1e-9)


def test_shifts_are_rotations_they_add_up_and_the_inverse_goes_back():
    for j, k in ((3, 5), (-7, 2), (1000, -1)):
        M, other = by_hand.shift_matrix(j, D), by_hand.shift_matrix(k, D)
        np.testing.assert_allclose(M.T @ M, np.eye(D), atol=1e-12)
        assert np.linalg.det(M) == pytest.approx(1)
        np.testing.assert_allclose(
            other @ M, by_hand.shift_matrix(j + k, D), atol=1e-12
        )
        np.testing.assert_allclose(M.T, by_hand.shift_matrix(-j, D), atol=1e-12)
    np.testing.assert_array_equal(by_hand.shift_matrix(0, D), np.eye(D))


@pytest.mark.parametrize("d", [2, 14, 512])
def test_the_dot_product_of_two_encodings_depends_on_their_distance_only(d):
    P = by_hand.sinusoidal_encoding(100, d)
    frequencies = 2 * math.pi / by_hand.wavelengths(d)
    distance = np.arange(100)[:, None] - np.arange(100)
    wanted = np.cos(distance[..., None] * frequencies).sum(axis=2)
    np.testing.assert_allclose(P @ P.T, wanted, atol=1e-10)
    np.testing.assert_allclose(np.linalg.norm(P, axis=1), math.sqrt(d / 2))
    assert (P @ P.T).argmax(axis=1).tolist() == list(range(100))


def test_near_places_have_larger_dot_products_but_not_at_all_distances():
    """d = 128: falls up to a distance of 11, then rises a little, then waves."""
    P = by_hand.sinusoidal_encoding(1000, 128)
    products = P @ P[0] / 64
    steps = np.diff(products)
    assert (steps[:11] < 0).all()
    assert steps[11] > 0
    assert products[11:].max() < 0.68
    assert products[1] > 0.96


def test_after_projections_the_product_depends_on_the_places_too(rng):
    P, W = by_hand.sinusoidal_encoding(T, D), rng.normal(size=(D, D))
    products = P @ W @ P.T
    assert np.ptp(np.diag(products)) > 0.1


def test_no_two_places_share_an_encoding_though_one_pair_nearly_repeats():
    P = by_hand.sinusoidal_encoding(1000, 2)
    distances = np.linalg.norm(P[1:] - P[0], axis=1)
    assert distances.argmin() + 1 == 710  # 710 = 113 · 2π + 0.00006
    assert 0 < distances.min() < 1e-4
    P = by_hand.sinusoidal_encoding(1000, D)
    gaps = np.linalg.norm(P[:, None] - P, axis=2) + 10 * np.eye(1000)
    assert gaps.min() > 0.5


def test_a_head_can_look_k_places_back_by_a_shift_matrix():
    """Scores (M_k p)ᵀ q, largest at the place p + k: one matrix for all places."""
    P = by_hand.sinusoidal_encoding(50, 64)
    for k in (-3, -1, 4):
        scores = P @ by_hand.shift_matrix(k, 64).T @ P.T
        places = np.arange(5, 45)
        np.testing.assert_array_equal(scores[places].argmax(axis=1), places + k)


def test_interleaved_and_sines_first_differ_by_a_permutation_of_the_columns():
    P = by_hand.sinusoidal_encoding(T, D)
    angles = np.arange(T)[:, None] / 10000 ** (np.arange(0, D, 2) / D)
    blocks = np.concatenate([np.sin(angles), np.cos(angles)], axis=1)
    order = np.r_[0:D:2, 1:D:2]
    np.testing.assert_array_equal(blocks, P[:, order])
    np.testing.assert_allclose(blocks @ blocks.T, P @ P.T, atol=1e-12)
    assert np.abs(blocks - P).max() > 0.5


def test_without_places_self_attention_sees_a_bag_of_words_and_with_them_an_order(rng):
    d, weights = 6, [rng.normal(size=s) for s in ((18, 6), 18, (6, 6), 6)]
    X, order = rng.normal(size=(1, 5, d)), rng.permutation(5)
    P = by_hand.sinusoidal_encoding(5, d)
    for places, same in ((0 * P, True), (P, False)):
        first, second = (
            multi_head_attention(Y, Y, None, *weights, 2).mean(axis=1)
            for Y in (
                by_hand.add_positions(X, places),
                by_hand.add_positions(X[:, order], places),
            )
        )
        assert np.allclose(first, second) == same


def test_embeddings_times_root_d_are_as_long_as_root_d():
    """Drawn with variance 1/d they have length 1, the encodings √(d/2) = 16."""
    d = 512
    torch.manual_seed(0)
    E = nn.init.normal_(torch.empty(1000, d), std=d**-0.5)
    assert E.norm(dim=1).mean().item() == pytest.approx(1, rel=0.01)
    P = with_torch.sinusoidal_encoding(100, d)
    torch.testing.assert_close(P.norm(dim=1), torch.full((100,), 16.0).double())
    default = nn.Embedding(1000, d).weight.norm(dim=1).mean().item()
    assert default == pytest.approx(math.sqrt(d), rel=0.01)
    longer = (E * math.sqrt(d)).norm(dim=1).mean().item() / 16
    assert longer == pytest.approx(math.sqrt(2), rel=0.01)


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize(("t", "d"), [(3, 5), (3, 0), (3, -2), (3, 1), (-1, 4)])
def test_odd_widths_and_negative_lengths_are_refused(module, t, d):
    with pytest.raises(ValueError, match=r"expected .* got"):
        module.sinusoidal_encoding(t, d)
    if t > 0:
        with pytest.raises(ValueError, match=r"expected an even width .* got"):
            module.shift_matrix(1, d)
