layers, d, t, s = 6, 512, 512, 64
numbers = layers * 2 * d * (t + s)
print(f"{numbers:,} numbers, {4 * numbers / 2**20:.1f} MiB in float32")
