import numpy as np
import torch

from mlnotes.sequences.gru import gru
from mlnotes.sequences.reset_after_gru import reset_after_gru

n, t, d, h = 2, 7, 3, 5
torch.manual_seed(0)
layer = torch.nn.GRU(d, h, batch_first=True).double()
X, h0 = torch.randn(n, t, d).double(), torch.randn(n, h).double()
wanted = layer(X, h0[None])[0].detach().numpy()
W, U, b, b_h = (parameter.detach().numpy() for parameter in layer.parameters())
X, h0 = X.numpy(), h0.numpy()

H = reset_after_gru(X, h0, W, U, b, b_h)
print("H", H.shape, "equals torch.nn.GRU:", np.allclose(H, wanted))
notes = gru(X, h0, W, U, b + b_h)
print("H", notes.shape, "the notes' form:", np.allclose(notes, wanted))
