import numpy as np

from mlnotes.attention.masks import causal_mask, combine_masks

mask = combine_masks(np.array([[False, False, True, True]]), causal_mask(4))
print(mask[0].astype(int))
