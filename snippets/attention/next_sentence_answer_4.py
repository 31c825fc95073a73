import itertools

import numpy as np

from mlnotes.attention.next_sentence import next_sentence_pairs

rng = np.random.default_rng(0)
for count in (2, 10, 100):
    # Two of ten sentences are the same in all documents, such as a licence.
    documents = [
        [("licence", 0), *((i, j) for j in range(8)), ("licence", 1)]
        for i in range(count)
    ]
    true = {(a, b) for d in documents for a, b in itertools.pairwise(d)}
    pairs = [p for _ in range(200) for p in next_sentence_pairs(documents, rng)]
    wrong = [(a, b) for a, b, label in pairs if label == 1]
    print(count, f"{np.mean([pair in true for pair in wrong]):.3f}")
