import numpy as np

from mlnotes.attention.dot_product import attentional_states

H = np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]])
print(attentional_states(np.array([[0.0, 0.0]]), H, None).round(3))
