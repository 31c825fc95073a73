import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

from mlnotes.linear.margin_losses import log_loss, log_loss_backward
from mlnotes.training.newton import damp, logistic_hessian, newton_step

digits = load_digits()
chosen = np.isin(digits.target, (4, 9))
X = digits.data[chosen] / 16
y = np.where(digits.target[chosen] == 9, 1.0, -1.0)
n, strength = len(y), 0.01  # an L2 penalty keeps the minimum finite

theta = np.zeros(64)
for t in range(8):
    s = X @ theta
    g = X.T @ log_loss_backward(np.full(n, 1 / n), s, y) + strength * theta
    cost = log_loss(s, y).mean() + strength / 2 * theta @ theta
    print(f"step {t}: cost {cost:.6f}, gradient {max(np.linalg.norm(g), 1e-15):.0e}")
    theta = newton_step(theta, g, damp(logistic_hessian(X, theta), strength))
model = LogisticRegression(C=1 / (n * strength), fit_intercept=False, tol=1e-10)
model.set_params(solver="newton-cholesky").fit(X, y)
print("weights as scikit-learn's:", np.allclose(theta, model.coef_[0], atol=1e-6))
