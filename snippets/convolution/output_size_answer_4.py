from mlnotes.convolution.output_size import conv_parameters, ignored_pixels

for groups in (1, 2, 64):
    parameters = conv_parameters(64, 128, 3, 3, groups)
    print(f"groups = {groups}: {parameters} parameters")
print("S = D = 2 ignores", ignored_pixels(28, 3, 2, 0, 2), "of 28")
