import numpy as np

from mlnotes.linear.softmax import sigmoid, sigmoid_backward
from mlnotes.networks.activations import relu_backward, tanh, tanh_backward

print("    u  sigmoid'     tanh'  ReLU'")
for value in (-20, -5, 0, 5, 20):
    u = np.array([value], dtype=np.float32)
    one = np.ones_like(u)
    slopes = sigmoid_backward(one, sigmoid(u)), tanh_backward(one, tanh(u))
    numbers = "  ".join(f"{slope[0]:8.1e}" for slope in slopes)
    print(f"{value:5}  {numbers}  {relu_backward(one, u)[0]:5.0f}")
