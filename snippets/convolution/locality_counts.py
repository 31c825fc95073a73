from mlnotes.convolution.locality import (
    dense_parameters,
    local_parameters,
    shared_parameters,
)

print("  picture           dense        local   shared")
for side, channels in ((8, 1), (32, 3), (224, 3)):
    layer = side, side, channels, 16, 3  # 16 filters, windows of 3 × 3
    counts = dense_parameters(*layer), local_parameters(*layer)
    print(f"{side:3} × {side:3} × {channels}", end=" ")
    print(f"{counts[0]:15} {counts[1]:9} {shared_parameters(*layer):5}")
