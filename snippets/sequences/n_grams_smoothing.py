from mlnotes.sequences.n_grams import NGramModel

TEXT = """the cat sat on the mat
the dog sat on the log
the cat saw the dog
a dog saw a cat"""

sentences = [line.split() for line in TEXT.splitlines()]
print("after:      the                unicorn")
print("token:      cat   mat   saw    saw    sum")
for k in (0.01, 1, 10, 1000):
    model = NGramModel(sentences, order=2, k=k)
    p = [model.probability(["the"], token) for token in ("cat", "mat", "saw")]
    unseen = model.probabilities(["unicorn"])
    p.append(unseen[model.tokens.index("saw")])
    print(f"k = {k:<7}", *(f"{value:.3f}" for value in p), f" {unseen.sum():.3f}")
