import numpy as np

from mlnotes.sequences.n_grams import NGramModel, perplexity, token_probabilities

lines = ["the cat sat on the mat", "the dog sat on the log"]
model = NGramModel(lines, order=3)
total = -np.log(token_probabilities(model, lines)).sum()
characters = sum(len(line) + 1 for line in lines)
words = sum(len(line.split()) + 1 for line in lines)
per_character, per_word = perplexity(total / characters), perplexity(total / words)
print(f"{characters} characters: {per_character:.3f}, {words} words: {per_word:.3f}")
print("same model:", np.isclose(per_character ** (characters / words), per_word))
