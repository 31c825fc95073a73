import numpy as np

from mlnotes.linear.cross_entropy import cross_entropy, cross_entropy_backward

s = np.array([[2.0, -1.0, 0.5]])
y = np.array([2])
by_hand = cross_entropy_backward(1.0, s, y)
numeric = np.zeros_like(s)
for k in range(3):
    step = np.zeros_like(s)
    step[0, k] = 1e-6
    numeric[0, k] = (cross_entropy(s + step, y) - cross_entropy(s - step, y)) / 2e-6
print("by hand:", by_hand.round(6))
print("numeric:", numeric.round(6))
