"""The statements of docs/attention/masked-language-model.md (att-14)."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from mlnotes.attention import masked_language_model as by_hand
from mlnotes.attention import masked_language_model_torch as with_torch
from mlnotes.sequences.language_model import masked_cross_entropy
from mlnotes.sequences.language_model_torch import (
    masked_cross_entropy as masked_cross_entropy_torch,
)

LIBRARIES = pytest.mark.parametrize("library", ["numpy", "torch"])
PAD, CLS, SEP, MASK, C = 0, 1, 2, 3, 50


def draw(library, X, candidates, seed=0, **shares):
    """Mask with one of the two libraries; NumPy arrays in and out."""
    if library == "numpy":
        rng = np.random.default_rng(seed)
        return by_hand.mask_tokens(X, candidates, MASK, C, rng, **shares)
    generator = torch.Generator().manual_seed(seed)
    tensors = torch.tensor(X), torch.tensor(candidates)
    seen, chosen = with_torch.mask_tokens(*tensors, MASK, C, generator, **shares)
    return seen.numpy(), chosen.numpy()


def sentences(n, t, rng):
    """Sentences between [CLS] and [SEP], then padding; words are 4 … C − 1."""
    X = rng.integers(4, C, (n, t))
    X[:, 0], X[:, t - 3], X[:, t - 2 :] = CLS, SEP, PAD
    X.flags.writeable = False
    return X


def near(share, wanted, n):
    """Within five standard deviations of a share of n draws."""
    return abs(share - wanted) < 5 * math.sqrt(wanted * (1 - wanted) / n)


@LIBRARIES
def test_special_tokens_and_padding_are_never_chosen(library, rng):
    X = sentences(7, 13, rng)
    candidates = by_hand.maskable(X, [PAD, CLS, SEP])
    assert (candidates == (X >= 4)).all()
    assert (
        with_torch.maskable(torch.tensor(X), [PAD, CLS, SEP]).numpy() == candidates
    ).all()
    seen, chosen = draw(library, X, candidates, rate=1.0)
    assert (chosen == candidates).all()
    assert (seen[~candidates] == X[~candidates]).all()
    assert seen.dtype == X.dtype


@LIBRARIES
def test_fifteen_percent_are_chosen_of_these_80_10_10(library, rng):
    X = rng.integers(4, C, (2000, 200))
    seen, chosen = draw(library, X, np.ones_like(X, dtype=bool))
    assert near(chosen.mean(), 0.15, X.size)
    assert (seen[~chosen] == X[~chosen]).all()
    shown, true, n = seen[chosen], X[chosen], chosen.sum()
    # A random token may also be [MASK] or the token itself, once in C times each.
    assert near((shown == MASK).mean(), 0.8 + 0.1 / C, n)
    assert near((shown == true).mean(), 0.1 + 0.1 / C, n)
    counts = np.bincount(shown[(shown != MASK) & (shown != true)], minlength=C)
    assert np.delete(counts, MASK).min() > 0
    assert near(counts[:3].sum() / n, 0.1 * 3 / C, n)  # special tokens come up too


@LIBRARIES
def test_places_are_chosen_independently_of_each_other(library, rng):
    """The number of chosen tokens of a sentence is binomial; none with 0.85ᵏ."""
    X = rng.integers(4, C, (40_000, 5))
    _, chosen = draw(library, X, np.ones_like(X, dtype=bool))
    counts = np.bincount(chosen.sum(axis=1), minlength=6)
    wanted = [math.comb(5, k) * 0.15**k * 0.85 ** (5 - k) for k in range(6)]
    for k in range(6):
        assert near(counts[k] / len(X), wanted[k], len(X))
    assert wanted[0] == pytest.approx(0.4437, abs=1e-4)


@LIBRARIES
def test_dynamic_masks_differ_from_pass_to_pass(library, rng):
    """After e passes 1 − 0.85ᵉ of the tokens were asked for; a static mask: 0.15."""
    X = rng.integers(4, C, (100, 200))
    everywhere = np.ones_like(X, dtype=bool)
    masks = [draw(library, X, everywhere, seed)[1] for seed in range(10)]
    for e in (1, 2, 10):
        share = np.any(masks[:e], axis=0).mean()
        assert near(share, 1 - 0.85**e, X.size)
    again = draw(library, X, everywhere, seed=3)[1]
    assert (again == masks[3]).all()


@LIBRARIES
def test_a_word_shown_at_a_chosen_place_is_right_half_the_time(library, rng):
    """(c + 1)/(2c − 1), whatever the words are; always if none is random."""
    X = rng.integers(0, C, (1000, 500))
    everywhere = np.ones_like(X, dtype=bool)
    seen, chosen = draw(library, X, everywhere, rate=1.0, masked=0.8)
    shown = chosen & (seen != MASK) & (X != MASK)
    right = (seen == X)[shown].mean()
    assert near(right, (C + 1) / (2 * C - 1), shown.sum())
    seen, chosen = draw(library, X, everywhere, rate=1.0, masked=0.9, random=0.0)
    assert (seen == X)[seen != MASK].all()


def test_loss_counts_chosen_places_only_as_torch_does_with_minus_100(rng):
    X = rng.integers(4, C, (5, 11))
    _, chosen = draw("torch", X, np.ones_like(X, dtype=bool), rate=0.3)
    s = torch.tensor(rng.normal(size=(5, 11, C)), requires_grad=True)
    loss = masked_cross_entropy_torch(s, torch.tensor(X), torch.tensor(chosen))
    labels = torch.tensor(np.where(chosen, X, -100))
    wanted = F.cross_entropy(s.flatten(0, 1), labels.flatten())
    assert loss.item() == pytest.approx(wanted.item(), rel=1e-7)
    (ds,) = torch.autograd.grad(loss, s)
    assert (ds[torch.tensor(~chosen)] == 0).all()
    assert (ds[torch.tensor(chosen)] != 0).any(dim=1).all()


def test_a_batch_without_a_choice_is_refused_and_torch_gives_nan(rng):
    """A sentence without a choice adds nothing, if another sentence has one."""
    s, X = rng.normal(size=(2, 3, C)), rng.integers(4, C, (2, 3))
    chosen = np.array([[True, False, True], [False] * 3])
    loss = masked_cross_entropy(s, X, chosen)
    alone = masked_cross_entropy(s[:1], X[:1], chosen[:1])
    assert loss == pytest.approx(alone, rel=1e-12)
    with pytest.raises(ValueError, match="real token"):
        masked_cross_entropy(s, X, np.zeros_like(chosen))
    labels = torch.full((6,), -100)
    assert F.cross_entropy(torch.tensor(s).flatten(0, 1), labels).isnan()


def test_shares_equal_those_of_hugging_face(tmp_path, rng):
    from transformers import BertTokenizer, DataCollatorForLanguageModeling

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words += [f"w{i}" for i in range(C - 5)]
    (tmp_path / "vocab.txt").write_text("\n".join(words))
    tokenizer = BertTokenizer(str(tmp_path / "vocab.txt"))
    collate = DataCollatorForLanguageModeling(tokenizer, mlm_probability=0.15)
    X = torch.tensor(rng.integers(5, C, (500, 200)))
    X[:, 0], X[:, -1] = 2, 3
    torch.manual_seed(0)
    batch = collate([{"input_ids": row} for row in X])
    chosen, seen = batch["labels"] != -100, batch["input_ids"]
    assert (batch["labels"][chosen] == X[chosen]).all()
    assert not chosen[:, [0, -1]].any()
    ours, also = with_torch.mask_tokens(
        X, with_torch.maskable(X, [0, 2, 3]), 4, C, torch.Generator().manual_seed(0)
    )
    for mask, shown in ((chosen, seen), (also, ours)):
        n = mask.sum().item()
        assert near(n / (500 * 198), 0.15, 500 * 198)
        assert near((shown[mask] == 4).double().mean().item(), 0.8 + 0.1 / C, n)
        assert near((shown == X)[mask].double().mean().item(), 0.1 + 0.1 / C, n)


@LIBRARIES
def test_one_copy_of_a_sentence_per_candidate(library, rng):
    X = sentences(3, 7, rng)
    candidates = by_hand.maskable(X, [PAD, CLS, SEP])
    if library == "numpy":
        seen, chosen, rows = by_hand.mask_each(X, candidates, MASK, C)
    else:
        tensors = torch.tensor(X), torch.tensor(candidates)
        parts = with_torch.mask_each(*tensors, MASK, C)
        seen, chosen, rows = (part.numpy() for part in parts)
    assert len(seen) == candidates.sum() == 9
    assert rows.tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert (chosen.sum(axis=1) == 1).all()
    assert (seen[chosen] == MASK).all()
    assert (seen[~chosen] == X[rows][~chosen]).all()
    assert (np.where(chosen, X[rows], 0).sum(axis=1) == X[candidates]).all()


def test_masks_are_drawn_on_the_device_of_the_tokens(device):
    X = torch.arange(4, C, device=device).expand(7, -1)
    generator = torch.Generator(device).manual_seed(0)
    parts = with_torch.mask_tokens(X, X > 4, MASK, C, generator)
    assert all(part.device.type == device.type for part in parts)
    assert not parts[1][:, 0].any()


GOOD = {"rate": 0.15, "masked": 0.8, "random": 0.1}


@LIBRARIES
@pytest.mark.parametrize(
    "wrong",
    [{"rate": 0.0}, {"rate": 1.1}, {"masked": 0.95}, {"random": -0.1}, {"masked": -1}],
)
def test_shares_that_are_none_are_refused(library, wrong, rng):
    X = rng.integers(4, C, (2, 3))
    with pytest.raises(ValueError, match=r"expected rate in .*, got"):
        draw(library, X, X > 3, **(GOOD | wrong))


@LIBRARIES
def test_tokens_outside_the_vocabulary_and_other_kinds_are_refused(library, rng):
    X = rng.integers(4, C, (2, 3))
    for bad in (X - C, X + C, X / 2, X[0], X > 3):
        with pytest.raises(ValueError, match=r"expected(.|\n)*got"):
            draw(library, bad, np.ones(bad.shape, bool))
    with pytest.raises(ValueError, match=r"candidates of bool"):
        draw(library, X, np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"expected integer X"):
        by_hand.maskable(X / 2, [0]) if library == "numpy" else with_torch.maskable(
            torch.tensor(X / 2), [0]
        )
