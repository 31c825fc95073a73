import numpy as np

from mlnotes.sequences.decoding import beam_search, greedy_decode

EOS, RIGHT, WRONG = 0, 1, 2
during, last = np.log([0.1, 0.8, 0.1]), np.log([0.8, 0.1, 0.1])


def step(tokens, place):
    """Twenty right tokens and then <EOS>: each has probability 0.8."""
    return np.where(place[:, np.newaxis] < 20, during, last), place + 1


def show(tokens, log_p):
    kind = "right" if tokens == [RIGHT] * 20 + [EOS] else "another"
    kind = "empty" if tokens == [EOS] else kind
    print(f"  {kind}: p {np.exp(log_p):.4f}, log p a token {log_p / len(tokens):.2f}")


start = np.array([0])
tokens, log_p = greedy_decode(step, start, RIGHT, EOS, max_len=25)
print("greedy")
show(tokens[0].tolist(), log_p[0])
for alpha in (0.0, 1.0):
    print("beam of two, length penalty", alpha)
    for found in beam_search(step, start, RIGHT, EOS, 25, 2, alpha):
        show(*found)
