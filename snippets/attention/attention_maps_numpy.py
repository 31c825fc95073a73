import numpy as np

from mlnotes.attention.attention_maps import (
    attention_entropy,
    attention_rollout,
    weighted_norms,
)

A = np.array([[0.5, 0.5, 0.0, 0.0], [0.25, 0.25, 0.25, 0.25], [0.0, 0.0, 0.0, 1.0]])
print("entropy:", attention_entropy(A).round(2), " log 4:", np.log(4).round(2))
V = np.array([[3.0, 4.0], [0.0, 0.0], [1.0, 0.0], [0.0, 2.0]])
print("what each key adds:")
print(weighted_norms(A, V))
looks_left = np.eye(4, k=-1)
looks_left[0, 0] = 1
maps = np.array([[looks_left], [looks_left], [looks_left]])
print("rollout of three layers that look one place to the left:")
print(attention_rollout(maps)[0])
