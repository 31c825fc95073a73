from mlnotes.convolution.receptive_field import field_of_unit, receptive_fields

for name, strides in (
    ("stride 1 throughout", [1, 1, 1]),
    ("stride 2 first", [2, 1, 1]),
    ("stride 2 last", [1, 1, 2]),
):
    print(name, receptive_fields([3, 3, 3], strides))
print("doubled dilations", receptive_fields([3, 3, 3], [1, 1, 1], [1, 2, 4]))

for unit in (0, 1, 2):
    first, last = field_of_unit(unit, [3, 3, 3], [2, 1, 1], [0, 0, 0])
    print(f"unit {unit} sees pixels {first} to {last}")
