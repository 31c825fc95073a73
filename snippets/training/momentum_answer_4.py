import math

from mlnotes.training.momentum import momentum_factor

for rho in (0.0, 0.5, 0.9, 0.99):
    factor = momentum_factor(-1, learning_rate=0.1, rho=rho)
    steps = math.log(10) / math.log(factor)
    print(f"rho {rho}: factor {factor:.3f}, {steps:.1f} steps for ten times")
