"""Time knn_predict against scikit-learn's brute force: ``python benchmarks/knn.py``.

Both classify the same 100 rows of 64 numbers with five neighbours, in turn, on this
machine and on one thread; the smallest of seven times counts. A ratio above 1 means
that ours is slower.
"""

import numpy as np
import torch
from sklearn.neighbors import KNeighborsClassifier
from tqdm import tqdm

from benchmarks.timing import best_time
from mlnotes.neighbors import knn, knn_torch
from mlnotes.neighbors.distances import l2_distances, l2_distances_by_product

M, WIDTH, K = 100, 64, 5


def compare(n: int) -> None:
    """Print one line: times per test row and the ratios to scikit-learn's."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(n, WIDTH)), rng.integers(10, size=n)
    Z = rng.normal(size=(M, WIDTH))
    oracle = KNeighborsClassifier(K, algorithm="brute").fit(X, y)
    tensors = torch.tensor(Z), torch.tensor(X), torch.tensor(y)
    expected = oracle.predict(Z)
    if not np.array_equal(knn.knn_predict(Z, X, y, K), expected):
        raise AssertionError(f"predictions differ from scikit-learn's at n = {n}")
    reference = best_time(lambda: oracle.predict(Z))
    ours = best_time(lambda: knn.knn_predict(Z, X, y, K))
    with_torch = best_time(lambda: knn_torch.knn_predict(*tensors, K))
    differences = best_time(lambda: l2_distances(Z, X))
    product = best_time(lambda: l2_distances_by_product(Z, X))
    tqdm.write(
        f"{n:7d} {reference / M * 1e6:16.1f} {ours / reference:10.2f}"
        f" {with_torch / reference:10.2f} {differences / product:21.1f}"
    )


if __name__ == "__main__":
    print("      n   scikit-learn µs   NumPy ×   PyTorch ×   differences/product")
    sizes = (300, 1_000, 3_000, 10_000, 30_000)
    for size in tqdm(sizes, delay=2, disable=None, leave=False):
        compare(size)
