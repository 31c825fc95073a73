"""docs/attention/next-sentence.md: the loss of pre-training, and its head."""

import math

import numpy as np
import pytest
import torch

from mlnotes.attention import next_sentence as by_hand
from mlnotes.attention import next_sentence_torch as with_torch
from mlnotes.attention.bert_torch import Bert, BertForPreTraining


def batch(rng, n=3, t=5, c=7):
    """Scores, tokens, chosen places, scores and labels of the pairs."""
    s, X = rng.normal(size=(n, t, c)), rng.integers(0, c, (n, t))
    chosen = rng.random((n, t)) < 0.5
    return s, X, chosen, rng.normal(size=(n, 2)), rng.integers(0, 2, n)


def test_equal_scores_cost_log_c_plus_log_2(rng):
    s, X, chosen, s_next, y = batch(rng)
    loss = by_hand.pretraining_loss(0 * s, X, chosen, 0 * s_next, y)
    assert loss == pytest.approx(math.log(7) + math.log(2), rel=1e-12)


def test_the_upstream_gradient_goes_to_both_terms(rng):
    arguments = batch(rng)
    once = by_hand.pretraining_loss_backward(1.0, *arguments)
    scaled = by_hand.pretraining_loss_backward(-0.5, *arguments)
    for gradient, wanted in zip(scaled, once, strict=True):
        np.testing.assert_allclose(gradient, -0.5 * wanted, rtol=1e-12)


def test_scores_where_nothing_is_predicted_do_not_count_and_those_of_pairs_do(rng):
    s, X, chosen, s_next, y = batch(rng)
    poisoned = np.where(chosen[:, :, np.newaxis], s, np.nan)
    loss = by_hand.pretraining_loss(s, X, chosen, s_next, y)
    assert by_hand.pretraining_loss(poisoned, X, chosen, s_next, y) == loss
    ds, _ = by_hand.pretraining_loss_backward(1.0, poisoned, X, chosen, s_next, y)
    assert (ds[~chosen] == 0).all()
    s_next[0] = np.nan
    with pytest.raises(ValueError, match="expected"):
        by_hand.pretraining_loss(s, X, chosen, s_next, y)


def test_loss_and_labels_are_those_of_hugging_face():
    """Class 0: the second sentence follows. Tokens that are not asked for: −100."""
    from transformers import BertConfig
    from transformers import BertForPreTraining as TheirBert

    torch.manual_seed(0)
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    model = TheirBert(BertConfig(vocab_size=11, intermediate_size=8, **sizes)).eval()
    X, y = torch.randint(0, 11, (3, 5)), torch.tensor([0, 1, 1])
    chosen = torch.rand(3, 5) < 0.4
    labels = torch.where(chosen, X, -100)
    theirs = model(X, labels=labels, next_sentence_label=y)
    s, s_next = theirs.prediction_logits, theirs.seq_relationship_logits
    ours = with_torch.pretraining_loss(s, X, chosen, s_next, y)
    torch.testing.assert_close(ours, theirs.loss)
    convention = " ".join((TheirBert.forward.__doc__ or "").split())
    assert "0 indicates sequence B is a continuation of sequence A" in convention


def test_the_head_reads_the_state_of_cls_alone(device):
    torch.manual_seed(0)
    bert = Bert(11, 6, 2, 13, layers=1, max_len=5, dropout=0.0)
    model = BertForPreTraining(bert).to(device)
    X = torch.randint(0, 11, (3, 5), device=device)
    mask = torch.ones_like(X, dtype=torch.bool)
    H, pooled = model.bert(X, torch.zeros_like(X), mask)
    (dH,) = torch.autograd.grad(model.next_sentence(pooled).square().sum(), H)
    assert (dH[:, 1:] == 0).all()
    assert (dH[:, 0] != 0).any(dim=1).all()
    s, s_next = model(X, torch.zeros_like(X), mask)
    assert s_next.shape == (3, 2)
    y = torch.zeros(3, dtype=torch.long, device=device)
    with_torch.pretraining_loss(s, X, mask, s_next, y).backward()
    assert all(p.grad is not None for p in model.parameters())


def test_without_places_and_segments_a_pair_and_its_swap_look_alike():
    torch.manual_seed(0)
    bert = Bert(11, 6, 2, 13, layers=2, max_len=8, dropout=0.0).double().eval()
    model = BertForPreTraining(bert)
    pair, swap = torch.tensor([[1, 5, 6, 7, 2, 8, 9, 2], [1, 8, 9, 2, 5, 6, 7, 2]])
    X, mask = torch.stack([pair, swap]), torch.ones(2, 8, dtype=torch.bool)
    for known in (True, False):
        if not known:
            with torch.no_grad():
                bert.positions.weight.zero_()
        _, scores = model.double()(X, torch.zeros_like(X), mask)
        assert ((scores[0] - scores[1]).abs().max() > 1e-9) == known
