import numpy as np
import torch

from mlnotes.sequences.lstm import lstm

n, t, d, h = 2, 7, 3, 5
rng = np.random.default_rng(0)
X, h0, c0 = (rng.normal(size=shape) for shape in [(n, t, d), (n, h), (n, h)])
torch.manual_seed(0)
layer = torch.nn.LSTM(d, h, batch_first=True).double()
W, U, b_ih, b_hh = (parameter.detach().numpy() for parameter in layer.parameters())
print("W", W.shape, "U", U.shape, "b", b_ih.shape)

H, C = lstm(X, h0, c0, W, U, b_ih + b_hh)  # PyTorch has two biases: their sum counts
print("H", H.shape, "C", C.shape)

theirs, (h_n, c_n) = layer(
    torch.tensor(X), (torch.tensor(h0[None]), torch.tensor(c0[None]))
)
print("H as in torch.nn.LSTM:", np.allclose(H, theirs.detach()))
print(
    "last states too:",
    np.allclose(H[:, -1], h_n[0].detach()),
    np.allclose(C[:, -1], c_n[0].detach()),
)
