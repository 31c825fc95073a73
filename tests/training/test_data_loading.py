"""The statements of docs/training/data-loading.md (tr-21)."""

import io

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader, default_collate

from mlnotes.training import data_loading as by_hand
from mlnotes.training import data_loading_torch as with_torch

BOTH = pytest.mark.parametrize("module", [by_hand, with_torch])


@pytest.fixture(scope="module")
def image():
    return pytest.importorskip("PIL.Image")  # not on machines with a GPU


@pytest.fixture
def colours(image, rng):
    """Give an RGB picture, 7 pixels wide and 5 high."""
    return image.fromarray(rng.integers(0, 256, (5, 7, 3), dtype=np.uint8))


def saved(picture, **options):
    """Write a picture to a PNG file and open it again."""
    from PIL import Image

    file = io.BytesIO()
    picture.save(file, "png", **options)
    return Image.open(file)


def pixels(module, picture):
    X, y = module.collate([(picture, 3)])
    assert (tuple(X.shape[:2]), y.tolist()) == ((1, 3), [3])
    return np.asarray(X)[0]


@BOTH
@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_opaque_pictures_get_the_colours_that_they_show(module, colours, mode):
    picture = colours.convert(mode)
    wanted = np.asarray(picture.convert("RGB")).transpose(2, 0, 1)
    X = pixels(module, picture)
    np.testing.assert_array_equal(X, wanted.astype(np.float32) / np.float32(255))
    assert X.shape == (3, 5, 7)  # channels first, then rows, then columns


@BOTH
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_batch_is_float32_from_0_to_1_and_its_labels_int64(module, image, mode):
    white, black = image.new(mode, (7, 5), "white"), image.new(mode, (7, 5))
    X, y = module.collate([(white, 1), (black, np.int32(0)), (white, -100)])
    assert (str(X.dtype)[-7:], str(y.dtype)[-5:]) == ("float32", "int64")
    assert (tuple(X.shape), y.tolist()) == ((3, 3, 5, 7), [1, 0, -100])
    assert [float(V.min()) for V in X] == [float(V.max()) for V in X] == [1, 0, 1]
    assert np.asarray(X).flags.c_contiguous


@BOTH
def test_transparent_pictures_lie_over_white_as_in_pillow(module, image, colours, rng):
    clear = colours.convert("RGBA")
    clear.putalpha(image.fromarray(rng.integers(0, 256, (5, 7), dtype=np.uint8)))
    for picture in (clear, clear.convert("LA")):
        rgba = picture.convert("RGBA")
        under = image.new("RGBA", rgba.size, "white")
        wanted = np.asarray(image.alpha_composite(under, rgba))[..., :3]
        X = pixels(module, picture) * 255
        assert np.abs(X - wanted.transpose(2, 0, 1)).max() <= 1  # it rounds twice


@BOTH
def test_convert_rgb_shows_what_lies_under_a_transparent_pixel(module, image):
    hidden = image.new("RGBA", (7, 5), (200, 0, 0, 0))
    assert np.asarray(hidden.convert("RGB"))[0, 0].tolist() == [200, 0, 0]
    assert pixels(module, hidden).min() == 1
    half = image.new("RGBA", (7, 5), (200, 0, 0, 51))  # α = 1/5
    wanted = [(200 + 4 * 255) / 5 / 255, 0.8, 0.8]
    np.testing.assert_allclose(pixels(module, half)[:, 0, 0], wanted, rtol=1e-6)


@BOTH
def test_transparency_of_palettes_and_of_single_greys_is_seen(module, image):
    two = image.fromarray(np.array([[0, 1]], dtype=np.uint8), "P")
    two.putpalette([255, 0, 0, 0, 0, 255])
    opaque, clear = saved(two), saved(two, transparency=0)
    half = saved(two, transparency=bytes([51, 255]))
    assert pixels(module, opaque)[:, 0].T.tolist() == [[1, 0, 0], [0, 0, 1]]
    assert pixels(module, clear)[:, 0].T.tolist() == [[1, 1, 1], [0, 0, 1]]
    wanted = [[1, 0.8, 0.8], [0, 0, 1]]
    np.testing.assert_allclose(pixels(module, half)[:, 0].T, wanted, rtol=1e-6)
    grey = saved(image.fromarray(np.uint8([[0, 51]])), transparency=0)
    np.testing.assert_allclose(pixels(module, grey)[0], [[1, 0.2]], rtol=1e-6)
    colour = saved(two.convert("RGB"), transparency=(255, 0, 0))
    assert colour.mode == "RGB"
    assert pixels(module, colour)[:, 0].T.tolist() == [[1, 1, 1], [0, 0, 1]]


@BOTH
@pytest.mark.parametrize("mode", ["I;16", "I", "F", "CMYK", "YCbCr", "HSV", "LAB"])
def test_other_modes_are_refused_by_name(module, image, colours, mode):
    other = image.new(mode, (7, 5))
    with pytest.raises(ValueError, match=rf"expected .* mode .* got \['{mode}'\]"):
        module.collate([(colours, 0), (other, 1)])
    with pytest.raises(ValueError, match=r"expected PIL .* got \['ndarray'\]"):
        module.collate([(np.asarray(colours), 0)])


@BOTH
def test_mixed_sizes_are_refused_with_a_list_of_the_sizes(module, image):
    sizes = [(7, 5), (5, 7), (7, 5), (7, 6)]
    samples = [(image.new("L", size), 0) for size in sizes]
    listed = "2 of 7 × 5, 1 of 5 × 7, 1 of 7 × 6"
    with pytest.raises(ValueError, match=f"expected .* got {listed}"):
        module.collate(samples)


@BOTH
def test_an_empty_list_and_labels_that_are_no_integers_are_refused(module, colours):
    with pytest.raises(ValueError, match="expected at least one sample, got none"):
        module.collate([])
    for label in (1.0, "1", None, np.float32(2), np.array([1, 2])):
        with pytest.raises(ValueError, match="expected integers as labels, got"):
            module.collate([(colours, label)])


@BOTH
def test_the_pictures_stay_as_they_are_and_large_labels_too(module, colours):
    before = np.array(colours)
    X, y = module.collate([(colours, 2**24 + 1), (colours, 2**53 + 1)])
    X[:] = 0
    np.testing.assert_array_equal(np.asarray(colours), before)
    assert y.tolist() == [2**24 + 1, 2**53 + 1]


def test_the_notes_listing_agrees_on_colours_and_loses_large_labels(colours):
    """`ToTensor` is torchvision's: pixels / 255, channels first."""
    samples = [(colours, 3), (colours.rotate(180), 2**24 + 1)]
    batch_x, batch_y = [], []
    for x, y in samples:
        batch_x.append(torch.from_numpy(np.array(x)).permute(2, 0, 1).float() / 255)
        batch_y.append(torch.Tensor([y]))
    X, y = with_torch.collate(samples)
    assert torch.equal(torch.stack(batch_x).float(), X)
    assert torch.cat(batch_y).long().tolist() == [3, 2**24]
    assert y.tolist() == [3, 2**24 + 1]


def test_the_default_collate_function_refuses_pictures(colours):
    with pytest.raises(TypeError, match=r"default_collate.*found .*PIL"):
        default_collate([(colours, 0)])


@pytest.mark.parametrize("alpha", [0, 0.25, 1])
def test_over_white_is_a_mean_of_colour_and_white_on_any_device(device, alpha):
    X = torch.full((2, 4, 5, 7), 0.5, dtype=torch.float64, device=device)
    X[:, 3] = alpha
    over = with_torch.over_white(X)
    assert (over.device, over.shape) == (X.device, (2, 3, 5, 7))
    wanted = torch.full_like(over, alpha * 0.5 + (1 - alpha))
    torch.testing.assert_close(over, wanted)
    for bad in (X[:, :3], X[0], X.long()):
        with pytest.raises(ValueError, match=r"expected .* got"):
            with_torch.over_white(bad)
        with pytest.raises(ValueError, match=r"expected .* got"):
            by_hand.over_white(bad.cpu().numpy())


def samples_of(image, n):
    """Give n pictures whose grey is their label."""
    return [(image.new("L", (7, 5), label), label) for label in range(n)]


@pytest.mark.parametrize("drop_last", [False, True])
def test_a_data_loader_shows_every_picture_once_with_its_label(image, drop_last):
    samples = samples_of(image, 23)
    options = {"batch_size": 5, "collate_fn": with_torch.collate, "shuffle": True}
    options |= {"drop_last": drop_last}
    orders = []
    for seed in (0, 0, 1):
        generator = torch.Generator().manual_seed(seed)
        loader = DataLoader(samples, generator=generator, **options)
        batches = list(loader)
        assert len(batches) == len(loader) == (4 if drop_last else 5)
        for X, y in batches:
            torch.testing.assert_close(X[:, 0, 0, 0] * 255, y.float())
        orders.append(torch.cat([y for _, y in batches]).tolist())
    assert len(batches[-1][1]) == (5 if drop_last else 3)  # the last one is smaller
    assert orders[0] == orders[1] != orders[2]
    assert len(set(orders[0])) == (20 if drop_last else 23)


def test_as_eight_bits_a_16_bit_picture_is_clipped_not_scaled(image):
    deep = image.fromarray(np.uint16([[200, 1000, 65535]]))
    assert np.asarray(deep.convert("L")).tolist() == [[200, 255, 255]]


@BOTH
def test_a_rotation_noted_in_exif_is_left_to_the_data_set(module, image):
    from PIL import ImageOps

    exif = image.Exif()
    exif[0x0112] = 6  # a quarter turn clockwise when it is shown
    stored = saved(image.fromarray(np.uint8([[0, 255], [0, 255], [0, 255]])), exif=exif)
    X = pixels(module, stored)[0]
    turned = pixels(module, ImageOps.exif_transpose(stored))[0]
    assert (X.shape, X[:, 0].max()) == ((3, 2), 0)
    assert (turned.shape, turned[0].max(), turned[1].min()) == ((2, 3), 0, 1)
