# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     name: python3
#     display_name: Python 3
# ---

# %% [markdown]
# # Lab 8 · BERT in miniature

# %% [markdown]
# corpus

# %%
import ast
import random
import re
from collections import Counter
from functools import partial
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import sklearn
import torch
from tqdm import tqdm

from mlnotes.attention.next_sentence import split_sentences

torch.set_num_threads(1)  # the network is too small to share among cores
ENTRIES = ("Parameters", "Attributes", "Returns")  # name : type, then a description
LEFT_OUT = ("Examples", "References", "See Also", "Raises", "Yields", "Methods")


def read_docstring(doc):
    """Sentences of a docstring, each with the heading that it stands under."""
    heading, found = "Summary", []
    for section in re.split(r"\n(?=[A-Z][\w ]+\n-{3,}\n)", doc):
        if match := re.match(r"([A-Z][\w ]+)\n-{3,}\n", section):
            heading, section = match[1], section[match.end() :]
        if heading in LEFT_OUT:
            continue
        if heading in ENTRIES:  # descriptions are indented, names and types are not
            section = re.sub(r"^\S.*$", "", section, flags=re.MULTILINE)
            section = re.sub(r"^ {4}(?=\S)", "", section, flags=re.MULTILINE)
        for sentence in split_sentences(section):
            sentence = re.sub(r":\w+:`~?|<[^>]*>`|[`*]", "", sentence)
            if is_prose(sentence):
                found.append((heading, sentence))
    return found


def is_prose(sentence):
    """Capital first, full stop last, four words or more, nearly all letters."""
    letters = sum(letter.isalpha() or letter == " " for letter in sentence)
    shape = re.fullmatch(r"[A-Z][^|>]*\.", sentence)
    return shape and len(sentence.split()) >= 4 and letters > 0.9 * len(sentence)


documents, seen = [], set()
root = Path(sklearn.__file__).parent
for path in tqdm(sorted(root.rglob("*.py")), delay=2, disable=None):
    module = path.relative_to(root)
    if {"tests", "externals"} & set(module.parts):
        continue
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            sentences = read_docstring(ast.get_docstring(node) or "")
            fresh = [pair for pair in sentences if pair[1] not in seen]
            seen.update(sentence for _, sentence in fresh)
            if fresh:
                documents.append((module, fresh))

modules = sorted({module for module, _ in documents})
random.Random(0).shuffle(modules)
held_modules = set(modules[: len(modules) // 8])
training = [found for module, found in documents if module not in held_modules]
held_out = [found for module, found in documents if module in held_modules]

# %%
from mlnotes.attention.wordpiece import WordPiece, basic_tokenize, train_wordpiece

counts = Counter(w for d in training for _, s in d for w in basic_tokenize(s))
tokens = train_wordpiece(counts, 1000)
wordpiece = WordPiece(tokens)
PAD, UNK, CLS, SEP, MASK = range(5)

# %%
from mlnotes.attention.bert_input import join_pair
from mlnotes.attention.bert_input_torch import collate_pairs
from mlnotes.attention.masked_language_model_torch import mask_tokens, maskable
from mlnotes.attention.next_sentence import next_sentence_pairs

LONGEST = 32  # tokens of a pair


def make_rows(pairs):
    """X, segments, mask (n, t) and labels (n,) of pairs of sentences."""
    rows = [join_pair(a, b, CLS, SEP, LONGEST) for a, b, _ in pairs]
    return *collate_pairs(rows, PAD), torch.tensor([label for _, _, label in pairs])


def encode(documents):
    return [[wordpiece(sentence) for _, sentence in found] for found in documents]


training_ids, held_ids = encode(training), encode(held_out)
rng = np.random.default_rng(0)
pairs = [p for _ in range(4) for p in next_sentence_pairs(training_ids, rng)]
training_rows = make_rows(pairs)
held_rows = make_rows(next_sentence_pairs(held_ids, rng))

# %%
from torch.nn import functional

from mlnotes.attention.bert_torch import Bert, BertForPreTraining
from mlnotes.attention.positional_encoding_torch import sinusoidal_encoding
from mlnotes.linear.cross_entropy_torch import cross_entropy
from mlnotes.training.adaptive_rates_torch import AdamW
from mlnotes.training.schedules import warmup_cosine_schedule
from mlnotes.training.training_loop_torch import train

D, HEADS, D_FF, LAYERS = 64, 2, 256, 1
STEPS, BATCH, RATE, SHARE = 1600, 32, 0.005, 0.3


def make_model(seed):
    torch.manual_seed(seed)
    bert = Bert(len(tokens), D, HEADS, D_FF, LAYERS, LONGEST, dropout=0.0)
    model = BertForPreTraining(bert)
    for parameter in model.parameters():
        if parameter.ndim > 1:
            torch.nn.init.normal_(parameter, std=0.1)
    places = sinusoidal_encoding(LONGEST, D)
    bert.positions.weight.data = 0.1 * 2**0.5 * torch.as_tensor(places).float()
    return model


def token_scores(model, H):
    """Scores (k, c) of states H (k, d): what ``forward`` does, at k places only."""
    U = model.norm(functional.gelu(model.transform(H)))
    return functional.linear(U, model.bert.tokens.weight, model.bias)


def two_losses(model, rows, generator, share, masked):
    X, segments, mask, y = rows
    candidates = maskable(X, [PAD, CLS, SEP])
    X_masked, chosen = mask_tokens(
        X, candidates, MASK, len(tokens), generator, share, masked, (1 - masked) / 2
    )
    H, pooled = model.bert(X_masked, segments, mask)
    words, follows = token_scores(model, H[chosen]), model.next_sentence(pooled)
    return words, X[chosen], follows, y


curves = []


@torch.no_grad()
def evaluate(model):
    model.eval()
    out = two_losses(
        model, [p[:600] for p in held_rows], torch.Generator().manual_seed(1), 0.15, 1.0
    )
    words, answers, follows, y = out
    model.train()
    return (
        cross_entropy(words, answers).item(),
        (words.argmax(1) == answers).float().mean().item(),
        cross_entropy(follows, y).item(),
        (follows.argmax(1) == y).float().mean().item(),
    )


def batch_loss(model, generator):
    drawn = torch.randint(len(training_rows[0]), (BATCH,), generator=generator)
    rows = [part[drawn] for part in training_rows]
    words, answers, follows, y = two_losses(model, rows, generator, SHARE, 0.8)
    parts = cross_entropy(words, answers), cross_entropy(follows, y)
    curves.append([part.item() for part in parts])
    return sum(parts)


model = make_model(0)
losses = train(
    model,
    batch_loss,
    AdamW(model.parameters(), RATE, betas=(0.9, 0.98)),
    STEPS,
    torch.Generator().manual_seed(0),
    schedule=partial(
        warmup_cosine_schedule, learning_rate=RATE, warmup=STEPS // 10, steps=STEPS
    ),
    max_norm=1.0,
    progress=lambda steps: tqdm(steps, delay=2, disable=None),
)
