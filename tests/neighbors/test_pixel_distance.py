"""The statements of docs/neighbors/pixel-distance.md (nn-3)."""

import numpy as np
import pytest
import torch

from mlnotes.neighbors import pixel_distance as by_hand
from mlnotes.neighbors import pixel_distance_torch as with_torch
from mlnotes.neighbors.distances import l2
from mlnotes.neighbors.knn import knn_predict


@pytest.fixture(scope="module")
def photo():
    """A temple, grey, in blocks of 4 × 4 pixels: 106 × 160."""
    from sklearn.datasets import load_sample_image  # here: not on machines with a GPU

    grey = load_sample_image("china.jpg").mean(axis=2) / 255
    return grey[:424].reshape(106, 4, 160, 4).mean(axis=(1, 3))


@pytest.fixture(scope="module")
def digits():
    """Even samples to train on, odd ones to test on: (X, y, Z, answers)."""
    from sklearn.datasets import load_digits

    images, labels = load_digits(return_X_y=True)
    images = images.reshape(-1, 8, 8) / 16
    return images[::2], labels[::2], images[1::2], labels[1::2]


def moved(images, right):
    """All images, shifted to the right."""
    return np.stack([by_hand.shift(image, 0, right) for image in images])


def accuracy(X, y, Z, answers):
    """Share of test images that their nearest training image classifies rightly."""
    predicted = knn_predict(Z.reshape(-1, 64), X.reshape(-1, 64), y, 1)
    return (predicted == answers).mean()


@pytest.mark.parametrize(("right", "rows", "columns"), [(8, 30, 40), (4, 30, 30)])
def test_shifted_darkened_and_occluded_copies_are_equally_far(
    photo, right, rows, columns
):
    shifted = by_hand.shift(photo, 0, right)
    distance = l2(photo, shifted)
    dark = by_hand.darken(photo, distance / np.linalg.norm(photo))
    patch = l2(photo, by_hand.occlude(photo, rows, columns, 1.0))
    occluded = by_hand.occlude(photo, rows, columns, distance / patch)
    for copy in (dark, occluded):
        np.testing.assert_allclose(l2(photo, copy), distance, rtol=1e-12)
    assert distance > 10
    assert l2(shifted, dark) > distance
    assert l2(dark, occluded) > distance / 2


def test_shift_moves_every_pixel_and_repeats_the_edge(rng):
    image = rng.random((5, 7))
    shifted = by_hand.shift(image, 2, 3)
    np.testing.assert_array_equal(shifted[2:, 3:], image[:3, :4])
    np.testing.assert_array_equal(shifted[:2, 3:], np.tile(image[0, :4], (2, 1)))
    np.testing.assert_array_equal(shifted[2:, :3], np.tile(image[:3, :1], 3))
    np.testing.assert_array_equal(by_hand.shift(image, 0, 0), image)
    np.testing.assert_array_equal(
        by_hand.shift(image, 5, 7), np.full((5, 7), image[0, 0])
    )


def test_the_distance_is_the_amount_times_the_norm_of_what_is_darkened(rng):
    image = rng.random((5, 7))
    for amount in (0.0, 0.3, 1.0):
        dark = by_hand.darken(image, amount)
        np.testing.assert_allclose(
            l2(image, dark), amount * np.linalg.norm(image), rtol=1e-12
        )
        occluded = by_hand.occlude(image, 3, 2, amount)
        patch = image[1:4, 2:4]
        np.testing.assert_allclose(
            l2(image, occluded), amount * np.linalg.norm(patch), rtol=1e-12
        )


def test_occlusion_leaves_the_rest_of_the_picture_alone(rng):
    image = rng.random((5, 7))
    changed = by_hand.occlude(image, 3, 5, 0.5) != image
    assert changed[1:4, 1:6].all()
    assert changed.sum() == 15


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_torch_pictures_equal_numpy_pictures(rng, device, dtype):
    image = torch.tensor(rng.random((5, 7)), dtype=dtype, device=device)
    pixels = image.float().cpu().numpy()
    for name, args in (("shift", (2, 3)), ("darken", (0.5,)), ("occlude", (3, 2, 0.5))):
        copy = getattr(with_torch, name)(image, *args)
        assert copy.dtype == dtype
        assert copy.device == image.device
        expected = getattr(by_hand, name)(pixels, *args)
        np.testing.assert_allclose(copy.float().cpu().numpy(), expected, rtol=1e-6)


def test_pixel_distance_works_where_the_pictures_are_aligned(digits):
    assert accuracy(*digits) > 0.98


def test_a_shift_of_one_or_two_pixels_misleads_the_nearest_neighbour(digits):
    X, y, Z, answers = digits
    aligned, by_one, by_two = (accuracy(X, y, moved(Z, s), answers) for s in (0, 1, 2))
    assert aligned > 0.98
    assert by_one < 0.7
    assert by_two < 0.2


def test_darkening_misleads_it_less_and_later(digits):
    X, y, Z, answers = digits
    mild, strong = (
        accuracy(X, y, np.stack([by_hand.darken(z, amount) for z in Z]), answers)
        for amount in (0.2, 0.8)
    )
    assert mild > 0.97
    assert strong < 0.3


def test_shifted_copies_in_the_training_set_make_up_for_the_shift(digits):
    X, y, Z, answers = digits
    copies = np.concatenate([moved(X, right) for right in (0, 1, 2)])
    for right in (0, 1, 2):
        assert accuracy(copies, np.tile(y, 3), moved(Z, right), answers) > 0.98


def test_a_strength_of_numpy_type_keeps_float32(rng):
    image = rng.random((5, 7)).astype(np.float32)
    amount = np.float64(0.25)
    assert by_hand.darken(image, amount).dtype == np.float32
    assert by_hand.occlude(image, 3, 2, amount).dtype == np.float32


@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_bad_input_is_refused(module):
    convert = np.asarray if module is by_hand else torch.tensor
    image = convert(np.full((5, 7), 0.5))
    with pytest.raises(
        ValueError, match="expected moves from 0 to 5 and 7, got 6 and 0"
    ):
        module.shift(image, 6, 0)
    with pytest.raises(
        ValueError, match="expected moves from 0 to 5 and 7, got 0 and -1"
    ):
        module.shift(image, 0, -1)
    for amount in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match=r"expected amount in \[0, 1\], got"):
            module.darken(image, amount)
        with pytest.raises(ValueError, match=r"expected amount in \[0, 1\], got"):
            module.occlude(image, 1, 1, amount)
    with pytest.raises(
        ValueError, match="expected a patch of at most 5 × 7, got 6 × 1"
    ):
        module.occlude(image, 6, 1, 0.5)
    with pytest.raises(
        ValueError, match="expected a patch of at most 5 × 7, got 1 × 0"
    ):
        module.occlude(image, 1, 0, 0.5)
    for bad in (3.0, -2.0, float("nan")):
        with pytest.raises(ValueError, match=r"expected .* values in \[0, 1\], got"):
            module.darken(image * bad, 0.5)
    with pytest.raises(ValueError, match=r"expected a float image .* got .*int64"):
        module.darken(convert(np.ones((5, 7), dtype=np.int64)), 0.5)
    with pytest.raises(ValueError, match=r"expected a float image .* got .*\(5,\)"):
        module.shift(image[:, 0], 0, 0)
