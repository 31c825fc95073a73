import numpy as np

from mlnotes.attention.masks import causal_mask, masked_softmax

rng = np.random.default_rng(0)
e, mask = rng.normal(size=(4, 4)), causal_mask(4)
late = masked_softmax(e, None) * mask
late = late / late.sum(axis=1, keepdims=True)
print("equal:", np.allclose(late, masked_softmax(e, mask)))

e[0, 3] = 800.0
late = masked_softmax(e, None) * mask
print("sum of row 0:", late[0].sum(), "- masked first:", masked_softmax(e, mask)[0])
