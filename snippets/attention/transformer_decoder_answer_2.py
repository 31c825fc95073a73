from mlnotes.attention.transformer_decoder_torch import DecoderLayer
from mlnotes.attention.transformer_encoder_torch import EncoderLayer

d, h, d_ff = 512, 8, 2048
counts = [
    sum(parameter.numel() for parameter in kind(d, h, d_ff).parameters())
    for kind in (EncoderLayer, DecoderLayer)
]
network = 2 * d * d_ff + d_ff + d
print("encoder layer:", counts[0])
print("by formula:   ", 4 * d * (d + 1) + network + 4 * d)
print("decoder layer:", counts[1])
print("by formula:   ", 8 * d * (d + 1) + network + 6 * d)
