import math

from mlnotes.training.schedules import exponential_schedule

theta, total = 1.0, 0.0
for t in range(1000):
    rate = exponential_schedule(t, 0.5, 0.9)
    theta, total = theta - rate * 0.1 * theta, total + rate
print(f"sum of the rates: {total:.2f}")
print(f"left of the distance: {theta:.2f}")
print(f"exp(-0.1 · 5) = {math.exp(-0.5):.2f}")
