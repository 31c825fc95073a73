import numpy as np

from mlnotes.attention.next_sentence import pretraining_loss, pretraining_loss_backward

X = np.array([[5, 0, 2]])  # one sentence of three tokens, six tokens in all
chosen = np.array([[False, True, True]])
p = np.full((1, 3, 6), 0.1)
p[0, 1, 0], p[0, 2, 2] = 0.5, 0.25  # the right tokens
p[0, 2, 5] = 0.35  # every row sums to one
p_next = np.array([[0.8, 0.2]])
y = np.array([0])
print(pretraining_loss(np.log(p), X, chosen, np.log(p_next), y).round(3))
print(round((np.log(2) + np.log(4)) / 2 - np.log(0.8), 3))
ds, ds_next = pretraining_loss_backward(1.0, np.log(p), X, chosen, np.log(p_next), y)
print("by the scores of the pair:", ds_next.round(2))
