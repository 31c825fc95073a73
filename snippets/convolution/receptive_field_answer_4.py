from mlnotes.convolution.receptive_field import field_of_unit

for kernel, padding in ((3, 1), (2, 0), (2, 1), (4, 1), (4, 2)):
    first, last = field_of_unit(10, [kernel], [1], [padding])
    print(f"F = {kernel}, P = {padding}: centre at {(first + last) / 2 - 10:+.1f}")
