import numpy as np

from mlnotes.networks.multilayer_perceptron import collapse, init_mlp, mlp

rng = np.random.default_rng(0)
X = rng.normal(size=(7, 5))
parameters = init_mlp(5, 11, 3, rng)
W, b = collapse(*parameters)
one_layer = X @ W.T + b

without = mlp(X, *parameters, activation=lambda U: U)
print("parameters:", sum(part.size for part in parameters), "->", W.size + b.size)
print("without a bend equal:", np.allclose(without, one_layer))
print("with ReLU equal:     ", np.allclose(mlp(X, *parameters), one_layer))
