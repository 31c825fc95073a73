"""The statements of docs/convolution/receptive-field.md (cnn-3)."""

from itertools import product

import numpy as np
import pytest
import torch
from torch.nn import functional

from mlnotes.convolution import receptive_field as by_hand
from mlnotes.convolution import receptive_field_torch as with_torch
from mlnotes.convolution.output_size import conv_parameters, output_size

MODULES = pytest.mark.parametrize("module", [by_hand, with_torch])
# Kernels, strides, dilations.
STACKS = [
    ([1], [1], [1]),
    ([3], [2], [1]),
    ([3, 3, 3], [1, 1, 1], [1, 1, 1]),
    ([3, 2, 3], [2, 3, 1], [1, 1, 1]),
    ([5, 2, 4, 3], [1, 2, 1, 2], [1, 1, 1, 1]),
    ([3, 3, 3], [1, 1, 1], [1, 2, 4]),
    ([2, 3, 5], [3, 1, 2], [2, 3, 1]),
]


def pixels_seen(unit, side, kernels, strides, dilations, paddings):
    """Pixels with a gradient: all weights are positive, so that nothing cancels."""
    A = X = torch.zeros(1, 1, side, dtype=torch.float64, requires_grad=True)
    for kernel, stride, dilation, padding in zip(
        kernels, strides, dilations, paddings, strict=True
    ):
        w = torch.ones(1, 1, kernel, dtype=torch.float64)
        A = functional.conv1d(A, w, None, stride, padding, dilation)
    (gradient,) = torch.autograd.grad(A[0, 0, unit], X)
    return gradient[0, 0].nonzero()[:, 0].tolist()


@MODULES
@pytest.mark.parametrize(("kernels", "strides", "dilations"), STACKS)
def test_formula_is_the_span_of_pixels_with_a_gradient(
    module, kernels, strides, dilations
):
    fields = module.receptive_fields(kernels, strides, dilations)
    for depth, field in enumerate(fields, 1):
        layers = kernels[:depth], strides[:depth], dilations[:depth]
        seen = pixels_seen(0, 97, *layers, [0] * depth)
        assert seen[-1] - seen[0] + 1 == field
        assert module.receptive_field(*layers) == field
    assert module.receptive_field([], []) == 1


def test_sum_of_the_induction_equals_the_torch_twin_for_many_stacks():
    numbers = [1, 2, 3]
    for kernels in product(numbers, repeat=3):
        for strides in product(numbers, repeat=3):
            layers = list(kernels), list(strides)
            by_sum = 1 + sum(
                (kernel - 1) * int(np.prod(strides[:depth]))
                for depth, kernel in enumerate(kernels)
            )
            assert by_hand.receptive_field(*layers) == by_sum
            assert with_torch.receptive_field(*layers) == by_sum


@pytest.mark.parametrize(("kernels", "strides", "dilations"), STACKS[:5])
def test_first_and_last_pixel_are_those_of_autograd(kernels, strides, dilations):
    none = [0] * len(kernels)
    for unit in (0, 1, 4):
        first, last = by_hand.field_of_unit(unit, kernels, strides, none)
        seen = pixels_seen(unit, 97, kernels, strides, dilations, none)
        assert (first, last) == (seen[0], seen[-1])
        assert last - first + 1 == by_hand.receptive_field(kernels, strides)
        assert first == unit * np.prod(strides)


def test_padding_moves_the_field_and_a_border_unit_sees_zeros_instead_of_pixels():
    kernels, strides, paddings = [3, 3, 3], [1, 2, 1], [1, 1, 1]
    side, dilations = 17, [1, 1, 1]
    out = side
    for kernel, stride, padding in zip(kernels, strides, paddings, strict=True):
        out = output_size(out, kernel, stride, padding)
    for unit in range(out):
        first, last = by_hand.field_of_unit(unit, kernels, strides, paddings)
        seen = pixels_seen(unit, side, kernels, strides, dilations, paddings)
        assert seen == list(range(max(first, 0), min(last, side - 1) + 1))
    assert by_hand.field_of_unit(0, kernels, strides, paddings)[0] < 0
    assert by_hand.field_of_unit(4, kernels, strides, paddings) == (4, 12)


def test_every_unit_sees_the_whole_picture_only_from_a_field_of_2n_minus_1_on():
    side = 5
    for depth, seen_by in ((2, 1), (3, 3), (4, 5)):  # fields of 5, 7 and 9
        kernels, ones = [3] * depth, [1] * depth
        fields = [by_hand.field_of_unit(u, kernels, ones, ones) for u in range(side)]
        whole = [first <= 0 and last >= side - 1 for first, last in fields]
        assert sum(whole) == seen_by


def test_odd_kernels_with_same_padding_centre_the_field_and_even_ones_do_not():
    for kernel in (3, 5, 7):
        first, last = by_hand.field_of_unit(20, [kernel] * 2, [1, 1], [kernel // 2] * 2)
        assert first + last == 2 * 20
    first, last = by_hand.field_of_unit(20, [2], [1], [0])
    assert (first + last) / 2 == 20.5
    first, last = by_hand.field_of_unit(20, [4, 4], [1, 1], [2, 2])
    assert (first + last) / 2 == 19


def test_three_layers_of_3_see_7_with_27_instead_of_49_weights_a_pair_of_channels():
    assert by_hand.receptive_fields([3, 3, 3], [1, 1, 1]) == [3, 5, 7]
    assert by_hand.receptive_field([7], [1]) == 7
    for channels in (1, 2, 5):
        biases = channels
        three = 3 * (conv_parameters(channels, channels, 3, 3) - biases)
        one = conv_parameters(channels, channels, 7, 7) - biases
        assert (three, one) == (27 * channels**2, 49 * channels**2)


def test_without_bends_three_layers_of_3_are_one_layer_of_7_and_with_relu_not(rng):
    filters = [torch.tensor(rng.normal(size=(1, 1, 3, 3))) for _ in range(3)]
    one = torch.zeros(1, 1, 13, 13, dtype=torch.float64)
    one[0, 0, 6, 6] = 1
    for W in filters:
        one = functional.conv_transpose2d(one, W)
    one = one[:, :, 6:13, 6:13]
    X = torch.tensor(rng.normal(size=(1, 1, 13, 13)))
    linear = bent = X
    for W in filters:
        linear = functional.conv2d(linear, W)
        bent = torch.relu(functional.conv2d(bent, W))
    torch.testing.assert_close(functional.conv2d(X, one), linear)
    assert not torch.allclose(torch.relu(functional.conv2d(X, one)), bent)


def test_a_stride_multiplies_the_growth_of_every_later_layer_and_not_its_own():
    assert by_hand.receptive_fields([3, 3, 3], [2, 1, 1]) == [3, 7, 11]
    assert by_hand.receptive_fields([3, 3, 3], [1, 1, 2]) == [3, 5, 7]
    assert by_hand.receptive_fields([3, 3, 3], [2, 2, 2]) == [3, 7, 15]


def test_doubled_dilations_double_the_field_layer_by_layer():
    fields = by_hand.receptive_fields([3] * 6, [1] * 6, [1, 2, 4, 8, 16, 32])
    assert fields == [2 ** (layer + 2) - 1 for layer in range(6)]


@MODULES
def test_effective_field_is_a_bell_that_grows_as_the_root_of_the_depth(module):
    """A mean filter of side F has variance (F² − 1)/12, and variances add up."""
    for side, layers in ((3, 4), (3, 16), (5, 9)):
        w = np.full(side, 1 / side)
        w = torch.tensor(w) if module is with_torch else w
        assert module.effective_field(w, 1).tolist() == w.tolist()
        gradient = np.asarray(module.effective_field(w, layers))
        assert len(gradient) == by_hand.receptive_field([side] * layers, [1] * layers)
        place = np.arange(len(gradient)) - len(gradient) // 2
        assert gradient.sum() == pytest.approx(1)
        variance = (gradient * place**2).sum()
        assert variance == pytest.approx(layers * (side**2 - 1) / 12)
        bell = np.exp(-(place**2) / (2 * variance)) / np.sqrt(2 * np.pi * variance)
        assert abs(gradient - bell).max() < 0.15 * bell.max()
        assert (np.diff(gradient[: len(gradient) // 2 + 1]) > 0).all()


def test_effective_field_of_random_weights_and_relu_is_narrow_too():
    """Ten layers of 3 see 21 × 21 pixels; the middle 11 × 11 carry almost all."""
    generator = torch.Generator().manual_seed(0)
    energy = torch.zeros(21, 21)
    for _ in range(20):
        X = torch.randn(1, 1, 21, 21, generator=generator).requires_grad_()
        A, channels = X, 1
        for _ in range(10):
            W = torch.randn(8, channels, 3, 3, generator=generator)
            A = torch.relu(functional.conv2d(A, W * (2 / (9 * channels)) ** 0.5))
            channels = 8
        (gradient,) = torch.autograd.grad(A.sum(), X)
        energy += gradient[0, 0] ** 2
    share = float(energy[5:16, 5:16].sum() / energy.sum())
    assert share > 0.9


@pytest.fixture
def shapes():
    """Square, its shuffled quarters, disc, cross, smaller and larger square."""
    X = np.zeros((17, 96))
    X[5:12, 4:11] = 1
    quarters = np.pad(np.ones((7, 7)), ((1, 1), (1, 1)))[:8, :8]
    X[5:13, 20:28] = np.roll(quarters, (4, 4), (0, 1))
    rows, columns = np.mgrid[-4:5, -4:5]
    X[4:13, 36:45] = np.hypot(rows, columns) <= 3.6
    X[4:13, 52:61] = (abs(rows) < 2) | (abs(columns) < 2)
    X[5:11, 68:74] = 1
    X[5:13, 82:90] = 1
    return X


def test_third_layer_answers_to_the_square_and_not_to_its_shuffled_parts(shapes):
    edges, corners, squares = by_hand.nested_features(shapes)
    assert np.argwhere(squares).tolist() == [[8 - 5, 7 - 5]]
    assert squares.max() == 1
    for left in (0, 16):  # both have all four edges and all four corners
        assert (edges[:, :, left : left + 14].max(axis=(1, 2)) == 1).all()
        assert (corners[:, :, left : left + 12].max(axis=(1, 2)) == 1).all()


def test_second_layer_answers_to_corners_and_not_to_edges_alone(shapes):
    edges, corners, _ = by_hand.nested_features(shapes[:, :16])
    assert corners[:, 6, :].max() == 0  # level with the middle of the square
    assert edges[:, 7, :].max() == 1
    assert [np.unravel_index(m.argmax(), m.shape) for m in corners] == [
        (row - 2, column - 2) for row in (5, 11) for column in (4, 10)
    ]


def test_units_of_the_three_layers_see_3_5_and_11_pixels(rng):
    assert by_hand.receptive_fields([3, 3, 7], [1, 1, 1]) == [3, 5, 11]
    X = rng.uniform(size=(13, 17))
    X[2:9, 5:12] = 1
    maps = by_hand.nested_features(X)
    for side, (row, column), values in zip(
        (3, 5, 11), ((2, 4), (2, 4), (0, 3)), maps, strict=True
    ):
        masked = rng.uniform(size=X.shape)
        here = (slice(row, row + side), slice(column, column + side))
        masked[here] = X[here]
        other = by_hand.nested_features(masked)[(3, 5, 11).index(side)]
        np.testing.assert_array_equal(other[..., row, column], values[..., row, column])


@MODULES
def test_layers_that_make_no_sense_are_refused(module):
    for layers in (([3], [1, 1]), ([3], [1], [1, 2])):
        with pytest.raises(ValueError, match=r"expected one number per layer .* got"):
            module.receptive_fields(*layers)
    for layers in (([0], [1]), ([3], [0]), ([3], [1], [0])):
        with pytest.raises(ValueError, match=r"expected numbers >= 1 .* got 0"):
            module.receptive_field(*layers)
    empty = torch.ones(0) if module is with_torch else np.ones(0)
    with pytest.raises(ValueError, match=r"expected w of shape .* got"):
        module.effective_field(empty, 2)
    with pytest.raises(ValueError, match=r"expected numbers >= 0 .* got -1"):
        by_hand.field_of_unit(-1, [3], [1], [0])
