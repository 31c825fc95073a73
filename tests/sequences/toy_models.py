"""Small models with known probabilities, for tests/sequences/test_decoding*.py."""

import numpy as np
import pytest
import torch

from mlnotes.sequences import decoding as by_hand
from mlnotes.sequences import decoding_torch as with_torch

EOS, SOS = 0, 1
BOTH = pytest.mark.parametrize("library", [by_hand, with_torch])
HAND = np.array(
    [
        [1.0, 0, 0, 0],  # behind <EOS>: never asked
        [0, 0, 0.6, 0.4],  # behind <SOS>: x or y
        [0.4, 0, 0.3, 0.3],  # behind x
        [0.9, 0, 0.05, 0.05],  # behind y
    ]
)


def log(P):
    with np.errstate(divide="ignore"):
        return np.log(np.asarray(P, dtype=np.float64))


def bigram(P, library=by_hand, convert=lambda log_p: log_p):
    """Make a step that looks at the last token only."""
    log_p = convert(log(P))
    if library is with_torch:
        log_p = torch.as_tensor(log_p)
    return lambda tokens, state: (log_p[tokens], state)


def random_decoder(rng, c=4, d=3, h=5, scale=2.0):
    """Draw the weights E, W, U, b, V, a of a decoder with a memory."""
    shapes = (c, d), (3 * h, d), (3 * h, h), (3 * h,), (c, h), (c,)
    return [scale * rng.normal(size=shape) for shape in shapes]


def make_step(weights, library=by_hand):
    if library is with_torch:
        weights = [torch.tensor(w) for w in weights]
    return lambda tokens, state: library.decode_step(tokens, state, *weights)
