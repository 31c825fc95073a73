import torch

from mlnotes.attention.cached_decoding_torch import cached_step, first_cache
from mlnotes.attention.transformer_torch import Transformer


def numbers(layers: int, d: int, t: int, s: int) -> int:
    return layers * 2 * d * (t + s)


torch.manual_seed(0)
model = Transformer(c_source=19, c_target=17, d=12, h=3, d_ff=24, layers=2).eval()
state = first_cache(model, torch.zeros(1, 7, dtype=torch.long), torch.tensor([7]))
for _ in range(5):
    _, state = cached_step(model, torch.tensor([0]), state)
kept = sum(tensor.numel() for cache in state[1] for tensor in cache.values())
print("small model:", kept, "as the formula:", kept == numbers(2, 12, t=5, s=7))
base = numbers(6, 512, t=512, s=64)
print(f"base model: {base:,} numbers")
print(f"in float32: {4 * base / 2**20:.1f} MiB")
