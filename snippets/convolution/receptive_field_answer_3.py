from mlnotes.convolution.receptive_field import field_of_unit

kernels, strides, paddings = [3, 3, 3], [2, 2, 1], [1, 1, 1]
for unit in (0, 3, 7):
    first, last = field_of_unit(unit, kernels, strides, paddings)
    outside = max(0, -first) + max(0, last - 31)
    print(
        f"unit {unit}: {first} to {last}, {outside} of {last - first + 1} are padding"
    )
