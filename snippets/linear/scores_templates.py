import numpy as np
from sklearn.datasets import load_digits

from mlnotes.linear.scores import linear_scores

digits = load_digits()
X, y = digits.data / 16, digits.target
train, test = slice(0, 1000), slice(1000, None)

means = np.stack([X[train][y[train] == k].mean(axis=0) for k in range(10)])
b = -(means**2).sum(axis=1) / 2
for name, bias in (("with b", b), ("without b", 0 * b)):
    s = linear_scores(X[test], means, bias)
    print(f"{name}: {(s.argmax(axis=1) == y[test]).mean():.2f} correct")
