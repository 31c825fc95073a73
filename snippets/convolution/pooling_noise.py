import numpy as np

from mlnotes.convolution.pooling import avg_pool2d, max_pool2d

rng = np.random.default_rng(0)
noise = rng.normal(size=(1, 1, 1200, 1200))  # mean 0, variance 1
for size in (2, 3, 4):
    mean, highest = (pool(noise, size, size) for pool in (avg_pool2d, max_pool2d))
    print(f"size {size}, 1/size² = {1 / size**2:.2f}")
    print(f"  average: mean {abs(mean.mean()):.1f}, variance {mean.var():.2f}")
    print(f"  maximum: mean {highest.mean():.1f}, variance {highest.var():.2f}")
