from mlnotes.convolution.locality import (
    dense_parameters,
    local_parameters,
    shared_parameters,
)

print("  N, C         dense    local shared")
for side, channels in ((8, 1), (32, 3), (224, 3)):
    layer = side, side, channels, 16, 3  # 16 filters, windows of 3 × 3
    counts = dense_parameters(*layer), local_parameters(*layer)
    print(f"{side:3}, {channels} {counts[0]:12} {counts[1]:8}", end=" ")
    print(shared_parameters(*layer))
