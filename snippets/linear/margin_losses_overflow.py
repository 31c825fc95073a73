import numpy as np
import torch
import torch.nn.functional as F

from mlnotes.linear.margin_losses import exponential_loss, log_loss

s, y = np.array([-100], dtype=np.float32), np.ones(1, dtype=np.float32)
print("log loss:", log_loss(s, y))
print("exponential loss:", exponential_loss(s, y))
s, y = torch.tensor(s), torch.tensor(y)
print("F.soft_margin_loss:", F.soft_margin_loss(s, y).item())
print("-F.logsigmoid:", -F.logsigmoid(y * s).item())
