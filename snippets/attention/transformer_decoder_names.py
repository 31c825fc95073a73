import torch

from mlnotes.attention.transformer_decoder_torch import DecoderLayer

torch.manual_seed(0)
ours = DecoderLayer(d=8, h=2, d_ff=16).eval()
theirs = torch.nn.TransformerDecoderLayer(8, 2, 16, batch_first=True).eval()
for name, parameter in ours.state_dict().items():
    print(f"{name:34}{tuple(parameter.shape)}")
theirs.load_state_dict(ours.state_dict())

Y, Z = torch.randn(3, 5, 8), torch.randn(3, 7, 8)
causal = torch.nn.Transformer.generate_square_subsequent_mask(5)
same = torch.allclose(ours(Y, Z), theirs(Y, Z, tgt_mask=causal), atol=1e-5)
print("same names:", ours.state_dict().keys() == theirs.state_dict().keys())
print("same results:", same)
