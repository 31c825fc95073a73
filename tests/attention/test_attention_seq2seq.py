"""The statements of docs/attention/attention-seq2seq.md (att-4)."""

from functools import partial

import numpy as np
import pytest
import torch

from mlnotes.attention import attention_seq2seq as by_hand
from mlnotes.attention import attention_seq2seq_torch as with_torch
from mlnotes.attention.attention_seq2seq_torch import AttentionSeq2Seq
from mlnotes.sequences.batching import last_state, padding_mask
from mlnotes.sequences.decoding_torch import beam_search, greedy_decode
from mlnotes.sequences.encoder_decoder import decode, shift_right
from mlnotes.sequences.encoder_decoder_torch import Seq2Seq
from mlnotes.sequences.gru import gru, gru_step
from mlnotes.sequences.language_model import (
    masked_cross_entropy,
    masked_cross_entropy_backward,
)
from mlnotes.sequences.word_embeddings import embedding

N, S, T, D, H, C = 2, 7, 5, 3, 4, 11
SOS, EOS = 0, 1


@pytest.fixture
def problem(rng):
    """Inputs of ``attention_decode``; the second source has two places of padding."""
    mask = np.ones((N, S), bool)
    mask[1, 5:] = False
    shapes = [(N, S, H), (N, H), (C, D), (3 * H, D), (3 * H, H), (3 * H,)]
    H_source, *rest = (rng.normal(size=x) for x in [*shapes, (C, 2 * H), (C,)])
    return rng.integers(0, C, (N, T)), H_source, mask, *rest


def test_att_4_queries_are_decoder_states_keys_and_values_encoder_states(problem):
    """The equations of the page, one step and one state at a time."""
    Y, H_source, mask, h0, E, W, U, b, V, a = problem
    scores = by_hand.attention_decode(*problem)
    for n in range(N):
        real = H_source[n, mask[n]]
        state = h0[n]
        for t in range(T):
            state = gru_step(E[None, Y[n, t]], state[None], W, U, b)[0]
            e = np.array([state @ h for h in real])
            alpha = np.exp(e - e.max()) / np.exp(e - e.max()).sum()
            found = sum(w * h for w, h in zip(alpha, real, strict=True))
            wanted = V @ np.concatenate([state, found]) + a
            np.testing.assert_allclose(scores[n, t], wanted, atol=1e-12)


def test_only_the_scores_differ_from_the_model_without_attention(problem, rng):
    Y, H_source, mask, h0, *weights, V, a = problem
    blind = V.copy()
    blind[:, H:] = 0
    result = by_hand.attention_decode(Y, H_source, mask, h0, *weights, blind, a)
    np.testing.assert_allclose(result, decode(Y, h0, *weights, V[:, :H], a))
    old, new = Seq2Seq(C, C, D, H), AttentionSeq2Seq(C, C, D, H)
    sizes = [sum(p.numel() for p in model.parameters()) for model in (old, new)]
    assert sizes[1] - sizes[0] == C * H


def numeric(loss, array, places, step=1e-6):
    """Central differences at some places."""
    gradients = []
    for place in places:
        moved = [array.copy(), array.copy()]
        moved[0][place] += step
        moved[1][place] -= step
        gradients.append((loss(moved[0]) - loss(moved[1])) / (2 * step))
    return gradients


@pytest.mark.parametrize("which", range(8))
def test_gradients_by_hand_are_those_of_finite_differences(problem, rng, which):
    Y, H_source, mask, *rest = problem
    arrays, ds = [H_source, *rest], rng.normal(size=(N, T, C))

    def loss(moved):
        moved_arrays = [*arrays[:which], moved, *arrays[which + 1 :]]
        return (
            ds * by_hand.attention_decode(Y, moved_arrays[0], mask, *moved_arrays[1:])
        ).sum()

    backward = by_hand.attention_decode_backward
    ours = backward(ds, Y, H_source, mask, *rest[:-1])[which]
    assert ours.shape == arrays[which].shape
    places = [tuple(rng.integers(0, arrays[which].shape)) for _ in range(12)]
    wanted = numeric(loss, arrays[which], places)
    np.testing.assert_allclose([ours[p] for p in places], wanted, atol=1e-7)


def test_the_loss_reaches_every_real_state_of_the_source_and_no_padding(problem, rng):
    ds = rng.normal(size=(N, T, C))
    dH_source, dh0, *_ = by_hand.attention_decode_backward(ds, *problem[:-1])
    reached = np.abs(dH_source).max(axis=2) > 0
    np.testing.assert_array_equal(reached, problem[2])
    assert np.abs(dh0).max() > 0


def test_without_the_mask_the_neighbours_in_a_batch_change_a_translation(problem):
    Y, H_source, mask, h0, *weights = problem
    scores = by_hand.attention_decode(*problem)
    alone = by_hand.attention_decode(
        Y[1:], H_source[1:, :5], mask[1:, :5], h0[1:], *weights
    )
    np.testing.assert_allclose(scores[1:], alone)
    unmasked = by_hand.attention_decode(Y, H_source, np.ones_like(mask), h0, *weights)
    assert np.abs(unmasked[1] - scores[1]).max() > 0.1
    np.testing.assert_allclose(unmasked[0], scores[0])


def module_and_weights(device="cpu"):
    torch.manual_seed(0)
    model = AttentionSeq2Seq(13, C, D, H).double().to(device)
    parts = []
    for tokens, cell in (
        (model.source, model.encoder),
        (model.target, model.decoder),
    ):
        W, U, b, b_h = (p.detach().cpu().numpy() for p in cell.parameters())
        parts.append([tokens.weight.detach().cpu().numpy(), W, U, b + b_h])
    scores = (p.detach().cpu().numpy() for p in model.scores.parameters())
    return model, parts[0], [*parts[1], *scores]


def test_the_module_computes_the_functions_and_its_gradients_are_those_by_hand(
    device, rng
):
    model, (E, *gates), decoder = module_and_weights(device)
    X, lengths = rng.integers(0, 13, (N, S)), np.array([7, 5])
    Y = rng.integers(0, C, (N, T))
    real = padding_mask(np.array([5, 3]), T)
    H_source = gru(embedding(X, E), np.zeros((N, H)), *gates)
    mask, h0 = padding_mask(lengths, S), last_state(H_source, lengths)
    inputs = shift_right(Y, SOS), H_source, mask, h0
    s = by_hand.attention_decode(*inputs, *decoder)
    tensors = (torch.tensor(A, device=device) for A in (X, lengths, inputs[0]))
    result = model(*tensors)
    np.testing.assert_allclose(result.detach().cpu().numpy(), s, atol=1e-12)
    ds = masked_cross_entropy_backward(1.0, s, Y, real)
    *_, dV, da = by_hand.attention_decode_backward(ds, *inputs, *decoder[:-1])
    log_p = torch.log_softmax(result, dim=-1)
    chosen = log_p.gather(2, torch.tensor(Y, device=device)[..., None])[..., 0]
    loss = -chosen[torch.tensor(real, device=device)].mean()
    assert loss.item() == pytest.approx(masked_cross_entropy(s, Y, real).item())
    loss.backward()
    weight = model.scores.weight.grad
    np.testing.assert_allclose(weight.cpu().numpy(), dV, atol=1e-12)
    np.testing.assert_allclose(model.scores.bias.grad.cpu().numpy(), da, atol=1e-12)
    assert model.encoder.weight_ih_l0.grad.abs().max() > 0


def test_step_by_step_is_teacher_forcing_and_weights_ignore_padding(device):
    model, *_ = module_and_weights(device)
    X, lengths = torch.randint(13, (N, S)), torch.tensor([7, 5])
    Y_in = torch.randint(C, (N, T))
    X, lengths, Y_in = (A.to(device) for A in (X, lengths, Y_in))
    wanted = torch.log_softmax(model(X, lengths, Y_in), dim=-1)
    state = model.encode(X, lengths)
    for t in range(T):
        log_p, state = model.step(Y_in[:, t], state)
        torch.testing.assert_close(log_p, wanted[:, t])
    A = model.weights(X, lengths, Y_in)
    torch.testing.assert_close(A.sum(dim=-1), torch.ones_like(A[..., 0]))
    assert (A[1, :, 5:] == 0).all()
    assert (A[1, :, :5] > 0).all()


def test_beam_search_takes_the_rows_of_all_parts_of_the_state():
    """A beam as wide as the vocabulary finds the best of all sequences of length 2."""
    model, *_ = module_and_weights()
    X, lengths = torch.randint(13, (1, S)), torch.tensor([S])
    found = beam_search(model.step, model.encode(X, lengths), SOS, EOS, 2, width=C)
    best, log_p = max(found, key=lambda one: one[1])
    first, _ = model.step(torch.tensor([SOS]), model.encode(X, lengths))
    candidates = {(EOS,): first[0, EOS].item()}
    for token in range(C):
        _, state = model.step(torch.tensor([SOS]), model.encode(X, lengths))
        second, _ = model.step(torch.tensor([token]), state)
        for last in range(C):
            if token != EOS:
                candidates[token, last] = (first[0, token] + second[0, last]).item()
    assert log_p == pytest.approx(max(candidates.values()))
    assert candidates[tuple(best)] == pytest.approx(log_p)


def test_vocabularies_of_two_sizes_and_other_shapes_are_refused(problem):
    Y, H_source, mask, h0, E, W, U, b, V, a = problem
    with pytest.raises(ValueError, match="expected E and V of one c, got 10, 11"):
        by_hand.attention_decode(Y, H_source, mask, h0, E[1:], W, U, b, V, a)
    tensors = [torch.tensor(A) for A in problem]
    tensors[4] = tensors[4][1:]
    with pytest.raises(ValueError, match="expected E and V of one c, got 10, 11"):
        with_torch.attention_decode(*tensors)
    backward = partial(by_hand.attention_decode_backward, np.ones((N, T, C)))
    with pytest.raises(ValueError, match="expected ds"):
        backward(Y[:, 1:], H_source, mask, h0, E, W, U, b, V)


def test_copying_six_letters_needs_attention_at_this_size_and_training():
    """Nine seeds, percent right. One vector: 92 to 99 at 3 letters, 50 to 66 at 5, 16
    to 36 at 6. Attention: 98 to 100 up to 5, 89 to 100 at 6, 14 to 34 at 7, 0 at 8."""
    figures = pytest.importorskip("figures.attention.attention_seq2seq")
    old, new = (
        {t: figures._right(figures._trained(kind), t) for t in range(2, 9)}
        for kind in (False, True)
    )
    assert min(new[t] for t in range(2, 6)) > 90
    assert new[6] > 80
    assert new[7] < 60
    assert new[8] < 10
    assert old[3] > 80
    assert 35 < old[5] < 80
    assert old[6] < 50
    assert old[7] < 20


def test_greedy_decoding_stops_each_source_at_its_own_end():
    model, *_ = module_and_weights()
    X, lengths = torch.randint(13, (3, S)), torch.tensor([7, 5, 1])
    tokens, _ = greedy_decode(model.step, model.encode(X, lengths), SOS, EOS, 6)
    for i in range(3):
        one = X[i : i + 1, : lengths[i]], lengths[i : i + 1]
        alone, _ = greedy_decode(model.step, model.encode(*one), SOS, EOS, 6)
        assert tokens[i, : alone.shape[1]].tolist() == alone[0].tolist()
