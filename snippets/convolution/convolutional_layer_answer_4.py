from mlnotes.convolution.output_size import conv_multiplications, conv_parameters

full = conv_parameters(64, 64, 3, 3)
depthwise = conv_parameters(64, 64, 3, 3, groups=64)
pointwise = conv_parameters(64, 64, 1, 1)
print("parameters:", full, "and", depthwise + pointwise)

full = conv_multiplications(64, 32, 32, filters=64, kernel=3, padding=1)
depthwise = 64 * conv_multiplications(1, 32, 32, filters=1, kernel=3, padding=1)
pointwise = conv_multiplications(64, 32, 32, filters=64, kernel=1)
print(f"multiplications: {full:,} and {depthwise + pointwise:,}")
