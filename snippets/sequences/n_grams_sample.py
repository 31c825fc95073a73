import numpy as np

from mlnotes.sequences.n_grams import NGramModel, sample_sentence

TEXT = """the cat sat on the mat
the dog sat on the log
the cat saw the dog
a dog saw a cat"""
sentences = [line.split() for line in TEXT.splitlines()]

for order in (1, 2, 3):
    model = NGramModel(sentences, order)
    rng = np.random.default_rng(0)
    print(f"order {order}:")
    for _ in range(2):
        print("  ", *sample_sentence(model, rng, max_len=10))
