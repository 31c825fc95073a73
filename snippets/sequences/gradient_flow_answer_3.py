import numpy as np

from mlnotes.training.training_loop import clip_by_norm

g1, g2 = np.array([3.0, 4.0]), np.array([0.0, 12.0])
print("together:", clip_by_norm(np.concatenate([g1, g2]), 6.5))
print("each:    ", np.concatenate([clip_by_norm(g1, 6.5), clip_by_norm(g2, 6.5)]))
