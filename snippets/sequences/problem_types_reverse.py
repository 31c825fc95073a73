import numpy as np

from mlnotes.sequences.problem_types import one_to_many
from mlnotes.sequences.rnn import rnn

LETTERS = ".abcdefghijklmnopqrstuvwxyz"  # "." ends a word
c, slots = len(LETTERS), 9  # slot 0 is read, 1 to 8 are a stack
place = np.eye(slots)
push = 5 * np.kron(np.eye(slots, k=-1), np.eye(c))  # slot j goes to slot j + 1
pop = 5 * np.kron(np.eye(slots, k=1), np.eye(c))  # slot j goes to slot j − 1
into = 5 * np.kron(place[:, 1:2], np.eye(c))  # a letter goes to slot 1
V = np.kron(place[:1], np.eye(c))  # scores: what stands in slot 0
a = np.where(np.arange(c) == 0, 0.5, 0.0)  # "." wins over an empty slot
zeros = np.zeros(c * slots)


def reverse(word):
    X = np.eye(c)[[[LETTERS.index(letter) for letter in word]]]
    code = rnn(X, zeros[np.newaxis], into, push, zeros)[:, -1]
    y, _ = one_to_many(code, np.zeros_like(into), pop, zeros, V, a, start=0, steps=12)
    return "".join(LETTERS[i] for i in y[0]).split(".")[0]


for word in ("rnn", "sequence", "vocabulary"):
    print(word, "→", reverse(word))
