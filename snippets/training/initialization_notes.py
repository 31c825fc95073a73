import numpy as np

from mlnotes.training.initialization import lecun_init

rng = np.random.default_rng(0)
d_in, d_out = 900, 100
X = rng.normal(size=(500, d_in))
notes = rng.standard_normal((d_in, d_out)) / np.sqrt(d_in)  # one column a unit
ours = lecun_init(d_in, d_out, rng)  # one row a unit
wrong = rng.standard_normal((d_out, d_in)) / np.sqrt(len(ours))  # the first axis
print("W, and the std of X times W")
print("notes:", notes.shape, f"{(X @ notes).std():.1f}")
print("ours: ", ours.shape, f"{(X @ ours.T).std():.1f}")
print("wrong:", wrong.shape, f"{(X @ wrong.T).std():.1f}")
