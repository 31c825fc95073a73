import numpy as np

from mlnotes.attention.masks import causal_mask, masked_softmax

rng = np.random.default_rng(0)
e, mask = rng.normal(size=(4, 4)), causal_mask(4)
other = e.copy()
other[:, 3] += 2  # scores of the last key, which queries 0, 1, 2 may not see

print("query 1, softmax over allowed keys")
for scores in (e, other):
    print(masked_softmax(scores, mask)[1].round(2))
print("query 1, mask behind the softmax")
for scores in (e, other):
    print((masked_softmax(scores, None) * mask)[1].round(2))
print("query 1, mask inverted")
print(masked_softmax(e, ~mask)[1].round(2))
