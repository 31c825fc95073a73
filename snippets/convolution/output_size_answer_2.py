from mlnotes.convolution.output_size import ignored_pixels, output_size

for side, padding in ((224, 0), (224, 2), (224, 3), (227, 0), (230, 0)):
    size = output_size(side, 11, 4, padding)
    ignored = ignored_pixels(side, 11, 4, padding)
    print(f"N = {side}, P = {padding}: {size}, ignored {ignored}")
