import numpy as np

from mlnotes.linear.softmax import softmax
from mlnotes.sequences.language_model import masked_cross_entropy
from mlnotes.sequences.n_grams import perplexity

rng = np.random.default_rng(0)
n, t, c = 2, 4, 5
s = rng.normal(size=(n, t, c))
y = np.array([[1, 3, 2, 4], [2, 4, 0, 0]])  # the next tokens; 0 pads
mask = np.array([[True, True, True, True], [True, True, False, False]])

p = softmax(s)
one_hot = np.eye(c)[y]
J = -(one_hot * np.log(p)).sum(axis=2)  # the sum over j, one loss a place
print("J at real tokens:", J[mask].round(3))
print("sum", J[mask].sum().round(4), "of", mask.sum(), "tokens")

loss = masked_cross_entropy(s, y, mask)
print("loss:", loss.round(4), "perplexity:", perplexity(loss).round(4))
print("equal scores:", perplexity(masked_cross_entropy(0 * s, y, mask)).round(4))
print("padding counted as well:", J.mean().round(4))
