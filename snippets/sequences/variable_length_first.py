import numpy as np

from mlnotes.sequences.variable_length import (
    max_over_time,
    rnn_encoder,
    word_convolution,
)

# Word vectors: (1, 0) is A, (0, 1) is B, (0, 0) any other word.
weights = np.array([[5.0, -5.0]]), np.array([[10.0]]), np.zeros(1)
F, b = np.random.default_rng(0).normal(size=(100, 4, 2)), np.zeros(100)

for gap in (0, 2, 3, 1000):
    X = np.zeros((2, gap + 14, 2))
    X[0, 6, 0] = X[0, 7 + gap, 1] = 1  # A … B
    X[1, 6, 1] = X[1, 7 + gap, 0] = 1  # B … A
    lengths = np.full(2, gap + 14)
    pooled = max_over_time(word_convolution(X, F, b), lengths - 3)
    told = not np.allclose(pooled[0], pooled[1])
    code = rnn_encoder(X, lengths, *weights)[:, 0]
    print(f"{gap} words between: RNN {code.round(2)}, filters of 4 tell: {told}")
