import numpy as np

from mlnotes.attention.masked_language_model import agreement_sentences, mask_each
from mlnotes.sequences.language_model import masked_cross_entropy
from mlnotes.sequences.n_grams import perplexity
from mlnotes.sequences.vocabulary import build_vocab

sentences = agreement_sentences()
vocab = build_vocab(sentences, specials=["[MASK]"])
c, X = len(vocab), np.array([vocab(words) for words in sentences])
seen, chosen, rows = mask_each(X, np.ones_like(X, dtype=bool), 0, c)

p = np.zeros((len(seen), 3, c))  # counted, not learned
for i in range(len(seen)):
    fits = X[(seen[i] == X)[:, ~chosen[i]].all(axis=1)]
    p[i, chosen[i]] = np.bincount(fits[:, chosen[i]].ravel(), minlength=c) / len(fits)
p[~chosen] = 1 / c  # these places do not count
with np.errstate(divide="ignore"):
    loss = masked_cross_entropy(np.log(p), X[rows], chosen)
print("pseudo-perplexity", perplexity(loss).round(2))
print("perplexity       ", round(len(X) ** (1 / 3), 2))
