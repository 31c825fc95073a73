import numpy as np

from mlnotes.linear.scores import linear_scores

rng = np.random.default_rng(0)
y = np.repeat([0, 1], 100)
X = rng.normal(scale=0.3, size=(200, 2)) + np.where(y == 0, 1, 3)[:, np.newaxis]

angles = np.linspace(0, 2 * np.pi, 721)
W = np.stack([np.cos(angles), np.sin(angles)], axis=1)
s = linear_scores(X, W, np.zeros(721))  # 721 lines through the origin
correct = ((s > 0) == (y == 1)[:, np.newaxis]).mean(axis=0)
print(f"best of 721 lines without b: {correct.max():.2f} correct")

s = linear_scores(X, np.array([[1.0, 1.0]]), np.array([-4.0]))[:, 0]
print(f"x₁ + x₂ − 4: {((s > 0) == (y == 1)).mean():.2f} correct")
