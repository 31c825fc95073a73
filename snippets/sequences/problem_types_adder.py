import numpy as np

from mlnotes.sequences.problem_types import many_to_many

W_xh = np.full((3, 2), 10.0)
W_hh = np.array([[0.0, 5.0, 0.0]] * 3)  # only unit 2, the carry, is read
b = np.array([0.0, -10.0, -20.0])
V = np.array([[0.0, 0.0, 0.0], [1.0, -1.0, 1.0]])  # scores of the digits 0 and 1
a = np.zeros(2)


def bits(number, t):
    return [number >> step & 1 for step in range(t)]  # ones first


def add(first, second, t):
    X = np.array([bits(first, t), bits(second, t)], dtype=float).T[np.newaxis]
    s = many_to_many(X, np.full((1, 3), -1.0), W_xh, W_hh, b, V, a)
    return sum(int(digit) << step for step, digit in enumerate(s[0].argmax(axis=1)))


print("27 + 14 =", add(27, 14, t=6))
big = 2**200 - 1
print("2²⁰⁰ − 1 plus 1 is 2²⁰⁰:", add(big, 1, t=201) == big + 1)
print("with a step too few:", add(27, 14, t=5))
