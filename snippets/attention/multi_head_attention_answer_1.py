from mlnotes.attention.multi_head_attention_torch import MultiHeadAttention

layer = MultiHeadAttention(768, 12)
for name, parameter in layer.named_parameters():
    print(name, tuple(parameter.shape))
print(sum(p.numel() for p in layer.parameters()), 4 * 768**2 + 4 * 768)
