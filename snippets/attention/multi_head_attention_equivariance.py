import numpy as np

from mlnotes.attention.multi_head_attention import multi_head_attention

rng = np.random.default_rng(0)
words = ["the", "dog", "bites", "the", "man"]
vectors = {word: rng.normal(size=6) for word in words}
shapes = (18, 6), (18,), (6, 6), (6,)
weights = [rng.normal(size=shape) for shape in shapes]


def self_attention(words):
    X = np.stack([vectors[word] for word in words])[None]
    return multi_head_attention(X, X, None, *weights, 2)[0]


order = [0, 4, 2, 3, 1]
Y, moved = self_attention(words), self_attention([words[i] for i in order])
print("moved rows:", np.allclose(moved, Y[order]))
print("same mean:", np.allclose(moved.mean(axis=0), Y.mean(axis=0)))
