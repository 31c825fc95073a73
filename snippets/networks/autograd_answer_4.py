import numpy as np

from mlnotes.networks.autograd import Variable

s = Variable(np.array([[1.0, 3.0, 2.0], [0.5, 0.0, 0.0]]))
log_p = s - s.exp().sum(axis=1, keepdims=True).log()
loss = -log_p[np.arange(2), [0, 2]].mean()
loss.backward()
print(s.grad.round(3))
print("rows sum to zero:", np.allclose(s.grad.sum(axis=1), 0))
