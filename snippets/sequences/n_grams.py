import numpy as np

from mlnotes.sequences.n_grams import NGramModel, token_probabilities

TEXT = """the cat sat on the mat
the dog sat on the log
the cat saw the dog
a dog saw a cat"""

sentences = [line.split() for line in TEXT.splitlines()]
model = NGramModel(sentences, order=2)
print("tokens:", *model.tokens)
print("after the:", dict(model.row(["the"])))

for text in ("the dog saw the cat", "a cat sat on the dog", "the mat saw a cat"):
    sentence = text.split()
    p = token_probabilities(model, [sentence])
    steps = zip([*sentence, "</s>"], p, strict=True)
    print(*(f"{token} {value:.3f}" for token, value in steps), sep="  ")
    print(f"  product {np.prod(p):.5f}")
