"""The statements of docs/training/augmentation.md (tr-8)."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from mlnotes.training import augmentation as by_hand
from mlnotes.training import augmentation_torch as with_torch

LUMINANCE = np.array([0.299, 0.587, 0.114])
RANDOM = {
    "random_flip": (),
    "random_crop": (5, 7),
    "random_resized_crop": (5, 7),
    "random_color_jitter": (0.4,),
}


@pytest.fixture
def X(rng):
    """Two colour pictures of 11 by 13 pixels, uint8, read-only."""
    pictures = rng.integers(0, 256, (2, 3, 11, 13), dtype=np.uint8)
    pictures.flags.writeable = False
    return pictures


def draw(module, name, X, seed, *more):
    """Call a random function with a generator of this seed."""
    source = np.random.default_rng(seed)
    if module is with_torch:
        source = torch.Generator().manual_seed(seed)
    return getattr(module, name)(X, *RANDOM[name], source, *more)


def photographs():
    from sklearn.datasets import load_sample_images  # not on machines with a GPU

    return np.stack(load_sample_images().images).transpose(0, 3, 1, 2)


@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_a_flip_and_a_crop_move_pixels_and_change_none(module, X):
    tensor = torch.tensor(X) if module is with_torch else X
    flipped, part = module.flip(tensor), module.crop(tensor, 2, 3, 5, 7)
    np.testing.assert_array_equal(np.asarray(flipped), np.flip(X, axis=3))
    np.testing.assert_array_equal(np.asarray(part), X[:, :, 2:7, 3:10])
    np.testing.assert_array_equal(np.asarray(module.flip(flipped)), X)
    whole = module.crop(tensor, 0, 0, 11, 13)
    whole[:], flipped[:], part[:] = 0, 0, 0  # copies: the pictures stay
    assert tensor.max() > 0


@pytest.mark.parametrize(
    "size", [(11, 13), (22, 26), (5, 7), (1, 1), (17, 2), (37, 41)]
)
def test_resize_equals_torch_bilinear_without_aligned_corners(X, size):
    pictures = torch.tensor(X).double() / 255
    expected = F.interpolate(pictures, size, mode="bilinear", align_corners=False)
    result = by_hand.resize(X / 255, *size)
    np.testing.assert_allclose(result, expected.numpy(), rtol=1e-12, atol=1e-14)
    rounded = by_hand.resize(X, *size)
    assert np.abs(rounded - expected.numpy() * 255).max() <= 0.5 + 1e-9
    also = with_torch.resize(torch.tensor(X), *size).numpy()
    assert np.abs(rounded.astype(int) - also).max() <= 1  # a tie may round both ways


def test_resize_keeps_an_even_picture_a_ramp_and_its_own_size(X):
    np.testing.assert_array_equal(by_hand.resize(X, 11, 13), X)
    assert (by_hand.resize(np.full((1, 3, 5, 7), 0.3), 11, 3) == 0.3).all()
    ramp = np.linspace(0.1, 0.7, 7).reshape(1, 1, 1, 7)
    steps = np.diff(by_hand.resize(ramp, 1, 14).ravel())[1:-1]
    np.testing.assert_allclose(steps, 0.05)


def test_shrinking_far_skips_pixels_and_averaging_first_does_not():
    stripes = np.zeros((1, 1, 8, 16))
    stripes[..., 1::4] = stripes[..., 2::4] = 1
    assert by_hand.resize(stripes, 2, 4).min() == 1  # the black half is never read
    assert by_hand.resize(stripes, 4, 8).mean() == 0.5  # to a half: every pixel is


def test_brightness_contrast_and_saturation_do_what_their_formulas_say(rng):
    X = rng.uniform(0.4, 0.6, (2, 3, 11, 13))  # nothing is clipped
    grey = np.tensordot(LUMINANCE, X, (0, 1))
    np.testing.assert_allclose(by_hand.color_jitter(X, 0.7, 1, 1), 0.7 * X)
    for c in (0, 0.5, 1.6):
        new = by_hand.color_jitter(X, 1, c, 1)
        new_grey = np.tensordot(LUMINANCE, new, (0, 1))
        np.testing.assert_allclose(new_grey.mean((1, 2)), grey.mean((1, 2)))
        np.testing.assert_allclose(
            new_grey.std((1, 2)), c * grey.std((1, 2)), atol=1e-9
        )
        new = by_hand.color_jitter(X, 1, 1, c)
        np.testing.assert_allclose(np.tensordot(LUMINANCE, new, (0, 1)), grey)
        apart = new - grey[:, None]
        np.testing.assert_allclose(apart, c * (X - grey[:, None]), atol=1e-12)
    np.testing.assert_allclose(by_hand.color_jitter(X, 1, 1, 1), X, rtol=1e-15)


def test_color_jitter_equals_pillow_up_to_its_rounding():
    image = pytest.importorskip("PIL.Image")
    from PIL import ImageEnhance

    for photo in photographs():
        photo = np.ascontiguousarray(photo[:, ::3, ::3])
        picture = image.fromarray(photo.transpose(1, 2, 0))
        for place, name in enumerate(("Brightness", "Contrast", "Color")):
            for factor in (0, 0.5, 1.5):
                factors = [1.0, 1.0, 1.0]
                factors[place] = factor
                enhanced = getattr(ImageEnhance, name)(picture).enhance(factor)
                its = np.asarray(enhanced).transpose(2, 0, 1).astype(int)
                ours = by_hand.color_jitter(photo[None], *factors)[0]
                assert np.abs(ours - its).max() <= 1  # it cuts off, we round


def test_the_order_matters_only_where_values_are_clipped(rng):
    mild, wild = rng.uniform(0.4, 0.6, (1, 3, 5, 7)), rng.random((1, 3, 5, 7))
    for X, same in ((mild, True), (wild, False)):
        at_once = by_hand.color_jitter(X, 1.2, 1.4, 1.3)
        turned = by_hand.color_jitter(X, 1, 1, 1.3)
        turned = by_hand.color_jitter(
            by_hand.color_jitter(turned, 1, 1.4, 1), 1.2, 1, 1
        )
        assert np.allclose(at_once, turned) == same


def test_on_photographs_numpy_and_torch_agree_and_keep_dtype_and_range():
    photos = photographs()[:, :, ::3, ::3]
    for name, arguments in (
        ("flip", ()),
        ("crop", (5, 7, 83, 101)),
        ("resize", (50, 61)),
        ("color_jitter", (1.6, 1.7, 1.9)),
    ):
        for dtype, white in ((np.uint8, 255), (np.float32, 1)):
            X = photos if dtype == np.uint8 else (photos / 255).astype(dtype)
            ours = getattr(by_hand, name)(X, *arguments)
            its = getattr(with_torch, name)(torch.tensor(X), *arguments).numpy()
            assert ours.dtype == its.dtype == dtype
            assert ours.min() >= 0
            assert white / 2 < ours.max() <= white
            close = 1 if dtype == np.uint8 else 1e-6
            np.testing.assert_allclose(ours.astype(float), its, rtol=0, atol=close)


def test_uint8_is_clipped_and_rounded_where_plain_arithmetic_wraps():
    X = np.array([100, 127, 128, 200], dtype=np.uint8).reshape(1, 1, 1, 4)
    assert (X * np.uint8(2)).ravel().tolist() == [200, 254, 0, 144]
    assert by_hand.color_jitter(X, 2, 1, 1).ravel().tolist() == [200, 254, 255, 255]
    half = by_hand.color_jitter(X, 0.49, 1, 1).ravel().tolist()
    assert half == [49, 62, 63, 98]  # 62.23, 62.72: to the nearest
    wide = by_hand.color_jitter(X, 1, 3, 1).ravel().tolist()
    assert wide == [22, 104, 106, 255]  # mean 138.75; 322.5 is clipped


def cases(module, X):
    """Give every function with arguments that would do for good pictures."""
    yield from ((module.flip, (X,)), (module.crop, (X, 0, 0, 2, 2)))
    yield from ((module.resize, (X, 3, 3)), (module.color_jitter, (X, 1, 1, 1)))
    for name in RANDOM:
        yield (lambda X, name=name: draw(module, name, X, 0)), (X,)


@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_what_is_no_batch_of_pictures_is_refused(module):
    good = np.full((2, 3, 11, 13), 0.5)
    bad = [good[0], good + 0.6, good - 0.6, good * np.nan, (good * 4).astype(np.int64)]
    for X in [*bad, good[:, :, :0], good[:, :0]]:
        pictures = torch.tensor(X) if module is with_torch else X
        for function, arguments in cases(module, pictures):
            with pytest.raises(ValueError, match=r"expected .* got"):
                function(*arguments)


@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_windows_sides_and_factors_that_do_not_fit_are_refused(module, X):
    X = torch.tensor(X) if module is with_torch else X
    source = torch.Generator() if module is with_torch else np.random.default_rng(0)
    two = X[:, :2]
    for name, arguments in (
        *(("crop", (X, *w)) for w in ((-1, 0, 2, 2), (0, -1, 2, 2), (0, 0, 0, 2))),
        *(("crop", (X, *w)) for w in ((0, 0, 2, 0), (1, 0, 11, 2), (0, 1, 2, 13))),
        *(("random_crop", (X, *w)) for w in ((12, 3, source), (3, 14, source))),
        *(("random_crop", (X, *w)) for w in ((0, 3, source), (3, 3, source, -1))),
        ("resize", (X, 0, 3)),
        ("resize", (X, 3, 0)),
        ("random_resized_crop", (X, 0, 3, source)),
        *(("color_jitter", (X, *f)) for f in ((-0.1, 1, 1), (1, -1, 1), (1, 1, -1))),
        *(("color_jitter", (V, 1, 1, f)) for V, f in ((two, 1), (X, np.nan))),
        *(("random_color_jitter", (X, s, source)) for s in (-0.1, 1.1)),
    ):
        with pytest.raises(ValueError, match=r"expected .* got"):
            getattr(module, name)(*arguments)


@pytest.mark.parametrize("dtype", [torch.uint8, torch.float16, torch.float32])
def test_torch_keeps_device_and_dtype(device, dtype):
    X = torch.ones((2, 3, 11, 13), dtype=dtype, device=device)
    for function, arguments in cases(with_torch, X):
        X_new = function(*arguments)
        assert (X_new.dtype, X_new.device) == (dtype, X.device)
        assert len(function(arguments[0][:0], *arguments[1:])) == 0
