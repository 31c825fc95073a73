import numpy as np
import torch

from mlnotes.networks.perceptron import step
from mlnotes.networks.perceptron_torch import step as step_torch

s = np.array([-2.0, 0.0, np.nan])
print("np.sign:   ", np.sign(s).tolist())
print("torch.sign:", torch.sign(torch.tensor(s)).tolist())
print("step:      ", step(s).tolist())
print("  in torch:", step_torch(torch.tensor(s)).tolist())
