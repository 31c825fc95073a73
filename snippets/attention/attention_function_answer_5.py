import numpy as np

from mlnotes.attention.attention_function import attend, attend_backward

V, target = np.array([[0.0], [1.0]]), 0.75
for start in (0.0, 30.0):
    e = np.array([[start, 0.0]])
    for _ in range(400):
        dY = attend(e, V, None) - target  # loss: half the squared error
        e = e - 4 * attend_backward(dY, e, V, None)[0]
    print(f"from {start}: value {attend(e, V, None)[0, 0]:.3f}, scores {e[0].round(2)}")
