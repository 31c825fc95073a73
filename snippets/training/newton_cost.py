import numpy as np

from mlnotes.training.newton import eliminate

rng = np.random.default_rng(0)
for d in (10, 100, 300):
    H, g = rng.normal(size=(d, d)), rng.normal(size=d)
    delta, count = eliminate(H, g)
    formula = (d**3 + 3 * d**2 - d) // 3
    solved = np.allclose(H @ delta, g)
    print(f"d = {d:3}: solved {solved}, counted {count}, formula {formula}", end=", ")
    print(f"d³/3 is {d**3 / 3 / count:.0%}")
d = 109_386  # parameters of the network of chapter 3
print(f"Hessian of d = {d}: {d**2 * 8 / 1e9:.0f} GB, d³/3 = {d**3 / 3:.0e}")
