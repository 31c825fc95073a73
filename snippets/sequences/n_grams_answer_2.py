from mlnotes.sequences.n_grams import ngrams

for name, c in (("characters", 37), ("words", 50_000)):
    for order in (2, 3):
        histories = sum((c - 1) ** j for j in range(order))
        free = histories * (c - 1)
        print(f"{name}, order {order}: {free:.1e} free probabilities")

text = "of the many tables that could be filled a text fills a few cells alone"
for order in (1, 3):
    print(f"order {order}: {len(set(ngrams([text], order)))} different n-grams")
