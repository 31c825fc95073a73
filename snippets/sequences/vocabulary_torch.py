import numpy as np
import torch

from mlnotes.sequences.vocabulary import build_vocab, token_counts, tokenize
from mlnotes.sequences.vocabulary_torch import token_counts as token_counts_torch

train = tokenize("The cat sat. The cat ran. A dog ran home.")
new = tokenize("A cat and a zebra ran home.")
vocab = build_vocab([train])

ids = vocab(new)  # a list: both libraries take it
counts = token_counts(np.array(ids), len(vocab))
same = token_counts_torch(torch.tensor(ids), len(vocab))
for token, count in zip(vocab.tokens, counts.tolist(), strict=True):
    if count > 0:
        print(count, token)
print("equal:", counts.tolist() == same.tolist())
print("unknown share:", round(counts[vocab["<unk>"]] / counts.sum(), 3))
