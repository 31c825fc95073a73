import math

import numpy as np

from mlnotes.attention.masks import masked_softmax

c = math.log(9 * 99)
e = np.array([[1.0] + [0.0] * 9])
print(f"factor {c:.2f}: weight {masked_softmax(c * e, None)[0, 0]:.4f}")
