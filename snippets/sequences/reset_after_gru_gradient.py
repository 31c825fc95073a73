import numpy as np
import torch

from mlnotes.sequences.reset_after_gru import reset_after_gru_backward

n, t, d, h = 2, 7, 3, 5
torch.manual_seed(0)
layer = torch.nn.GRU(d, h, batch_first=True).double()
X = torch.randn(n, t, d, dtype=torch.float64, requires_grad=True)
h0 = torch.randn(n, h, dtype=torch.float64, requires_grad=True)
H, _ = layer(X, h0[None])
dH = torch.randn(H.shape).double()
H.backward(dH)
inputs = [X, h0, *layer.parameters()]
ours = reset_after_gru_backward(dH.numpy(), *(a.detach().numpy() for a in inputs))
names = ["X", "h0", "W", "U", "b", "b_h"]
for name, gradient, tensor in zip(names, ours, inputs, strict=True):
    print(f"d{name} {gradient.shape}", np.allclose(gradient, tensor.grad))
