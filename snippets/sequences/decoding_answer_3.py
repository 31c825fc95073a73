import numpy as np

from mlnotes.sequences.decoding import beam_search

EOS, RIGHT = 0, 1
during, last = np.log([0.1, 0.8, 0.1]), np.log([0.8, 0.1, 0.1])


def step(tokens, place):
    return np.where(place[:, np.newaxis] < 20, during, last), place + 1


border = np.log(21 * np.log(0.8) / np.log(0.1)) / np.log(21)
print("border:", border.round(3))
for alpha in (border - 0.01, border + 0.01):
    found = beam_search(step, np.array([0]), RIGHT, EOS, 25, 2, alpha)
    print(alpha.round(3), "first has", len(found[0][0]), "tokens")
