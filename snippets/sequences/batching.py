import numpy as np

from mlnotes.sequences.batching import collate_batch, padding_mask
from mlnotes.sequences.vocabulary import build_vocab, tokenize

texts = [(1, "Good food!"), (0, "Bad food."), (1, "Good staff, and good food!")]
sentences = [(label, tokenize(text)) for label, text in texts]
vocab = build_vocab(tokens for _, tokens in sentences)
batch = [(label, vocab(tokens)) for label, tokens in sentences]

y, X, lengths = collate_batch(batch, max_len=5, padding=vocab["<pad>"])
print(X, X.dtype)
print("labels: ", y)
print("lengths:", lengths)

mask = padding_mask(lengths, X.shape[1])
print(mask.astype(int))
vectors = np.arange(len(vocab))[:, None] * [1.0, -1.0]  # one row a token
mean = (vectors[X] * mask[..., None]).sum(axis=1) / lengths[:, None]
print("means:", np.round(mean[:, 0], 2))
