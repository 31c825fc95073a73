import numpy as np

from mlnotes.linear.scores import append_bias, append_one, linear_scores_backward

rng = np.random.default_rng(0)
X, W, b = rng.normal(size=(5, 3)), rng.normal(size=(2, 3)), rng.normal(size=2)
ds = rng.normal(size=(5, 2))
_, dW, db = linear_scores_backward(ds, X, W)
_, dW_bias, _ = linear_scores_backward(ds, append_one(X), append_bias(W, b))
print("dW′ = [dW db]:", np.allclose(dW_bias, append_bias(dW, db)))
