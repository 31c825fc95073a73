from mlnotes.attention.wordpiece import merge_gains, merge_ratios, train_wordpiece

counts = {"hug": 10, "pug": 5, "pun": 12, "bun": 4, "hugs": 5}
for name, score in {
    "frequency": lambda pairs, pair_counts, counts: pair_counts,
    "ratio": merge_ratios,
    "gain": merge_gains,
}.items():
    print(name, *train_wordpiece(counts, 24, score)[19:])
