from mlnotes.attention.bottleneck import collision_length

for c, h, bits in [(2, 1, 16), (8, 32, 32), (40, 256, 32), (30_000, 256, 32)]:
    length = collision_length(c, h, bits)
    print(f"{c:5} tokens, {h:3} x {bits} bits: T = {length}")
