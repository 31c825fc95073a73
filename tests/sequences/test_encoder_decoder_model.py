"""docs/sequences/encoder-decoder.md: the module, its gradients, own output."""

import functools

import numpy as np
import pytest
import torch

from mlnotes.linear.softmax import log_softmax
from mlnotes.sequences import encoder_decoder as by_hand
from mlnotes.sequences import encoder_decoder_torch as with_torch
from mlnotes.sequences.decoding import decode_step, greedy_decode
from mlnotes.sequences.encoder_decoder_torch import Seq2Seq, shift_right
from mlnotes.sequences.language_model_torch import masked_cross_entropy
from tests.sequences.toy_translation import (
    EOS,
    SOS,
    SOURCE,
    TARGET,
    D,
    H,
    loss_and_gradients,
    make_batch,
    make_weights,
)


@pytest.fixture
def weights(rng):
    return make_weights(rng)


@pytest.fixture
def batch(rng):
    return make_batch(rng)


def load(weights, device="cpu"):
    """Make the module with the weights of the functions; the second biases are 0."""
    model = Seq2Seq(SOURCE, TARGET, D, H).to(device, torch.float64)
    parts = (model.source, model.encoder), (model.target, model.decoder, model.scores)
    for modules, values in zip(parts, weights, strict=True):
        parameters = [p for module in modules for p in module.parameters()]
        values = [*values[:4], np.zeros(3 * H), *values[4:]]
        with torch.no_grad():
            for parameter, value in zip(parameters, values, strict=True):
                parameter.copy_(torch.tensor(value))
    return model


def test_loss_and_every_gradient_by_hand_equal_the_module(weights, batch, device):
    model = load(weights, device)
    X, lengths, Y, mask = (torch.tensor(array, device=device) for array in batch)
    s = model(X, lengths, shift_right(Y, SOS))
    loss = masked_cross_entropy(s, Y, mask)
    loss.backward()
    by_count, gradients = loss_and_gradients(weights, *batch)
    assert loss.item() == pytest.approx(by_count, rel=1e-9)
    wanted = [
        p.grad.cpu()
        for name, p in model.named_parameters()
        if not name.endswith("bias_hh_l0")  # equal to that of bias_ih_l0
    ]
    assert len(wanted) == len(gradients) == 10
    for ours, theirs in zip(gradients, wanted, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-7, atol=1e-12)


def test_module_encodes_and_steps_as_the_functions_do(weights, batch):
    encoder, decoder = weights
    model, (X, lengths, Y, _) = load(weights), batch
    h = by_hand.encode(X, lengths, *encoder)
    state = model.encode(torch.tensor(X), torch.tensor(lengths))
    np.testing.assert_allclose(h, state.detach(), rtol=1e-9)
    Y_in = by_hand.shift_right(Y, SOS)
    s = by_hand.decode(Y_in, h, *decoder)
    for t in range(Y.shape[1]):
        log_p, h = decode_step(Y_in[:, t], h, *decoder)
        theirs, state = model.step(torch.tensor(Y_in[:, t]), state)
        np.testing.assert_allclose(log_p, log_softmax(s)[:, t], rtol=1e-9)
        np.testing.assert_allclose(log_p, theirs.detach(), rtol=1e-9)


def one_step(decoder, tokens, state):
    return decode_step(tokens, state, *decoder)


def test_own_output_is_fed_back_step_by_step(weights, batch):
    """Greedy decoding equals teacher forcing on what was written so far."""
    encoder, decoder = weights
    X, lengths, *_ = batch
    h = by_hand.encode(X, lengths, *encoder)
    step = functools.partial(one_step, decoder)
    written, _ = greedy_decode(step, h, SOS, EOS, 6)
    for i in range(len(X)):
        tokens = [SOS]
        while len(tokens) < 7 and tokens[-1] != EOS:
            s = by_hand.decode(np.array([tokens]), h[i : i + 1], *decoder)
            tokens.append(int(s[0, -1].argmax()))
        assert written[i, : len(tokens) - 1].tolist() == tokens[1:]


def test_a_whole_sequence_is_right_with_own_output_if_and_only_if_with_teacher_forcing(
    rng,
):
    """Up to the first mistake both see the same inputs."""
    both, right = [], 0
    for _ in range(60):
        encoder, decoder = make_weights(rng)
        X, lengths, Y, mask = make_batch(rng)
        h = by_hand.encode(X, lengths, *encoder)
        own, _ = greedy_decode(
            lambda y, h, w=decoder: decode_step(y, h, *w), h, 1, 2, 5
        )
        Y, mask = Y.copy(), mask.copy()
        if rng.random() < 0.5:  # the first target is what the model writes
            Y[0, : own.shape[1]], mask[0] = own[0], np.arange(5) < own.shape[1]
            mask[0, 1:] &= (np.cumsum(Y[0] == EOS) - (Y[0] == EOS))[1:] == 0
        forced = by_hand.decode(by_hand.shift_right(Y, SOS), h, *decoder).argmax(2)
        padded = np.full(Y.shape, EOS)
        padded[:, : own.shape[1]] = own
        forced_right = ((forced == Y) | ~mask).all(axis=1)
        own_right = ((padded == Y) | ~mask).all(axis=1)
        both.append((forced_right == own_right).all())
        right += own_right.sum()
    assert all(both)
    assert 20 < right < 60


def test_number_of_parameters_does_not_depend_on_the_lengths():
    model = Seq2Seq(SOURCE, TARGET, D, H)
    gru = 3 * (H * D + H * H + 2 * H)
    number = SOURCE * D + TARGET * D + 2 * gru + TARGET * (H + 1)
    assert sum(p.numel() for p in model.parameters()) == number
    for t in (1, 17):
        h = model.encode(torch.zeros(2, t, dtype=torch.long), torch.tensor([t, 1]))
        assert h.shape == (2, H)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_module_keeps_device_and_dtype(batch, device, dtype):
    model = Seq2Seq(SOURCE, TARGET, D, H).to(device, dtype)
    X, lengths, Y, _ = (torch.tensor(array, device=device) for array in batch)
    s = model(X, lengths, shift_right(Y, SOS))
    log_p, h = model.step(Y[:, 0], model.encode(X, lengths))
    for result in (s, log_p, h):
        assert result.dtype == dtype
        assert result.device == X.device


@pytest.mark.parametrize("library", [by_hand, with_torch])
def test_what_is_no_token_is_refused(library):
    array = np.array if library is by_hand else torch.tensor
    with pytest.raises(ValueError, match=r"expected integer Y .*t >= 1, got"):
        library.shift_right(array([[0.0, 1.0]]), SOS)
    with pytest.raises(ValueError, match="expected sos >= 0, got -1"):
        library.shift_right(array([[1, 2]]), -1)
    with pytest.raises(ValueError, match=r"expected integer tokens, got"):
        library.causal_bound(array([[0.0, 1.0]]), array([[0, 1]]))
