import numpy as np

from mlnotes.attention.attention_function import attend
from mlnotes.attention.masks import masked_softmax

e = np.array([[1.0, 2.0, 1.5, -1.0]])
V = np.array([[10.0], [20.0], [40.0], [80.0]])
for c in (0, 1, 4, 16):
    A, Y = masked_softmax(c * e, None), attend(c * e, V, None)
    print(f"{c:2} {A[0].round(3)!s:28} {Y[0, 0]:.2f}")
print("hard look-up:", V[e.argmax(), 0])
tie = np.array([[2.0, 2.0, 1.5, -1.0]])
print(f"two keys tie, factor 100: {attend(100 * tie, V, None)[0, 0]:.2f}")
