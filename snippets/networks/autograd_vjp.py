import numpy as np
import torch

from mlnotes.networks import autograd, autograd_torch

rng = np.random.default_rng(0)
A, x = rng.normal(size=(3, 5)), rng.normal(size=5)

rows = []
for unit in np.eye(3):  # one backward pass a row of the Jacobian
    _, row = autograd.vjp(lambda x: (A * x).sum(axis=1).tanh(), x, unit)
    rows.append(row)
jacobian = np.stack(rows)

slopes = 1 - np.tanh(A @ x) ** 2
print("Jacobian:", jacobian.shape)
print("equal to the formula:", np.allclose(jacobian, slopes[:, np.newaxis] * A))

unit = torch.eye(3, dtype=torch.float64)[0]
A_torch, x_torch = torch.tensor(A), torch.tensor(x)
_, row = autograd_torch.vjp(lambda x: (A_torch * x).sum(dim=1).tanh(), x_torch, unit)
print("first row equal to PyTorch:", np.allclose(row, jacobian[0]))
