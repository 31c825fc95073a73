import numpy as np

from mlnotes.training.adaptive_rates import adam_step, adamw_step

for strength in (0.01, 0.1):
    theta = theta_w = np.array([1.0])
    m = v = m_w = v_w = np.zeros(1)
    for t in range(1, 101):  # the loss is flat: its gradient is 0
        penalty = strength * theta
        theta, m, v = adam_step(theta, penalty, m, v, t, 0.001)
        theta_w, m_w, v_w = adamw_step(
            theta_w, np.zeros(1), m_w, v_w, t, 0.001, strength=strength
        )
    print(f"λ = {strength}: Adam with L2 {theta[0]:.4f}, AdamW {theta_w[0]:.4f}")
    print(f"  (1 - αλ)^100 = {(1 - 0.001 * strength) ** 100:.4f}")
