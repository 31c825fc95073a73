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
for title, part in (("training", training), ("held out", held_out)):
    sentences = [sentence for found in part for _, sentence in found]
    words = sum(len(sentence.split()) for sentence in sentences)
    print(f"{title}: {len(part)} docstrings, {len(sentences)} sentences, {words} words")
for heading, sentence in training[3][:3] + training[700][:3]:
    print(f"  {heading:10} {sentence}")

# %% [markdown]
# wordpiece

# %%
from functools import cache

from mlnotes.attention.wordpiece import WordPiece, basic_tokenize, train_wordpiece

counts = Counter(w for d in training for _, s in d for w in basic_tokenize(s))
tokens = train_wordpiece(counts, 1000)
wordpiece = cache(WordPiece(tokens))  # every sentence is cut once
PAD, UNK, CLS, SEP, MASK = range(5)
pieces = [len(wordpiece(s)) for d in training for _, s in d]
whole = sum(token.isalpha() and len(token) > 1 for token in tokens)
print(f"{len(counts)} different words; {len(tokens)} tokens, {whole} start a word")
print(f"{sum(pieces)} pieces, {sum(pieces) / sum(counts.values()):.2f} a word")
for text in ("The number of features.", "Hyperparameters of the kernel."):
    print(*(tokens[i] for i in wordpiece(text)))

# %% [markdown]
# pairs

# %%
from mlnotes.attention.bert_input import join_pair
from mlnotes.attention.bert_input_torch import collate_pairs
from mlnotes.attention.next_sentence import next_sentence_pairs

LONGEST = 32  # tokens of a pair


def make_rows(pairs):
    """X, segments, mask (n, t) and labels (n,) of pairs of sentences."""
    rows = []
    for a, b, _ in pairs:
        second = None if b is None else wordpiece(b)
        rows.append(join_pair(wordpiece(a), second, CLS, SEP, LONGEST))
    return *collate_pairs(rows, PAD), torch.tensor([label for _, _, label in pairs])


def draw_pairs(documents, rng):
    return next_sentence_pairs([[s for _, s in found] for found in documents], rng)


rng = np.random.default_rng(0)
held_pairs = draw_pairs(held_out, rng)
training_pairs = [pair for _ in range(4) for pair in draw_pairs(training, rng)]
held_rows, training_rows = make_rows(held_pairs), make_rows(training_pairs)
print("pairs:", len(training_pairs) // 4, "for training,", len(held_pairs), "held out")
for a, b, label in held_pairs[:4]:
    print(f"{label}  {a}\n   {b}")

# %% [markdown]
# model

# %%
from torch.nn import functional

from mlnotes.attention.bert_torch import Bert, BertForPreTraining
from mlnotes.attention.masked_language_model_torch import mask_tokens, maskable
from mlnotes.attention.positional_encoding_torch import sinusoidal_encoding
from mlnotes.linear.cross_entropy_torch import cross_entropy

D, HEADS, D_FF, LAYERS = 64, 2, 128, 1


def make_model(seed):
    """A small BERT whose attention is heard from the first step on."""
    torch.manual_seed(seed)
    bert = Bert(len(tokens), D, HEADS, D_FF, LAYERS, LONGEST, dropout=0.0)
    model = BertForPreTraining(bert)
    for parameter in model.parameters():
        if parameter.ndim == 2:
            torch.nn.init.normal_(parameter, std=0.1)
    for layer in bert.encoder.layers:
        torch.nn.init.normal_(layer.self_attn.in_proj_weight[2 * D :], std=0.3)
        torch.nn.init.normal_(layer.self_attn.out_proj.weight, std=0.3)
    waves = torch.as_tensor(sinusoidal_encoding(LONGEST, D), dtype=torch.float32)
    bert.positions.weight.data = 0.1 * 2**0.5 * waves
    return model


def token_scores(model, H):
    """Scores (k, c) of the tokens from states H (k, d), by the model's own head."""
    U = model.norm(functional.gelu(model.transform(H)))
    return functional.linear(U, model.bert.tokens.weight, model.bias)


model = make_model(0).requires_grad_(False)
X, segments, mask, _ = (part[:2] for part in held_rows)
H, _ = model.bert(X, segments, mask)
everywhere, _ = model(X, segments, mask)
chosen = maskable(X, [PAD, CLS, SEP])
difference = (token_scores(model, H[chosen]) - everywhere[chosen]).abs().max()
print("scores at the chosen places are those of forward:", bool(difference < 1e-4))
print("parameters:", sum(p.numel() for p in model.parameters()))

# %% [markdown]
# train

# %%
from mlnotes.training.adaptive_rates_torch import AdamW
from mlnotes.training.training_loop_torch import train

STEPS, BATCH, RATE, EVERY = 1600, 32, 0.005, 100


def schedule(t):
    """Rise over a tenth of the steps, stay, and fall over the last three tenths."""
    return RATE * min(1, (t + 1) / (0.1 * STEPS), (STEPS - t) / (0.3 * STEPS))


def predict(model, rows, generator, rate, masked):
    """Scores and answers of both tasks, with new masks."""
    X, segments, mask, y = rows
    X_masked, chosen = mask_tokens(
        X,
        maskable(X, [PAD, CLS, SEP]),
        MASK,
        len(tokens),
        generator,
        rate=rate,
        masked=masked,
        random=(1 - masked) / 2,
    )
    H, pooled = model.bert(X_masked, segments, mask)
    words = token_scores(model, H[chosen])
    return (words, X[chosen]), (model.next_sentence(pooled), y)


def batch_loss(model, generator):
    drawn = torch.randint(len(training_rows[0]), (BATCH,), generator=generator)
    batch = [part[drawn] for part in training_rows]
    words, following = predict(model, batch, generator, rate=0.4, masked=0.8)
    return cross_entropy(*words) + cross_entropy(*following)


@torch.no_grad()
def measure(model, rows):
    """Loss and accuracy of both tasks; 15 % of the tokens, all [MASK]."""
    generator = torch.Generator().manual_seed(1)
    found = predict(model.eval(), rows, generator, rate=0.15, masked=1.0)
    return [
        (cross_entropy(s, y).item(), 100 * (s.argmax(1) == y).float().mean().item())
        for s, y in found
    ]


seen_rows = [part[: len(held_pairs)] for part in training_rows]
model, generator = make_model(0), torch.Generator().manual_seed(0)
optimizer = AdamW(model.parameters(), RATE, betas=(0.9, 0.98))
history = [(measure(model, seen_rows), measure(model, held_rows))]
for start in tqdm(range(0, STEPS, EVERY), delay=2, disable=None):
    train(
        model,
        batch_loss,
        optimizer,
        EVERY,
        generator,
        schedule=lambda t, start=start: schedule(start + t),
        max_norm=1.0,
    )
    history.append((measure(model, seen_rows), measure(model, held_rows)))
model.requires_grad_(False).eval()
print("steps   masked words: training, held out   next sentence: training, held out")
for step in range(0, STEPS + 1, 2 * EVERY):
    (words, following), (held_words, held_following) = history[step // EVERY]
    row = (words[0], held_words[0], following[0], held_following[0])
    print(f"{step:5}", *(f"{loss:16.2f}" for loss in row))
