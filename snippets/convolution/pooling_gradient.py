import numpy as np
import torch
import torch.nn.functional as F

from mlnotes.convolution.pooling import avg_pool2d_backward, max_pool2d_backward

X = np.array([[1.0, 3, 2, 0], [5, 2, 4, 1], [0, 1, 8, 6], [2, 7, 3, 5]])
X = X[np.newaxis, np.newaxis]
dA = np.array([[[[10.0, 20], [30, 40]]]])
to_maxima = max_pool2d_backward(dA, X, 2, 2)
to_all = avg_pool2d_backward(dA, X, 2, 2)
print(to_maxima[0, 0])
print(to_all[0, 0])

for pool, by_hand in ((F.max_pool2d, to_maxima), (F.avg_pool2d, to_all)):
    X_torch = torch.tensor(X, requires_grad=True)
    pool(X_torch, 2, 2).backward(torch.tensor(dA))
    print("equal to autograd:", np.allclose(by_hand, X_torch.grad.numpy()))
