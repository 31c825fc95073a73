import math

from mlnotes.attention.transformer import weight_shapes

c, d = 10000, 64
shapes = weight_shapes(c, c, d, d_ff=256, layers=2, norm_first=False)
numbers = {name: math.prod(shape) for name, shape in shapes.items()}
layers = sum(k for name, k in numbers.items() if ".layers." in name)
for tables in (3, 1):
    words = tables * c * d + c  # and the bias of the scores
    share = words / (words + layers)
    print(f"tables: {tables}   {words} of {words + layers}: {share:.0%}")
