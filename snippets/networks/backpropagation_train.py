import numpy as np
from sklearn.datasets import make_moons

from mlnotes.linear.stochastic_gradient_descent import shuffled_order
from mlnotes.networks.backpropagation import train_mlp
from mlnotes.networks.multilayer_perceptron import init_mlp, mlp

X, y = make_moons(200, noise=0.15, random_state=0)
rng = np.random.default_rng(0)
start = init_mlp(2, 16, 2, rng)
order = shuffled_order(200, epochs=150, rng=rng)
*trained, losses = train_mlp(X, y, *start, order, batch_size=20, learning_rate=0.5)

print("losses, epochs by batches:", losses.shape)
print("last epoch below 0.1:", losses[-1].mean() < 0.1)
right = (mlp(X, *trained).argmax(axis=1) == y).mean()
print("more than 95 % right:", right > 0.95)
