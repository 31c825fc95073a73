"""The statements of docs/convolution/output-size.md (cnn-4, cnn-5, cnn-6)."""

from fractions import Fraction
from itertools import product

import pytest
import torch
from torch.nn import functional

from mlnotes.convolution import output_size as by_hand
from mlnotes.convolution import output_size_torch as with_torch

MODULES = pytest.mark.parametrize("module", [by_hand, with_torch])


def attempt(function, *arguments):
    """Return a function's answer, or the word refused."""
    try:
        return function(*arguments)
    except ValueError as error:
        return "refused" if "expected" in str(error) else str(error)


def convolve(side, kernel, stride, padding, dilation):
    """Side that PyTorch's convolution of real zeros has, or the word refused."""
    try:
        A = functional.conv2d(
            torch.zeros(1, 1, 1, side),
            torch.zeros(1, 1, 1, kernel),
            stride=(1, stride),
            padding=(0, padding),
            dilation=(1, dilation),
        )
    except RuntimeError:
        return "refused"
    return A.shape[3]


def fitting():
    """Yield side, kernel, stride, padding and dilation that go together."""
    for side, kernel, stride, padding, dilation in product(
        range(1, 9), range(1, 6), range(1, 5), range(3), range(1, 4)
    ):
        if dilation * (kernel - 1) + 1 <= side + 2 * padding:
            yield side, kernel, stride, padding, dilation


@MODULES
def test_the_size_is_the_number_of_places_where_the_filter_fits(module):
    for side, kernel, stride, padding, dilation in fitting():
        places = 0
        for start in range(-padding, side + padding, stride):
            last_weight = start + (kernel - 1) * dilation
            places += last_weight < side + padding
        assert module.output_size(side, kernel, stride, padding, dilation) == places


def test_size_and_refusals_are_those_of_pytorch():
    """3 000 combinations, among them zeros and negative numbers."""
    refused = 0
    for case in product(range(8), range(6), range(4), range(-1, 3), range(4)):
        size = attempt(by_hand.output_size, *case)
        assert size == convolve(*case), case
        refused += size == "refused"
    assert 1500 < refused < 2500


def test_numpy_and_torch_answer_and_refuse_alike():
    for case in product(range(5), range(-1, 4), range(3), range(-1, 2), range(4)):
        size = attempt(by_hand.output_size, *case)
        assert size == attempt(with_torch.output_size, *case), case


def test_formula_of_the_notes_holds_exactly_where_the_division_goes_up():
    """(N − F + 2P)/S + 1 is the size if it is an integer, else it is too large."""
    exact = 0
    for side, kernel, stride, padding, _ in fitting():
        formula = Fraction(side - kernel + 2 * padding, stride) + 1
        if formula >= 1:
            size = by_hand.output_size(side, kernel, stride, padding)
            assert (size == formula) == (formula.denominator == 1)
            assert size <= formula < size + 1
            exact += size == formula
    assert exact > 500


def test_without_stride_and_padding_the_size_is_n_minus_f_plus_1():
    for side, kernel in product(range(1, 12), range(1, 12)):
        if kernel <= side:
            assert by_hand.output_size(side, kernel) == side - kernel + 1


def test_a_dilated_filter_has_the_size_of_one_of_d_times_f_minus_1_plus_1():
    for side, kernel, stride, padding, dilation in fitting():
        large = dilation * (kernel - 1) + 1
        assert by_hand.output_size(
            side, kernel, stride, padding, dilation
        ) == by_hand.output_size(side, large, stride, padding)


def test_ignored_pixels_are_those_that_no_output_depends_on():
    some = 0
    for case in list(fitting())[::3]:
        side, kernel, stride, padding, dilation = case
        X = torch.zeros(1, 1, 1, side, requires_grad=True)
        w = torch.arange(1.0, kernel + 1).reshape(1, 1, 1, kernel)
        strides, paddings, dilations = (1, stride), (0, padding), (1, dilation)
        A = functional.conv2d(X, w, None, strides, paddings, dilations)
        A.sum().backward()
        ignored = int((X.grad == 0).sum())
        assert by_hand.ignored_pixels(*case) == ignored, case
        assert with_torch.ignored_pixels(*case) == ignored, case
        some += ignored > 0
    assert some > 50


def test_ignored_pixels_lie_at_the_far_edge_while_the_places_touch_each_other():
    for side, kernel, stride, padding, _ in fitting():
        if stride <= kernel <= side + 2 * padding:
            remainder = (side + 2 * padding - kernel) % stride
            ignored = by_hand.ignored_pixels(side, kernel, stride, padding)
            assert ignored == max(0, remainder - padding)


@MODULES
def test_same_padding_keeps_the_size_and_only_odd_extents_have_it(module):
    for kernel, dilation in product(range(1, 10), range(1, 5)):
        if dilation * (kernel - 1) % 2 == 0:
            padding = module.same_padding(kernel, dilation)
            assert padding == dilation * (kernel - 1) // 2
            for side in (1, 2, 7):
                size = by_hand.output_size(side, kernel, 1, padding, dilation)
                assert size == side
        else:
            with pytest.raises(ValueError, match=r"expected .* even, .* got F"):
                module.same_padding(kernel, dilation)


def test_same_padding_is_the_one_that_pytorch_uses(rng):
    X = torch.tensor(rng.normal(size=(1, 1, 11, 13)))
    for kernel, dilation in ((1, 1), (3, 1), (5, 1), (3, 2), (2, 2), (5, 3)):
        W = torch.tensor(rng.normal(size=(1, 1, kernel, kernel)))
        same = functional.conv2d(X, W, padding="same", dilation=dilation)
        padding = by_hand.same_padding(kernel, dilation)
        ours = functional.conv2d(X, W, padding=padding, dilation=dilation)
        torch.testing.assert_close(ours, same)


def test_a_layer_has_k_times_f_squared_c_plus_1_parameters():
    for channels, filters, kernel in product((1, 2, 3, 5), (1, 4, 7), (1, 2, 3, 5)):
        layer = torch.nn.Conv2d(channels, filters, kernel)
        count = layer.weight.numel() + layer.bias.numel()
        assert count == filters * (kernel**2 * channels + 1)
        for module in (by_hand, with_torch):
            assert module.conv_parameters(channels, filters, kernel, kernel) == count


@MODULES
def test_parameters_of_oblong_and_grouped_filters(module):
    for height, width, groups in ((2, 5, 1), (3, 1, 2), (1, 7, 3), (3, 3, 6)):
        layer = torch.nn.Conv2d(6, 12, (height, width), groups=groups)
        count = sum(parameter.numel() for parameter in layer.parameters())
        assert module.conv_parameters(6, 12, height, width, groups) == count


def test_a_volume_becomes_a_volume_of_k_maps():
    for stride, padding, dilation in product((1, 2, 3), (0, 1, 2), (1, 2)):
        X = torch.zeros(3, 11, 13)
        layer = torch.nn.Conv2d(3, 5, 4, stride, padding, dilation)
        shape = tuple(layer(X).shape)
        case = 3, 11, 13, 5, 4, stride, padding, dilation
        assert by_hand.conv_output_shape(*case) == shape
        assert with_torch.conv_output_shape(*case) == shape


@MODULES
def test_multiplications_are_counted_one_by_one(module):
    """One for each place, each filter and each of its weights."""
    for stride, padding, dilation in product((1, 2), (0, 1), (1, 2)):
        extent = dilation * 2 + 1
        rows = range(0, 7 + 2 * padding - extent + 1, stride)
        columns = range(0, 11 + 2 * padding - extent + 1, stride)
        filters, weights = range(5), range(3 * 3 * 2)
        count = sum(1 for _ in product(rows, columns, filters, weights))
        case = 2, 7, 11, 5, 3, stride, padding, dilation
        assert module.conv_multiplications(*case) == count


def test_pooling_windows_follow_the_same_formula():
    """PyTorch allows them a padding of half a window at most."""
    compared = 0
    for side, kernel, stride, padding, dilation in fitting():
        if 2 * padding <= kernel:
            X = torch.zeros(1, side, side)
            A = functional.max_pool2d(X, kernel, stride, padding, dilation)
            size = by_hand.output_size(side, kernel, stride, padding, dilation)
            assert A.shape == (1, size, size)
            compared += 1
    assert compared > 500
    with pytest.raises(RuntimeError, match="half"):
        functional.max_pool2d(torch.zeros(1, 8, 8), 2, 2, padding=2)


def test_pytorch_pads_a_maximum_by_minus_infinity_and_by_half_a_window_at_most():
    X = torch.full((1, 1, 5, 5), -3.0)
    assert (functional.max_pool2d(X, 3, 1, padding=1) == -3).all()
    assert functional.max_pool2d(functional.pad(X, (1, 1, 1, 1)), 3, 1).max() == 0
    with pytest.raises(RuntimeError, match="at most half of"):
        functional.max_pool2d(X, 3, 1, padding=2)


def test_ceil_mode_counts_a_last_window_that_hangs_over_the_edge():
    for side, kernel, stride in product(range(1, 10), range(1, 5), range(1, 5)):
        if kernel <= side:
            X = torch.zeros(1, side, side)
            A = functional.max_pool2d(X, kernel, stride, ceil_mode=True)
            size = by_hand.output_size(side, kernel, stride)
            rest = (side - kernel) % stride
            starts_inside = size * stride < side
            assert A.shape[1] == size + (rest > 0 and starts_inside)


@MODULES
def test_numbers_that_make_no_sense_are_refused(module):
    for case in ((5.0, 3), (5, 2.5), (5, 3, 0), (5, 3, 1, -1), (5, 3, 1, 0, 0), (0, 1)):
        with pytest.raises(ValueError, match=r"expected an integer \w+ >= \d, got"):
            module.output_size(*case)
    with pytest.raises(ValueError, match=r"expected a filter that fits.* got"):
        module.output_size(5, 3, 1, 0, 3)
    with pytest.raises(ValueError, match=r"expected .* groups divides, got 6 and 4"):
        module.conv_parameters(6, 4, 3, 3, 3)
    for function in (module.conv_output_shape, module.conv_multiplications):
        with pytest.raises(ValueError, match="expected an integer filters >= 1, got 0"):
            function(3, 8, 8, 0, 3)
        with pytest.raises(ValueError, match="expected a filter that fits"):
            function(3, 8, 2, 4, 3)
