from mlnotes.convolution.output_size import (
    conv_multiplications,
    conv_output_shape,
    conv_parameters,
    output_size,
)

shape = (1, 32, 32)
print("picture", shape)
total = 0
for filters in (6, 16, 120):
    layer = (*shape, filters, 5)  # 5 × 5 filters, stride 1, no padding
    parameters = conv_parameters(shape[0], filters, 5, 5)
    multiplications = conv_multiplications(*layer)
    shape = conv_output_shape(*layer)
    total += parameters
    print(f"convolution {shape}: {parameters}, {multiplications}")
    if filters < 120:  # 2 × 2 windows at stride 2 halve height and width
        shape = (filters, *(output_size(side, 2, 2) for side in shape[1:]))
        print("pooling", shape)
print("parameters together:", total)
