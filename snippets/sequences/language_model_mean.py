import numpy as np

from mlnotes.sequences.language_model import masked_cross_entropy
from mlnotes.sequences.n_grams import perplexity

# Two sentences. The model gives every token of the long one 1/2, the short one's 1/8.
c, lengths, scores = 8, (9, 1), (np.log(7), 0.0)
s = np.zeros((2, 9, c))
s[:, :, 0] = np.array(scores)[:, np.newaxis]
y = np.zeros((2, 9), dtype=int)
mask = np.arange(9) < np.array(lengths)[:, np.newaxis]

per_token = masked_cross_entropy(s, y, mask)
each = [masked_cross_entropy(s[[i]], y[[i]], mask[[i]]) for i in range(2)]
print("per token:         ", perplexity(per_token).round(3))
print("of each sentence:  ", [f"{perplexity(loss):.3f}" for loss in each])
print("mean per sentence: ", perplexity(np.mean(each)).round(3))
print("weighted by length:", perplexity(np.dot(each, lengths) / 10).round(3))
