import numpy as np

from mlnotes.sequences.n_grams import NGramModel, perplexity, token_probabilities

uniform = np.full(17, 1 / 10)
print("uniform over 10 tokens:", perplexity(-np.log(uniform).mean()).round(6))

p = np.array([0.5, 0.25, 0.125, 0.0625])
print("exp of the mean:", perplexity(-np.log(p).mean()).round(4))
print("geometric mean of 1/p:", np.prod((1 / p) ** (1 / len(p))).round(4))
print("mean of 1/p, something else:", (1 / p).mean())

TEXT = """the cat sat on the mat
the dog sat on the log
the cat saw the dog
a dog saw a cat"""
sentences = [line.split() for line in TEXT.splitlines()]
held_out = [line.split() for line in ("the dog saw the mat", "a cat sat on a log")]
for order in (1, 2, 3):
    for k in (0, 0.1):
        model = NGramModel(sentences, order, k)
        values = []
        for text in (sentences, held_out):
            with np.errstate(divide="ignore"):  # log 0 = -inf
                loss = -np.log(token_probabilities(model, text)).mean()
            values.append(f"{perplexity(loss):.2f}")
        print(f"order {order}, k = {k}:", ", held out ".join(values))
