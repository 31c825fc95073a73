import math

import numpy as np

from mlnotes.attention.attention_function import attend

e = np.array([[math.log(1), math.log(2), math.log(5)]])
V = np.array([[8.0, 0.0], [0.0, 8.0], [8.0, 8.0]])
print(attend(e, V, None).round(6))
