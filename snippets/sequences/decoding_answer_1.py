import numpy as np

from mlnotes.sequences.decoding import beam_search

EOS, SOS, X, Y = range(4)
names = ["<EOS>", "<SOS>", "x", "y"]
P = np.zeros((4, 4))
P[EOS, EOS] = 1
P[SOS, [X, Y]] = 0.6, 0.4
P[X, [EOS, X, Y]] = 0.4, 0.3, 0.3
P[Y, [EOS, X, Y]] = 0.9, 0.05, 0.05
with np.errstate(divide="ignore"):
    log_p = np.log(P)


def step(tokens, state):
    return log_p[tokens], state


for width in (1, 2):
    tokens, total = beam_search(step, None, SOS, EOS, max_len=5, width=width)[0]
    print(width, *(names[token] for token in tokens), f"{np.exp(total):.2f}")
