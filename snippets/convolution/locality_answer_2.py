import numpy as np

from mlnotes.convolution.locality import sliding_matrix

w, v = np.array([1.0, 2.0, 0.0]), np.array([-1.0, 3.0])
product = sliding_matrix(v, 6) @ sliding_matrix(w, 8)
print("product:", product.shape, "first row:", product[0] + 0)
merged = sliding_matrix(np.convolve(w, v), 8)
print("one layer with", np.convolve(w, v) + 0, "equal:", np.allclose(product, merged))
