import numpy as np

from mlnotes.linear.stochastic_gradient_descent import minibatch_variance

G = np.random.default_rng(0).normal(size=(1000, 1))
one = minibatch_variance(G, 1)
for size in (10, 100, 500, 1000):
    share = (minibatch_variance(G, size) / one)[0]
    print(f"b = {size}: variance {share:.5f} of that at b = 1")
