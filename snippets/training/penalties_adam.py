import numpy as np

from mlnotes.training.adaptive_rates import adam_step, adamw_step
from mlnotes.training.penalties import l2_penalty_backward

sizes = np.array([0.01, 0.1, 1, 10])  # of the gradients of four weights
rate, strength = 0.001, 0.1
penalised = decayed = np.ones(4)
m, v, m_decayed, v_decayed = np.zeros((4, 4))
for t in range(1, 1001):
    g = sizes * (-1) ** t  # its running mean is nearly 0
    dpenalty = l2_penalty_backward(1.0, penalised, strength)
    penalised, m, v = adam_step(penalised, g + dpenalty, m, v, t, rate)
    decayed, m_decayed, v_decayed = adamw_step(
        decayed, g, m_decayed, v_decayed, t, rate, strength=strength
    )

print("gradients of size:", sizes.tolist())
print("Adam with L2:     ", penalised.round(2).tolist())
print("AdamW:            ", decayed.round(2).tolist())
print("factor 1 - αλ:    ", round((1 - rate * strength) ** 1000, 2))
