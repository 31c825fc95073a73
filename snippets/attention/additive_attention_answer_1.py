import numpy as np

from mlnotes.attention.additive_attention import additive_scores


class Count:
    """Stands for any number, and counts multiplications."""

    times = 0

    def __mul__(self, other):
        Count.times += 1
        return self

    def __add__(self, other):
        return self

    def tanh(self):
        return self


t, s, d_q, d_k, units = 3, 7, 5, 4, 8
shapes = (t, d_q), (s, d_k), (units, d_q), (units, d_k), (units,)
additive_scores(*(np.full(shape, Count(), dtype=object) for shape in shapes))
print("counted:", Count.times, " formula:", units * (t * d_q + s * d_k + t * s))
print("pair by pair:", t * s * units * (d_q + d_k + 1))
