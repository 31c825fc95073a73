from textwrap import fill

from mlnotes.convolution.output_size import output_size

side = 28
try:
    for layer in range(1, 6):
        side = output_size(output_size(side, 3), 2, 2)
        print(f"after convolution and pooling {layer}: {side}")
except ValueError as error:
    print(fill(str(error), 44))
