import numpy as np

from mlnotes.training.initialization import he_init, lecun_init, xavier_init

rng = np.random.default_rng(0)
d, h = 300, 100
x = rng.uniform(size=d)  # neither mean 0 nor independent of each other: x is fixed
du = rng.normal(size=h)
print("mean square      u/x  dx/du")
for init in (lecun_init, xavier_init, he_init):
    W = np.stack([init(d, h, rng) for _ in range(200)])
    forward = ((W @ x) ** 2).mean() / (x**2).mean()
    backward = ((du @ W) ** 2).mean() / (du**2).mean()
    print(f"{init.__name__:12} {forward:7.1f} {backward:6.1f}")
