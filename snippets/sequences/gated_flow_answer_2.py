import numpy as np

from mlnotes.linear.softmax import sigmoid

for bias in (0.0, 1.0, 2.0, 4.0):
    f = float(sigmoid(np.array(bias)))
    print(f"f = {f:.2f}: {np.log(0.5) / np.log(f):.1f} steps")
