import torch

from mlnotes.attention.positional_encoding_torch import sinusoidal_encoding

P = sinusoidal_encoding(10_000, 512)
print("rounded at the end, below 3e-8:", ((P.float() - P).abs().max() < 3e-8).item())
frequencies = 10000 ** -(torch.arange(0, 512, 2) / 512)
for t, power in ((512, -5), (10_000, -4)):
    sines = (torch.arange(t)[:, None] * frequencies).sin()  # angles in float32
    error = (sines - P[:t, ::2]).abs().max().item()
    print(f"angles in float32, {t} places, above 1e{power}:", error > 10**power)
for dtype in (torch.float16, torch.bfloat16):
    places = torch.arange(3000).to(dtype)
    print(dtype, "counts up to", (places[1:] == places[:-1]).nonzero()[0].item())
