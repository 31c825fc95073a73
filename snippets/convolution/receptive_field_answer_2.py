from mlnotes.convolution.receptive_field import receptive_field

for dilated in (False, True):
    layers, field = 0, 1
    while field < 224:
        layers += 1
        dilations = [2**layer if dilated else 1 for layer in range(layers)]
        field = receptive_field([3] * layers, [1] * layers, dilations)
    print("doubled dilations:" if dilated else "plain:", layers, "layers see", field)
