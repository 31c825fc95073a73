from mlnotes.convolution.output_size import output_size, same_padding

for kernel in (1, 3, 5, 7):
    padding = same_padding(kernel)
    size = output_size(28, kernel, padding=padding)
    print(f"F = {kernel}: P = {padding} keeps 28 at {size}")
print("F = 3, P = 1, S = 2: 28 becomes", output_size(28, 3, 2, 1))
