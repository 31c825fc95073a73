import numpy as np
import torch

from mlnotes.attention.transformer_encoder import encoder
from mlnotes.attention.transformer_encoder_torch import Encoder

torch.manual_seed(0)
for norm_first in (False, True):
    model = Encoder(layers=3, d=16, h=2, d_ff=64, norm_first=norm_first)
    weights = {name: value.numpy() for name, value in model.state_dict().items()}
    X = torch.randn(2, 7, 16)
    Z = encoder(X.numpy(), None, weights, h=2, norm_first=norm_first)
    wanted = model(X).detach().numpy()
    print(len(weights), "arrays,", Z.dtype, Z.shape, np.allclose(Z, wanted, atol=1e-5))
print(list(weights)[:4])
