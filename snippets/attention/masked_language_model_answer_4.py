import numpy as np

from mlnotes.attention.scaled_dot_product import scaled_dot_product_attention

X = np.eye(4)[np.newaxis]  # the value of place i has its 1 in column i
places = np.zeros((1, 4, 1))  # equal scores
others = ~np.eye(4, dtype=bool)[np.newaxis]  # no place looks at itself
once = scaled_dot_product_attention(places, places, X, others)
twice = scaled_dot_product_attention(places, places, once, others)
print("share of its own word in each place")
print("layer 1:", np.diagonal(once[0]).round(2))
print("layer 2:", np.diagonal(twice[0]).round(2))
