import numpy as np
from sklearn.datasets import load_wine

from mlnotes.training.preprocessing import standardize, standardize_statistics

X, _ = load_wine(return_X_y=True)
order = np.random.default_rng(0).permutation(len(X))
train, test = X[order[:100]], X[order[100:]]

mean, std = standardize_statistics(train)
train_new, test_new = standardize(train, mean, std), standardize(test, mean, std)
for name, before, after in (("train", train, train_new), ("test", test, test_new)):
    print(f"{name:5} alcohol, proline, before, after")
    for j in (0, 12):
        print(f"  mean {before[:, j].mean():4.0f}", end="")
        print(f"{abs(after[:, j].mean()):5.1f}", end="")
        print(f"  deviation {before[:, j].std():4.0f}{after[:, j].std():5.1f}")
