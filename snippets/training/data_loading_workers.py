import pickle

import numpy as np

from mlnotes.training.augmentation import random_flip

X = np.zeros((8, 1, 1, 2))
X[..., 1] = 1  # left black, right white


def flipped(rng):
    return random_flip(X, rng)[:, 0, 0, 0].astype(int)


rng = np.random.default_rng(0)
for worker in range(2):  # what a data set with a generator becomes in two processes
    copy = pickle.loads(pickle.dumps(rng))
    print(f"worker {worker}, copied generator:", flipped(copy))
for epoch, worker in ((0, 0), (0, 1), (1, 0)):
    own = np.random.default_rng([7, epoch, worker])
    print(f"epoch {epoch}, worker {worker}, own seed:", flipped(own))
