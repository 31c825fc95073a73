"""What docs/training/training-loop.md says of clipping."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from mlnotes.training import training_loop, training_loop_torch
from mlnotes.training.training_loop import clip_by_norm


def test_clipping_equals_that_of_torch(rng, device):
    for max_norm in (0.1, 3.0, 100.0):
        g = rng.normal(size=(3, 5))
        parameter = nn.Parameter(torch.zeros(3, 5, dtype=torch.float64, device=device))
        parameter.grad = torch.tensor(g, device=device)
        nn.utils.clip_grad_norm_([parameter], max_norm)
        wanted = parameter.grad.cpu().numpy()  # torch adds 1e-6 to the norm
        np.testing.assert_allclose(clip_by_norm(g, max_norm), wanted, rtol=1e-5)
        with_torch = training_loop_torch.clip_by_norm(torch.tensor(g), max_norm)
        np.testing.assert_allclose(with_torch, wanted, rtol=1e-5)


def test_clipping_keeps_the_direction_and_short_gradients(rng):
    g = rng.normal(size=7)
    clipped = clip_by_norm(g, 0.5)
    assert np.linalg.norm(clipped) == pytest.approx(0.5, rel=1e-12)
    np.testing.assert_allclose(clipped / np.linalg.norm(clipped), g / np.linalg.norm(g))
    np.testing.assert_array_equal(clip_by_norm(g, 100.0), g)
    by_value = g.clip(-0.5, 0.5)  # another direction
    cosine = by_value @ g / np.linalg.norm(by_value) / np.linalg.norm(g)
    assert cosine < 0.99
    g = np.array([3.0, 4.0, 0.0])
    np.testing.assert_allclose(clip_by_norm(g, 1.0), [0.6, 0.8, 0], rtol=1e-12)
    cosine = g.clip(-3, 3) @ g / np.linalg.norm(g.clip(-3, 3)) / np.linalg.norm(g)
    assert cosine == pytest.approx(21 / (5 * math.sqrt(18)), rel=1e-12)
    assert math.degrees(math.acos(cosine)) == pytest.approx(8.1, abs=0.05)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_clipping_does_not_overflow(dtype):
    g = np.full(4, np.finfo(dtype).max, dtype)
    by_hand = clip_by_norm(g, 1.0)
    with_torch = training_loop_torch.clip_by_norm(torch.tensor(g), 1.0)
    for clipped in (by_hand, with_torch.numpy()):
        assert clipped.dtype == dtype
        np.testing.assert_allclose(clipped, 0.5, rtol=1e-3)
    g = np.ones(90_000, dtype)  # the sum of squares is beyond float16, the norm 300
    np.testing.assert_allclose(clip_by_norm(g, 3.0), 0.01, rtol=1e-3)
    with_torch = training_loop_torch.clip_by_norm(torch.tensor(g), 3.0)
    np.testing.assert_allclose(with_torch, 0.01, rtol=1e-3)


@pytest.mark.parametrize("module", [training_loop, training_loop_torch])
def test_clipping_refuses_what_has_no_length(module):
    make = np.array if module is training_loop else torch.tensor
    for bad in (math.nan, math.inf):
        with pytest.raises(ValueError, match=r"expected a finite gradient, got"):
            module.clip_by_norm(make([1.0, bad]), 1.0)
    for max_norm in (0.0, -1.0, math.inf, math.nan):
        with pytest.raises(ValueError, match=r"expected a finite max_norm > 0, got"):
            module.clip_by_norm(make([1.0]), max_norm)
    np.testing.assert_array_equal(module.clip_by_norm(make([0.0, 0.0]), 1.0), [0, 0])
