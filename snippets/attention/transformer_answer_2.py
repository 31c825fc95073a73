from mlnotes.attention.transformer import weight_shapes

t = s = 100
d, d_ff = 512, 2048
print("scores and values:", attention := 2 * t * t * d + 2 * t * s * d)
print("linear layers:    ", linear := 6 * t * d * d + 2 * s * d * d + 2 * t * d * d_ff)
print("ratio:", round(linear / attention, 1))

shapes = weight_shapes(1, 1, d, d_ff, layers=1, norm_first=False)
matrices = [x for x in shapes.items() if x[0].startswith("decoder") and len(x[1]) == 2]
print("check:", linear == t * sum(rows * columns for _, (rows, columns) in matrices))
