"""A small encoder and decoder, and a batch: for test_encoder_decoder*.py."""

import numpy as np

from mlnotes.sequences.encoder_decoder import (
    decode,
    decode_backward,
    encode,
    encode_backward,
    shift_right,
)
from mlnotes.sequences.language_model import (
    masked_cross_entropy,
    masked_cross_entropy_backward,
)

PAD, SOS, EOS = 0, 1, 2
SOURCE, TARGET, D, H = 11, 7, 3, 5  # both vocabularies, width, hidden units


def make_weights(rng):
    """Draw weights of an encoder (E, W, U, b) and of a decoder (E, W, U, b, V, a)."""
    gates = [(3 * H, D), (3 * H, H), (3 * H,)]
    shapes = [(SOURCE, D), *gates], [(TARGET, D), *gates, (TARGET, H), (TARGET,)]
    return [[rng.normal(size=shape) for shape in part] for part in shapes]


def make_batch(rng):
    """Make padded sources, their lengths, padded targets with <EOS>, and a mask."""
    lengths, t_lengths = np.array([4, 1, 3]), np.array([2, 5, 3])
    mask = np.arange(5) < t_lengths[:, None]
    X = rng.integers(3, SOURCE, (3, 4)) * (np.arange(4) < lengths[:, None])
    Y = rng.integers(3, TARGET, (3, 5)) * mask
    Y[np.arange(3), t_lengths - 1] = EOS
    for array in (X, Y, lengths, mask):
        array.flags.writeable = False
    return X, lengths, Y, mask


def loss_and_gradients(weights, X, lengths, Y, mask):
    """Forward and backward by hand: decoder first, its dh0 goes to the encoder."""
    encoder, decoder = weights
    h = encode(X, lengths, *encoder)
    Y_in = shift_right(Y, SOS)
    s = decode(Y_in, h, *decoder)
    ds = masked_cross_entropy_backward(1.0, s, Y, mask)
    dh, *of_decoder = decode_backward(ds, Y_in, h, *decoder[:-1])
    of_encoder = encode_backward(dh, X, lengths, *encoder)
    return masked_cross_entropy(s, Y, mask), [*of_encoder, *of_decoder]
