import numpy as np

from mlnotes.sequences.language_model import temper

s = np.array([[2.0, 1.0, 0.0, -1.0]])
for temperature in (0.01, 0.5, 1, 2, 100):
    p = temper(s, temperature)[0]
    entropy = -(p * np.log(np.where(p > 0, p, 1))).sum()
    print(f"τ = {temperature}:", p.round(3), f"perplexity {np.exp(entropy):.2f}")
