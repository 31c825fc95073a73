import numpy as np

from mlnotes.sequences.decoding import beam_search

names = ["<EOS>", "<SOS>", "A", "B", "C", "D", "E"]
P = np.zeros((7, 7))
P[0, 0] = P[4, 0] = 1  # behind C comes <EOS>
P[1, [2, 3]] = 0.6, 0.4
P[2, [4, 2, 3, 5, 6]] = 0.3, 0.2, 0.2, 0.15, 0.15
P[3, [5, 6]] = 0.5
P[5] = P[6] = [0.4, 0, 0.12, 0.12, 0.12, 0.12, 0.12]
with np.errstate(divide="ignore"):
    log_p = np.log(P)


def step(tokens, state):
    return log_p[tokens], state


for width in (1, 2, 4):
    tokens, total = beam_search(step, None, 1, 0, max_len=3, width=width)[0]
    print(width, *(names[token] for token in tokens), f"{np.exp(total):.2f}")
