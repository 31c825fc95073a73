import numpy as np

from mlnotes.attention.masks import masked_softmax

e = np.array([[1.0, 2.0, 3.0, np.nan], [1.0, 2.0, 3.0, 4.0]])
mask = np.array([[True, True, False, False], [False] * 4])
print("masked:          ", masked_softmax(e, mask)[0].round(3))
print("two keys alone:  ", masked_softmax(e[:1, :2], None)[0].round(3))
print("no key allowed:  ", masked_softmax(e, mask)[1])
print("allowed NaN:     ", masked_softmax(e, None)[0])
