import numpy as np

from mlnotes.sequences.n_grams import interpolation_weights

P = np.array([[0.5, 0.1], [0.1, 0.4], [0.2, 0.2]])
for steps in (0, 1, 5, 100):
    weights = interpolation_weights(P, steps)
    likelihood = np.log(P @ weights).sum()
    print(f"steps {steps}: weights {weights.round(4)}, log-likelihood {likelihood:.5f}")
