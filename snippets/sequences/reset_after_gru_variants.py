import numpy as np

from mlnotes.sequences.gru import gru
from mlnotes.sequences.reset_after_gru import reset_after_gru

n, t, d, h = 2, 7, 3, 5
rng = np.random.default_rng(0)
X, h0 = rng.normal(size=(n, t, d)), rng.normal(size=(n, h))
W, U, b = (
    rng.normal(size=(3 * h, d)),
    rng.normal(size=(3 * h, h)),
    rng.normal(size=3 * h),
)
flip = np.repeat([1, -1, 1], h)  # the rows of z: z becomes 1 - z


def same() -> bool:
    flipped = W * flip[:, None], U * flip[:, None], b * flip, np.zeros(3 * h)
    return np.allclose(gru(X, h0, W, U, b), reset_after_gru(X, h0, *flipped))


print("z flipped, second bias 0:", same())
U_all = U.copy()
U[2 * h :] *= np.eye(h)
print("and U_g diagonal:", same())
U, W[:h], b[:h] = U_all, W[0], b[0]
U[:h] = U[0]
print("or all reset gates of a sample equal:", same())
