import numpy as np
import torch

from mlnotes.sequences.lstm import lstm
from mlnotes.sequences.rnn_torch import RNN

rng = np.random.default_rng(0)
X = np.zeros((2, 101, 2))  # two sequences: a bit or noise, and the flag "store"
X[:, :, 0] = rng.choice([-1, 1], 101)
X[:, 0] = [[1, 1], [-1, 1]]  # they differ in the bit at the start alone

#             i    f    g   o      flag 1: i = 1, f = 0; flag 0: i = 0, f = 1
W = np.array([[0, 0, 3, 0], [20, -20, 0, 0]]).T  # one unit: the columns are x
b = np.array([-10, 10, 0, 10])
H, C = lstm(X, *np.zeros((2, 2, 1)), W, np.zeros((4, 1)), b)
for time in (1, 10, 100):
    print(f"LSTM after {time} steps:", C[:, time, 0].round(3))

torch.manual_seed(0)
states, _ = RNN(2, 32).double()(torch.tensor(X))
distance = (states[0] - states[1]).abs().amax(dim=1)
print("RNN: 0.1 apart at first:", bool(distance[0] > 0.1))
print("less than 1e-6 100 steps later:", bool(distance[100] < 1e-6))
