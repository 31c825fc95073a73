from mlnotes.convolution.output_size import output_size, same_padding

for dilation in (1, 2, 4):
    extent = dilation * (3 - 1) + 1
    size = output_size(28, 3, dilation=dilation)
    same = same_padding(3, dilation)
    print(f"D = {dilation}: covers {extent}, 28 to {size}, same P = {same}")
