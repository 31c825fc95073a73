import numpy as np

from mlnotes.convolution.locality import sliding_matrix

w = np.array([-1.0, 2.0, 5.0])
x = np.array([1.0, 0.0, 2.0, 1.0, 3.0, 0.0])
M = sliding_matrix(w, 6)
print(M)
print("M x:    ", M @ x)
print("sliding:", np.array([w @ x[p : p + 3] for p in range(4)]))
print("numpy:  ", np.correlate(x, w, mode="valid"))
