import numpy as np
from scipy.optimize import minimize

from mlnotes.training.newton import newton_step, rosenbrock_hessian
from mlnotes.training.sgd_problems import rosenbrock, rosenbrock_backward


def gradient(theta: np.ndarray) -> np.ndarray:
    return rosenbrock_backward(np.ones(()), theta)


theta = np.array([-1.2, 1.0])
for t in range(7):
    print(f"step {t}: loss {rosenbrock(theta):.0e}")
    theta = newton_step(theta, gradient(theta), rosenbrock_hessian(theta))
found = minimize(rosenbrock, [-1.2, 1.0], jac=gradient, method="BFGS")
print("BFGS of SciPy ends there too:", np.allclose(found.x, theta, atol=1e-4))
print("and takes between 20 and 60 steps:", 20 < found.nit < 60)
