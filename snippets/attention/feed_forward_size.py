from mlnotes.attention.transformer_encoder_torch import EncoderLayer

d, h = 512, 8
layer = EncoderLayer(d, h, d_ff=4 * d)
sizes = {"self_attn": 0, "linear": 0, "norm": 0}
for name, parameter in layer.named_parameters():
    for part in sizes:
        if name.startswith(part):
            sizes[part] += parameter.numel()
print("attention:", sizes["self_attn"], sizes["self_attn"] == 4 * d * d + 4 * d)
print("feed-forward:", sizes["linear"], sizes["linear"] == 8 * d * d + 5 * d)
print("norms:", sizes["norm"], sizes["norm"] == 4 * d)
total = sum(sizes.values())
print(f"all: {total}, in the network: {sizes['linear'] / total:.3f}")
