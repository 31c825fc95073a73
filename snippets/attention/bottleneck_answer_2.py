import numpy as np


def last_state(bits, dtype):
    h = np.zeros((), dtype)
    for x in np.array(bits, dtype):
        h = (h + x) / np.array(2, dtype)
    return h


for dtype in ("float16", "float32", "float64"):
    T = 1
    while last_state([1, *[0] * (T - 1), 1], dtype) != last_state([0] * T + [1], dtype):
        T += 1
    print(f"{dtype}: {T} tokens are told apart, {T + 1} are not")
