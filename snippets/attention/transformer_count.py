import math

from mlnotes.attention.transformer import weight_shapes

c, d, d_ff, layers = 37000, 512, 2048, 6
shapes = weight_shapes(c, c, d, d_ff, layers, norm_first=False)
for part in ("encoder", "decoder", "source", "target", "scores"):
    numbers = [math.prod(s) for name, s in shapes.items() if name.startswith(part)]
    print(f"{part:8} {sum(numbers):11,}")
total = sum(math.prod(shape) for shape in shapes.values())
print(f"all      {total:11,}")
print(f"one table {total - 2 * c * d:10,}")
