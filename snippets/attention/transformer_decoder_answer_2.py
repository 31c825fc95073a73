from mlnotes.attention.transformer_decoder_torch import DecoderLayer
from mlnotes.attention.transformer_encoder_torch import EncoderLayer

d, h, d_ff = 512, 8, 2048
counts = [
    sum(parameter.numel() for parameter in kind(d, h, d_ff).parameters())
    for kind in (EncoderLayer, DecoderLayer)
]
print("encoder layer:", counts[0], " decoder layer:", counts[1])
print("by formula:", 4 * d * (d + 1) + 2 * d * d_ff + d_ff + d + 4 * d)
print("           ", 8 * d * (d + 1) + 2 * d * d_ff + d_ff + d + 6 * d)
