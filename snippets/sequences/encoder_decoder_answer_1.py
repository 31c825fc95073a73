import itertools

import numpy as np

from mlnotes.sequences.encoder_decoder import causal_bound

X = np.array(list(itertools.product(range(3), repeat=4)))
delayed = np.hstack([np.zeros((81, 1), dtype=int), X[:, :-1]])
for name, Y in (
    ("copied", X),
    ("delayed by one step", delayed),
    ("largest so far", np.maximum.accumulate(X, axis=1)),
    ("sorted", np.sort(X, axis=1)),
    ("turned by one place", np.roll(X, -1, axis=1)),
):
    print(f"{name:20}", causal_bound(X, Y).round(2))
