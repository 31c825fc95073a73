import numpy as np

from mlnotes.sequences.word_embeddings import noise_distribution

counts = np.array([1000, 100, 10, 1])
for power in (1, 0.75, 0):
    print(f"{power}:", noise_distribution(counts, power).round(3))

rng, p = np.random.default_rng(0), noise_distribution(counts)
negatives = rng.choice(len(p), size=(20000, 5), p=p)
print(negatives.shape, (np.bincount(negatives.ravel()) / negatives.size).round(1))
