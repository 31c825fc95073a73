import numpy as np

from mlnotes.sequences.variable_length import (
    max_over_time,
    mean_over_time,
    rnn_encoder,
    word_convolution,
)

first = ["the", "dog", "likes", "me", ",", "the", "cat", "likes", "fish"]
second = ["the", "cat", "likes", "me", ",", "the", "dog", "likes", "fish"]
words = sorted(set(first))
rng = np.random.default_rng(0)
E = rng.normal(size=(len(words), 5))
X = E[[[words.index(word) for word in sentence] for sentence in (first, second)]]
lengths = np.array([9, 9])


def report(name, codes):
    print(f"{name}: {'same' if np.allclose(codes[0], codes[1]) else 'different'} code")


report("mean of the word vectors", mean_over_time(X, lengths))
for k in (1, 2, 3):
    A = word_convolution(X, rng.normal(size=(100, k, 5)), np.zeros(100))
    pooled = max_over_time(A, lengths - k + 1)
    report(f"largest scores of 100 filters of {k} words", pooled)
weights = [rng.normal(size=shape) / 2 for shape in ((4, 5), (4, 4), (4,))]
report("last state of an RNN", rnn_encoder(X, lengths, *weights))
