import math

import numpy as np

from mlnotes.training.penalties import weight_decay_step

rate, strength = 0.01, 0.05
print("half-life by formula:", round(math.log(2) / (rate * strength)))
w, steps = np.ones(()), 0
while w > 0.5:
    w = weight_decay_step(w, np.zeros(()), rate, strength)
    steps += 1
print("steps counted:", steps)
