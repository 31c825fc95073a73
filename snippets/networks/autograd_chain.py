from itertools import pairwise

import numpy as np

from mlnotes.networks.autograd import chain_multiplications

widths = [784, 128, 64, 10, 1]
forward, reverse = chain_multiplications(widths)
print(f"from the input: {forward:,} multiplications")
print(f"from the loss: {reverse:,} multiplications")

rng = np.random.default_rng(0)
J1, J2, J3, J4 = (
    rng.normal(size=(rows, columns)) for columns, rows in pairwise(widths)
)
print("same result:", np.allclose(J4 @ (J3 @ (J2 @ J1)), ((J4 @ J3) @ J2) @ J1))
