import numpy as np
import torch

from mlnotes.sequences.lstm import lstm_backward

n, t, d, h = 2, 7, 3, 5
rng = np.random.default_rng(0)
torch.manual_seed(0)
layer = torch.nn.LSTM(d, h, batch_first=True).double()
X, h0, c0 = (rng.normal(size=shape) for shape in [(n, t, d), (n, h), (n, h)])
dH, dC = rng.normal(size=(n, t, h)), np.zeros((n, t, h))  # the loss reads H only

W, U, b_ih, b_hh = (parameter.detach().numpy() for parameter in layer.parameters())
by_hand = lstm_backward(dH, dC, X, h0, c0, W, U, b_ih + b_hh)

inputs = [torch.tensor(array, requires_grad=True) for array in (X, h0, c0)]
H, _ = layer(inputs[0], (inputs[1][None], inputs[2][None]))
H.backward(torch.tensor(dH))
names = ["dX", "dh0", "dc0", "dW", "dU", "db"]
tensors = [*inputs, layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0]
for name, ours, tensor in zip(names, by_hand, tensors, strict=True):
    print(name, ours.shape, np.allclose(ours, tensor.grad))
