import numpy as np
from sklearn.datasets import load_digits

from mlnotes.neighbors.knn import knn_predict
from mlnotes.training.preprocessing import standardize, standardize_statistics

X, y = load_digits(return_X_y=True)


def right(per_class, by_means, leak, seed):
    """Share of 500 test digits that get the right label."""
    order = np.random.default_rng(seed).permutation(len(X))
    train = np.concatenate([order[y[order] == k][:per_class] for k in range(10)])
    test = order[~np.isin(order, train)][:500]
    source = np.concatenate([train, test]) if leak else train
    statistics = standardize_statistics(X[source])
    known, labels = standardize(X[train], *statistics), y[train]
    if by_means:  # one template a class instead of all training digits
        known = known.reshape(10, per_class, -1).mean(axis=1)
        labels = np.arange(10)
    Z = standardize(X[test], *statistics)
    return (knn_predict(Z, known, labels, 1) == y[test]).mean()


for name, per_class, by_means in (
    ("nearest of 20 digits", 2, False),
    ("nearest mean of 50 digits", 5, True),
):
    shares = 100 * np.array(
        [[right(per_class, by_means, leak, s) for leak in (0, 1)] for s in range(60)]
    )
    honest, gain = shares[:, 0], shares[:, 1] - shares[:, 0]
    error = gain.std() / np.sqrt(60)
    print(f"{name}: {honest.mean():.0f} % right")
    print(f"  with the leak {gain.mean():+.0f}, standard error {error:.1f}")
