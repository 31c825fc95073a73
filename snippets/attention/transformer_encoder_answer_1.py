from mlnotes.attention.transformer_encoder_torch import EncoderLayer

for name, layers, d, h in (("base", 6, 512, 8), ("BERT", 12, 768, 12)):
    size = sum(p.numel() for p in EncoderLayer(d, h, 4 * d).parameters())
    print(f"{name}: {size:,} a layer, {layers * size:,} in {layers} layers")
