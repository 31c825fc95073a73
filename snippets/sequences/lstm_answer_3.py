import numpy as np

from mlnotes.linear.softmax import sigmoid

for bias in (0.0, 1.0, 2.0, 5.0):
    f = sigmoid(np.array(bias))
    print(f"bias {bias:.0f}: f = {f:.3f}, f^100 = {f**100:.0e}")
f = 0.5 ** (1 / 100)
print("half is left for the bias", round(np.log(f / (1 - f)), 2))
