import numpy as np

from mlnotes.training.schedules import cosine_schedule, step_schedule

for steps in (10, 100, 1000):
    rates = [cosine_schedule(t, 1.0, steps) for t in range(steps)]
    print(f"cosine, {steps:4} steps: mean rate {np.mean(rates):.3f}")
rates = [step_schedule(t, 1.0, 30, 0.1) for t in range(90)]
print(f"three stages of 30: mean rate {np.mean(rates):.3f}")
