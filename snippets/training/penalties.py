import numpy as np

from mlnotes.training.penalties import (
    l1_penalty,
    l1_penalty_backward,
    l2_penalty,
    l2_penalty_backward,
)

W = np.array([[3.0, -0.1], [0.0, 1.0]])
print("L2 penalty:", l2_penalty(W, 0.5).round(4))
print("its gradient:", l2_penalty_backward(1.0, W, 0.5).tolist())
print("L1 penalty:", l1_penalty(W, 0.5).round(4))
print("its subgradient:", l1_penalty_backward(1.0, W, 0.5).tolist())
