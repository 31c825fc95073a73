import numpy as np

from mlnotes.attention.bottleneck import collision_length


def last_state(bits, dtype):
    h = np.zeros((), dtype)
    for x in np.array(bits, dtype):
        h = (h + x) / np.array(2, dtype)
    return h


for dtype in ("float16", "float32", "float64"):
    T = 1
    while last_state([1, *[0] * (T - 1), 1], dtype) != last_state([0] * T + [1], dtype):
        T += 1
    digits = np.finfo(dtype).nmant + 1
    bound = collision_length(2, 1, digits)
    print(f"{dtype}: {digits} digits, bound {bound}, first confused at T = {T + 1}")
