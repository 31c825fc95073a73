import numpy as np
import torch

from mlnotes.training.penalties import l2_penalty_backward, weight_decay_step
from mlnotes.training.sgd_problems import sgd_step

rng = np.random.default_rng(0)
gradients = rng.normal(size=(200, 2, 3))  # of some loss, step after step
rate, strength = 0.1, 0.02

penalised = decayed = np.ones((2, 3))
theta = torch.ones(2, 3, dtype=torch.float64, requires_grad=True)
optimizer = torch.optim.SGD([theta], lr=rate, weight_decay=strength)
for dW in gradients:
    dpenalty = l2_penalty_backward(1.0, penalised, strength)
    penalised = sgd_step(penalised, dW + dpenalty, rate)
    decayed = weight_decay_step(decayed, dW, rate, strength)
    theta.grad = torch.tensor(dW)
    optimizer.step()

print("penalty = decay:", np.allclose(penalised, decayed, atol=1e-12))
print("decay = torch.optim.SGD:", np.allclose(decayed, theta.detach(), atol=1e-12))
