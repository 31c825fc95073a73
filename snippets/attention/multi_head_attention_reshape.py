import numpy as np

from mlnotes.attention.multi_head_attention import split_heads

place = np.arange(4)[None, :, None]  # every number says at which place it stands
X = np.broadcast_to(place, (1, 4, 6)).astype(float)
right, wrong = split_heads(X, 2), X.reshape(1, 2, 4, 3)
print("places in the first head, right:", np.unique(right[0, 0]))
print("without transpose:", np.unique(wrong[0, 0]))
