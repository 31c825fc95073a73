import numpy as np

from mlnotes.linear.softmax import sigmoid, sigmoid_backward
from mlnotes.networks.activations import tanh, tanh_backward
from mlnotes.training.activation_choice import saturated_fraction

rng = np.random.default_rng(0)
normal = rng.normal(size=(1000, 50))
one = np.ones((1000, 50))
print("spread  share saturated   mean slope")
print("  of u  sigmoid   tanh  sigmoid   tanh")
for spread in (1, 3, 10):
    p, h = sigmoid(spread * normal), tanh(spread * normal)
    shares = saturated_fraction(p, 0, 1).mean(), saturated_fraction(h, -1, 1).mean()
    slopes = sigmoid_backward(one, p).mean(), tanh_backward(one, h).mean()
    numbers = [f"{value:7.2f}" for value in (*shares, *slopes)]
    print(f"{spread:6} ", *numbers)
