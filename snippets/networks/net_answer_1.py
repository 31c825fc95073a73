from mlnotes.networks.net import parameter_count

whole = parameter_count([784, 128, 64, 10])
for inputs, outputs in ((784, 128), (128, 64), (64, 10)):
    layer = parameter_count([inputs, outputs])
    print(f"{inputs} → {outputs}: {layer} parameters, {layer / whole:.1%}")
