import numpy as np

from mlnotes.linear.gradient_descent import gradient_descent, subgradient_descent

start = np.array([1.05])
for steps in (100, 2000):
    constant = gradient_descent(np.sign, start, 0.1, steps)
    shrinking = subgradient_descent(np.sign, start, 0.1, steps)
    print(f"last 10 of {steps} steps:")
    print(f"  constant steps: at most {abs(constant[-10:]).max():.4f} away")
    print(f"  shrinking steps: at most {abs(shrinking[-10:]).max():.4f} away")
