import numpy as np

from mlnotes.training.batch_normalization import (
    batch_norm,
    batch_norm_inference,
    update_running_statistics,
)

one, zero = np.ones(1), np.zeros(1)
rng = np.random.default_rng(0)
mean, variance = zero, one
for step in range(1, 41):
    X = rng.normal(5, 3, (1000, 1))
    mean, variance = update_running_statistics(X, mean, variance)
    if step in (1, 5, 20, 40):
        print(f"step {step}: mean {mean[0]:.1f}, variance {variance[0]:.1f}")

X = np.array([[0.0], [2.0]])  # two samples: variance 1 with n, 2 with n - 1
mean, variance = update_running_statistics(X, zero, one, momentum=1.0)
print("running variance:", variance)
print("in training:", batch_norm(X, one, zero)[:, 0].round(2))
test = batch_norm_inference(X, one, zero, mean, variance)
print("at test time:", test[:, 0].round(2))
