import numpy as np

from mlnotes.convolution.locality import sliding_matrix

w, v = np.array([1.0, 2.0, 0.0]), np.array([-1.0, 3.0])
product = sliding_matrix(v, 6) @ sliding_matrix(w, 8)
print("product:", product.shape)
print("first row:", product[0].astype(int))
u = np.convolve(w, v)
same = np.allclose(product, sliding_matrix(u, 8))
print("one layer with", u.astype(int), "equal:", same)
