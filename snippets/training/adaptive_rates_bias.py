import numpy as np

from mlnotes.training.adaptive_rates import adam_step

rng = np.random.default_rng(0)
beta1, beta2, learning_rate = 0.9, 0.999, 0.001
theta, m, v = np.zeros((3, 100_000))  # many runs at once, to take means over them
print("mean of m, of m / (1 - β₁ᵗ), and mean step / α, corrected and not")
for t in range(1, 101):
    g = rng.normal(loc=2.0, scale=1.0, size=theta.shape)  # E[g] = 2, E[g²] = 5
    before = theta
    theta, m, v = adam_step(theta, g, m, v, t, learning_rate)
    if t in (1, 2, 10, 100):
        m_hat = m / (1 - beta1**t)
        corrected = (before - theta).mean() / learning_rate
        raw = (m / (np.sqrt(v) + 1e-8)).mean()
        print(f"{t:3}  {m.mean():.2f} {m_hat.mean():.2f}  {corrected:.2f} {raw:.2f}")
