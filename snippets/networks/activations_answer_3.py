import numpy as np

from mlnotes.linear.softmax import sigmoid, sigmoid_backward
from mlnotes.networks.activations import tanh, tanh_backward

layers, one = 10, np.ones(1)
p, h = sigmoid(np.zeros(1)), tanh(np.zeros(1))
print(f"sigmoid at best: {sigmoid_backward(one, p)[0] ** layers:.1e}")
print(f"tanh at best:    {tanh_backward(one, h)[0] ** layers:.1e}")
h = tanh(np.ones(1))
print(f"tanh at u = 1:   {tanh_backward(one, h)[0] ** layers:.1e}")
