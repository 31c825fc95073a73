from mlnotes.attention.cached_decoding import decoding_multiplications

base = {"s": 64, "d": 512, "d_ff": 2048, "layers": 6}
for t in (8, 64, 512):
    with_cache = decoding_multiplications(t, **base, cached=True)
    without = decoding_multiplications(t, **base, cached=False)
    billions = f"{with_cache / 1e9:5.2f} and {without / 1e9:7.2f} billion"
    print(f"{t:3}: {billions}, ratio {without / with_cache:.0f}")
