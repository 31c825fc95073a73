from mlnotes.networks.net import parameter_count

grey = parameter_count([28 * 28, 128, 64, 10])
colour = parameter_count([3 * 224 * 224, 128, 64, 10])
print(f"28 × 28, grey: {grey:,}")
print(f"224 × 224, colour: {colour:,}")
print(f"in float32: {4 * grey / 1e6:.1f} MB and {4 * colour / 1e6:.1f} MB")
