import numpy as np

from mlnotes.convolution.pooling import global_avg_pool2d, max_pool2d

maps, classes = np.zeros((1, 16, 24, 24)), 10
for name, A in (
    ("not pooled", maps),
    ("size 2", max_pool2d(maps, 2, 2)),
    ("size 4", max_pool2d(maps, 4, 4)),
    ("global", global_avg_pool2d(maps)),
):
    parameters = classes * (A.size + 1)
    print(f"{name}: {A.size} values, {parameters} parameters")
