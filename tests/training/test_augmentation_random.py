"""What is drawn at random: docs/training/augmentation.md (tr-8)."""

import pickle

import numpy as np
import pytest
import torch

from mlnotes.training import augmentation as by_hand
from mlnotes.training import augmentation_torch as with_torch

RANDOM = {
    "random_flip": (),
    "random_crop": (5, 7),
    "random_resized_crop": (5, 7),
    "random_color_jitter": (0.4,),
}


def draw(module, name, X, seed):
    """Call a random function with a generator of this seed."""
    source = np.random.default_rng(seed)
    if module is with_torch:
        source = torch.Generator().manual_seed(seed)
    return getattr(module, name)(X, *RANDOM[name], source)


@pytest.mark.parametrize("name", RANDOM)
@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_each_picture_gets_a_draw_of_its_own_and_keeps_its_place(module, name, rng):
    one = rng.random((1, 3, 11, 13)).astype(np.float32) * 0.5
    X = np.repeat(one, 60, axis=0)
    X[30:] += 0.5  # the second half is brighter: an order that changed would show
    X = torch.tensor(X) if module is with_torch else X
    first, again = (np.asarray(draw(module, name, X, 3)) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, np.asarray(draw(module, name, X, 4)))
    assert len(np.unique(first[:30], axis=0)) >= 2
    brightness = first.mean(axis=(1, 2, 3))
    assert brightness[:30].max() < brightness[30:].min()


@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_flips_crops_and_factors_are_drawn_evenly(module):
    n = 4000
    X = np.zeros((n, 1, 3, 5), dtype=np.uint8) + np.arange(15).reshape(3, 5).astype(
        "u1"
    )
    X = torch.tensor(X) if module is with_torch else X
    source = torch.Generator() if module is with_torch else np.random.default_rng(0)
    flipped = np.asarray(module.random_flip(X, source))[:, 0, 0, 0] == 4
    assert abs(flipped.mean() - 0.5) < 0.04  # five standard deviations
    corners = np.asarray(module.random_crop(X, 2, 2, source))[:, 0, 0, 0]
    places, counts = np.unique(corners, return_counts=True)
    assert places.tolist() == [0, 1, 2, 3, 5, 6, 7, 8]  # 2 × 4 places
    assert np.abs(counts / n - 1 / 8).max() < 0.027
    even = X[:1000] * 0 + 100
    new = np.asarray(module.random_color_jitter(even, 0.4, source))[:, 0, 0, 0]
    assert (new.min(), new.max()) == (60, 140)
    assert abs(new.mean() - 100) < 4


@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_padding_moves_a_picture_by_at_most_that_much_and_brings_in_black(module):
    X = np.ones((300, 1, 5, 7), dtype=np.float32)
    X = torch.tensor(X) if module is with_torch else X
    source = torch.Generator() if module is with_torch else np.random.default_rng(0)
    moved = np.asarray(module.random_crop(X, 5, 7, source, padding=2))
    rows, columns = moved[:, 0].any(axis=2).sum(1), moved[:, 0].any(axis=1).sum(1)
    assert sorted(set(rows)) == [3, 4, 5]
    assert sorted(set(columns)) == [5, 6, 7]
    assert len(np.unique(moved, axis=0)) == 25  # (2P + 1)² shifts


@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_a_random_resized_crop_shows_8_to_100_percent_of_the_area(module, monkeypatch):
    seen = []
    cut = module.random_crop
    monkeypatch.setattr(
        module,
        "random_crop",
        lambda X, *sides: seen.append(sides[:2]) or cut(X, *sides),
    )
    X = np.zeros((500, 1, 100, 200), dtype=np.uint8)
    X = torch.tensor(X) if module is with_torch else X
    draw(module, "random_resized_crop", X, 0)
    rows, columns = np.array(seen).T / np.array([[100], [200]])
    area, stretch = rows * columns, rows / columns
    assert 0.07 < area.min() < 0.12
    assert 0.9 < area.max() <= 1
    assert abs(area.mean() - 0.54) < 0.06
    assert (stretch.min() > 0.7, stretch.max() < 1.4) == (True, True)
    assert (stretch.min() < 0.8, stretch.max() > 1.25) == (True, True)


def test_copies_of_a_generator_draw_the_same_and_a_seed_for_each_worker_does_not():
    X = np.zeros((20, 1, 2, 2)) + np.array([0.0, 1])
    rng = np.random.default_rng(0)
    copies = [pickle.loads(pickle.dumps(rng)) for _ in range(2)]
    first, second = (by_hand.random_flip(X, copy) for copy in copies)
    np.testing.assert_array_equal(first, second)
    seeds = [(7, epoch, worker) for epoch in range(2) for worker in range(2)]
    own = [by_hand.random_flip(X, np.random.default_rng(seed)) for seed in seeds]
    assert len(np.unique(own, axis=0)) == 4
