from torch import nn

from mlnotes.attention.transformer_encoder_torch import EncoderLayer


def count(module):
    return sum(parameter.numel() for parameter in module.parameters())


for d, h in ((16, 2), (512, 8)):
    ours, theirs = EncoderLayer(d, h, 4 * d), nn.TransformerEncoderLayer(d, h, 4 * d)
    print(f"d = {d}:", count(ours), count(theirs), 12 * d * d + 13 * d)
