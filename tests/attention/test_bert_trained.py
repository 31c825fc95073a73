"""docs/attention/bert.md: pre-training in miniature, both losses together."""

import pytest
import torch

from mlnotes.attention.bert_torch import Bert, BertForPreTraining
from mlnotes.attention.masked_language_model import agreement_sentences
from mlnotes.attention.masked_language_model_torch import mask_tokens
from mlnotes.attention.next_sentence_torch import pretraining_loss
from mlnotes.sequences.vocabulary import build_vocab
from mlnotes.training.training_loop_torch import train

LANGUAGE = agreement_sentences()
VOCAB = build_vocab(LANGUAGE, specials=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
PAIRS = [(a, b) for a in LANGUAGE for b in LANGUAGE if a != b]
X = torch.tensor([VOCAB(["[CLS]", *a, "[SEP]", *b, "[SEP]"]) for a, b in PAIRS])
Y = torch.tensor([int(a[2] != b[2]) for a, b in PAIRS])
SEGMENTS = torch.tensor([0] * 5 + [1] * 4).expand_as(X)
MASK = torch.ones_like(X, dtype=torch.bool)


def batch_loss(model, generator):
    even = 1 / torch.bincount(Y)[Y]
    i = torch.multinomial(even, 48, replacement=True, generator=generator)
    seen, chosen = mask_tokens(X[i], X[i] > 4, 4, len(VOCAB), generator, rate=0.3)
    s, s_next = model(seen, SEGMENTS[i], MASK[i])
    return pretraining_loss(s, X[i], chosen, s_next, Y[i])


def shares_right(model):
    """Verbs of the first sentence, and pairs of both kinds."""
    hidden = X.index_fill(1, torch.tensor(2), 4)
    with torch.no_grad():
        s, s_next = model(hidden, SEGMENTS, MASK)
    pairs = (s_next.argmax(1) == Y).float()
    verbs = (s[:, 2].argmax(1) == X[:, 2]).float().mean()
    return verbs.item(), pairs[Y == 0].mean().item(), pairs[Y == 1].mean().item()


@pytest.mark.parametrize("seed", range(2))
def test_both_tasks_are_learned_together(seed):
    """On seeds 0 to 5: all verbs and 97 % of each kind of pair, after 120 steps."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    bert = Bert(len(VOCAB), 48, 2, 96, 2, max_len=9, dropout=0.0)
    model = BertForPreTraining(bert)
    for weight in (p for p in model.parameters() if p.ndim > 1):
        torch.nn.init.normal_(weight, std=0.1)
    verbs, follows, others = shares_right(model)
    assert verbs < 0.5
    assert (follows + others) / 2 < 0.7
    adam = torch.optim.Adam(model.parameters(), 0.004)
    train(model, batch_loss, adam, 120, torch.Generator().manual_seed(seed))
    assert min(shares_right(model)) > 0.9
