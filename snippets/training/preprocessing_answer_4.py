import numpy as np
from sklearn.datasets import load_wine

from mlnotes.neighbors.knn import knn_predict
from mlnotes.training.preprocessing import standardize, standardize_statistics

X, y = load_wine(return_X_y=True)
order = np.random.default_rng(0).permutation(len(X))
train, test = order[:100], order[100:]
test = test[y[test] == 0]  # all from one producer
statistics = standardize_statistics(X[train])
known = standardize(X[train], *statistics)
for name, source in (("training", train), ("own", test)):
    Z = standardize(X[test], *standardize_statistics(X[source]))
    right = (knn_predict(Z, known, y[train], 5) == y[test]).mean()
    print(f"{name} statistics: {10 * right:.0f} of 10 right")
one = X[test[:1]]
print(
    "one sample, own statistics:", standardize(one, *standardize_statistics(one))[0, :3]
)
