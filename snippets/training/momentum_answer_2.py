import math

from mlnotes.training.momentum import best_momentum
from mlnotes.training.sgd_problems import best_constant_rate

for condition_number in (25, 2508, 1_000_000):
    plain = best_constant_rate(1, condition_number)[1]
    _, rho, factor = best_momentum(1, condition_number)
    steps = [-math.log(10) / math.log(f) for f in (plain, factor)]
    print(f"κ = {condition_number}: rho {rho:.4f}")
    print(f"  steps for a tenth: SGD {steps[0]:.0f}, momentum {steps[1]:.0f}")
