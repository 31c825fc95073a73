import torch

from mlnotes.attention.positional_encoding_torch import sinusoidal_encoding

P = sinusoidal_encoding(10_000, 512)
print("rounded at the end, below 3e-8:", ((P.float() - P).abs().max() < 3e-8).item())
frequencies = 10000 ** -(torch.arange(0, 512, 2) / 512)
for t, bound in ((512, 1e-4), (10_000, 3e-3)):
    sines = (torch.arange(t)[:, None] * frequencies).sin()  # angles in float32
    error = (sines - P[:t, ::2]).abs().max()
    print(
        f"angles in float32, {t} places: {bound / 20:.0e} to {bound:.0e}:",
        (bound / 20 < error < bound),
    )
for dtype in (torch.float16, torch.bfloat16):
    places = torch.arange(3000).to(dtype)
    print(dtype, "counts up to", (places[1:] == places[:-1]).nonzero()[0].item())
