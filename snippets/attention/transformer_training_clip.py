import numpy as np

from mlnotes.training.adaptive_rates import adam_step
from mlnotes.training.training_loop import clip_by_norm

g = np.array([300.0, -40.0, 0.5])
zero = np.zeros(3)
for gradient in (g, clip_by_norm(g, 1.0)):
    step, _, _ = adam_step(zero, gradient, zero, zero, 1, learning_rate=0.01)
    print("gradient", gradient.round(3), "first step", step.round(4))
