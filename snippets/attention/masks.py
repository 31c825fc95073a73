import numpy as np

from mlnotes.attention.masks import causal_mask, combine_masks, masked_softmax
from mlnotes.sequences.batching import padding_mask

lengths = np.array([5, 3])  # n = 2 sentences, the second has 2 places of padding
mask = combine_masks(padding_mask(lengths, 5), causal_mask(5))
print(mask.shape, mask.dtype)
print(mask[1].astype(int))

e = np.zeros((2, 5, 5))  # all scores equal
print(masked_softmax(e, mask)[1].round(2))
