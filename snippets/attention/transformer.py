import tempfile
from pathlib import Path

import numpy as np
import torch

from mlnotes.attention.transformer import load_weights, save_weights, transformer
from mlnotes.attention.transformer_torch import Transformer
from mlnotes.sequences.encoder_decoder_torch import shift_right

PAD, SOS, EOS = 0, 1, 2
X = torch.tensor([[3, 4, 5, 6], [4, 3, PAD, PAD]])
lengths = torch.tensor([4, 2])
Y = torch.tensor([[6, 5, 4, 3, EOS], [3, 4, EOS, PAD, PAD]])
Y_in = shift_right(Y, SOS)

torch.manual_seed(0)
model = Transformer(c_source=7, c_target=7, d=16, h=4, d_ff=32, layers=2).double()
s = model(X, lengths, Y_in).detach()
print("scores:", tuple(s.shape))

with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "model.npz"
    save_weights(path, {name: w.numpy() for name, w in model.state_dict().items()})
    weights = load_weights(path)
numbers = sum(w.size for w in weights.values())
print("weights:", len(weights), "arrays,", numbers, "numbers")
by_hand = transformer(X.numpy(), lengths.numpy(), Y_in.numpy(), weights, h=4)
print("NumPy as PyTorch:", np.allclose(by_hand, s, rtol=0, atol=1e-10))

del weights["decoder.layers.1.norm3.bias"]
try:
    transformer(X.numpy(), lengths.numpy(), Y_in.numpy(), weights, h=4)
except ValueError as error:
    print(error)
