import numpy as np
from sklearn.datasets import load_digits

from mlnotes.linear.stochastic_gradient_descent import shuffled_order
from mlnotes.networks.backpropagation import mlp_loss_backward, train_mlp
from mlnotes.networks.multilayer_perceptron import init_mlp
from mlnotes.training.activation_choice import active_fraction

X, y = load_digits(return_X_y=True)
X, y = X[:500] / 16, y[:500]
rng = np.random.default_rng(0)
W1, b1, W2, b2 = init_mlp(64, 32, 10, rng)
U = X @ W1.T
b1[0] = -U[:, 0].max() - 0.1  # below zero for all 500 digits
b1[1] = -np.quantile(U[:, 1], 0.9)  # below zero for nine digits of ten
print("active at first:", active_fraction(U + b1)[:2])

zero = [True, True]
for i in range(500):
    _, dW1, db1, dW2, _ = mlp_loss_backward(1.0, X[[i]], y[[i]], W1, b1, W2, b2)
    for j in (0, 1):
        parts = dW1[j], db1[j], dW2[:, j]
        zero[j] &= not any(part.any() for part in parts)
print("gradient always zero:", zero)

order = shuffled_order(500, 20, rng)
trained = train_mlp(X, y, W1, b1, W2, b2, order, 50, 0.3)
print("weights unchanged:", [bool((trained[0][j] == W1[j]).all()) for j in (0, 1)])
after = active_fraction(X @ trained[0].T + trained[1])[:2]
print("active after training:", after.round(1))
