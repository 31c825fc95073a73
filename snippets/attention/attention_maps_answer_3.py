import numpy as np

from mlnotes.attention.attention_maps import attention_entropy

heads = np.zeros((2, 1, 6))
heads[0, 0, 0] = heads[1, 0, 5] = 1  # one head looks left, the other right
print("entropy of the heads:", attention_entropy(heads)[:, 0])
print("entropy of their mean:", attention_entropy(heads.mean(axis=0)).round(3))
