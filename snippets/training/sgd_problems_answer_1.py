import math

from mlnotes.training.sgd_problems import best_constant_rate

for condition_number in (1, 10, 100, 1000):
    rate, factor = best_constant_rate(1, condition_number)
    steps = math.log(1e-3) / math.log(factor) if factor else 1
    print(f"κ = {condition_number}: factor {factor:.3f}, steps {math.ceil(steps)}")
