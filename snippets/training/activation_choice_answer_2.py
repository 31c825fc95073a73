import numpy as np

from mlnotes.training.activation_choice import sample_gradients

X = np.array([[1.0, 2.0], [3.0, 1.0]])
du = np.array([1.0, -1.0])
G = sample_gradients(du, X)
print("samples:", *G)
print("batch:  ", G.mean(axis=0))
