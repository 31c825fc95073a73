from mlnotes.attention.transformer_encoder_torch import EncoderLayer

d = 512
layer = EncoderLayer(d, 8, 4 * d)
projections = layer.self_attn.in_proj_weight.numel() + d * d
network = layer.linear1.weight.numel() + layer.linear2.weight.numel()
for t in (128, 1024, 4096):
    attention = projections * t + 2 * t * t * d
    print(f"t = {t}: attention/network = {attention / (network * t):.3f}")
