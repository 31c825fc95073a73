from mlnotes.attention.bert import count_parameters

c = 30_522
for layers, d in ((2, 128), (4, 256), (12, 768)):
    counts = count_parameters(c, d, 4 * d, layers)
    total, table = sum(counts.values()), c * d
    print(f"{layers:2} layers, d = {d}: {total:11,}, table {table / total:.0%}")
    assert counts["encoder"] == layers * (12 * d * d + 13 * d)
