import numpy as np

from mlnotes.attention.dot_product import attentional_states, dot_product_scores
from mlnotes.attention.masks import masked_softmax

H = np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]])  # h_1, h_2, h_3
s_t = np.array([1.0, 1.0])
e_t = dot_product_scores(s_t[None], H)[0]
alpha_t = masked_softmax(e_t, None)
a_t = alpha_t @ H
print("scores      ", e_t)
print("coefficients", alpha_t.round(3))
print("value       ", a_t.round(3))
print("[s_t; a_t]  ", attentional_states(s_t[None], H, None)[0].round(3))
