from mlnotes.convolution.receptive_field import receptive_fields

kernels = [5, 2, 5, 2, 5]  # convolution, pooling, convolution, pooling, convolution
print(receptive_fields(kernels, [1, 2, 1, 2, 1]))
