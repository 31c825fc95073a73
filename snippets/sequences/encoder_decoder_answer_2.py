import numpy as np

from mlnotes.sequences.language_model import masked_cross_entropy

p = np.array([[0.5, 0.8, 0.25], [0.5, 0.9, 0.9]])  # of the right tokens
s = np.log(np.stack([p, 1 - p], axis=2))  # two classes, the right one is 0
y = np.zeros((2, 3), dtype=int)
mask = np.array([[True, True, True], [True, False, False]])

by_hand = -(np.log(0.5) + np.log(0.8) + np.log(0.25) + np.log(0.5)) / 4
print("over real tokens: ", masked_cross_entropy(s, y, mask).round(3), by_hand.round(3))
print("over all places:  ", -np.log(p).mean().round(3))
each = [-np.log(p[0]).mean(), -np.log(p[1, 0])]
print("mean of sentences:", np.mean(each).round(3))
