import numpy as np

from mlnotes.attention.next_sentence import next_sentence_pairs, split_documents

# 50 documents of 20 sentences; a sentence is its place.
documents = [[(i, j) for j in range(20)] for i in range(50)]
rng = np.random.default_rng(0)


def seen_in_training(train, test):
    """Share of the test pairs with a sentence of the training set."""
    known = {sentence for a, b, _ in train for sentence in (a, b)}
    return np.mean([a in known or b in known for a, b, _ in test])


pairs = next_sentence_pairs(documents, rng)
order = rng.permutation(len(pairs))
train, test = [pairs[i] for i in order[285:]], [pairs[i] for i in order[:285]]
print("pairs split:     ", seen_in_training(train, test).round(2))
train, test = split_documents(documents, 0.3, rng)
train, test = next_sentence_pairs(train, rng), next_sentence_pairs(test, rng)
print("documents split: ", seen_in_training(train, test).round(2))
