import numpy as np

from mlnotes.attention.masked_language_model import mask_tokens, maskable
from mlnotes.sequences.vocabulary import Vocab

text = "the cat sat on the mat and the dog lay in front of the warm stove"
words = text.split(" ")
specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
vocab = Vocab(specials + sorted(set(words)), "[UNK]")
X = np.array([vocab(["[CLS]", *words, "[SEP]", "[PAD]"])])
candidates = maskable(X, vocab(["[PAD]", "[CLS]", "[SEP]"]))

rng = np.random.default_rng(2)
for _ in range(3):
    seen, chosen = mask_tokens(X, candidates, vocab["[MASK]"], len(vocab), rng)
    print(" ".join(vocab.decode(seen[0])))
    print("   asked for:", vocab.decode(X[chosen]))

X = np.tile(X, (10_000, 1))
seen, chosen = mask_tokens(X, X > 4, vocab["[MASK]"], len(vocab), rng)
share = chosen.sum() / (X > 4).sum()
hidden, kept = seen[chosen] == vocab["[MASK]"], seen[chosen] == X[chosen]
print(
    f"chosen {share:.2f}, of these [MASK] {hidden.mean():.2f}, right {kept.mean():.2f}"
)
