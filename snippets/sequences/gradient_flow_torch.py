import torch

from mlnotes.sequences.gradient_flow_torch import (
    jacobian_norms,
    norm_bounds,
    recurrent_matrix,
    spectral_radius,
)
from mlnotes.sequences.rnn_torch import rnn

device = "cuda" if torch.cuda.is_available() else "cpu"
generator = torch.Generator().manual_seed(0)
W_hh = recurrent_matrix(11, 0.9, generator).to(device)
W_xh = torch.randn(11, 5, generator=generator).to(device)
X = torch.randn(7, 23, 5, generator=generator).to(device)
H = rnn(X, X.new_zeros(7, 11), W_xh, W_hh, X.new_zeros(11))

norms = jacobian_norms(H, W_hh)
print("norms", tuple(norms.shape))
print("last ones below 1e-6:", bool((norms[:, -1] < 1e-6).all()))
print("below the bound:", bool((norms <= 1.0001 * norm_bounds(W_hh, 23)).all()))
print("spectral radius", round(spectral_radius(W_hh).item(), 3))
