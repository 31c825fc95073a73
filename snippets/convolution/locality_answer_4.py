import numpy as np

from mlnotes.convolution.locality import sliding_matrix

M = sliding_matrix(np.array([-1.0, 2.0, 1.0]), 10)
for place in (2, 7):  # a bright point on the left, on the right
    x = np.zeros(10)
    x[place] = 1
    a = M @ x
    print(a.astype(int), "sum:", int(a.sum()))
