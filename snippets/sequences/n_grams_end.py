from itertools import product

from mlnotes.sequences.n_grams import NGramModel, token_probabilities

model = NGramModel(["ab", "b", "aba", "baa"], order=2)

total = 0.0
for length in range(13):
    with_end = without_end = 0.0
    for sentence in product("ab", repeat=length):
        p = token_probabilities(model, [sentence])
        with_end += p.prod()
        # Without the end the letters alone share the probability.
        letters = 1.0
        for position in range(length):
            stop = model.probability(sentence[:position], "</s>")
            letters *= p[position] / (1 - stop)
        without_end += letters
    total += with_end
    if length in (0, 1, 2, 12):
        print(f"length {length}: {with_end:.4f}, up to here {total:.4f};", end=" ")
        print(f"without the end {without_end:.4f}")
