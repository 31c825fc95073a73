from unittest.mock import patch

import numpy as np

from mlnotes.neighbors.distances import l2_distances
from mlnotes.neighbors.knn import knn_predict

rng = np.random.default_rng(0)
Z = rng.normal(size=(3, 5))
for n in (1_000, 2_000, 4_000):
    X, y = rng.normal(size=(n, 5)), rng.integers(2, size=n)  # all the training
    with patch("mlnotes.neighbors.knn.l2_distances", wraps=l2_distances) as spy:
        knn_predict(Z, X, y, k=1)
    calls = [call.args for call in spy.call_args_list]
    print(n, "training rows,", sum(len(z) * len(x) for z, x in calls), "distances")
