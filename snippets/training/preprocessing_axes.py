import numpy as np
from sklearn.datasets import load_wine

from mlnotes.neighbors.knn import knn_predict
from mlnotes.training.preprocessing import standardize, standardize_statistics

wine = load_wine()
X, y = wine.data, wine.target
mean, std = standardize_statistics(X)
share = std**2 / (std**2).sum()
print("share of squared distances")
for j in (0, 4, 12):
    print(f"  {wine.feature_names[j]:10} {share[j]:.4f}")

right = []
for seed in range(10):
    order = np.random.default_rng(seed).permutation(len(X))
    train, test = order[:100], order[100:]
    mean, std = standardize_statistics(X[train])
    inputs = {
        "raw": X,
        "centred": X - mean,
        "standardised": standardize(X, mean, std),
        "proline only": X[:, 12:],
    }
    found = [knn_predict(Z[test], Z[train], y[train], 5) for Z in inputs.values()]
    right.append([(labels == y[test]).mean() for labels in found])
for name, share in zip(inputs, np.mean(right, axis=0), strict=True):
    print(f"5 neighbours, {name:13}{100 * share:.0f} % right")
