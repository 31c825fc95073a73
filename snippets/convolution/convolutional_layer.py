import numpy as np
import torch

from mlnotes.convolution.convolutional_layer import conv2d

rng = np.random.default_rng(0)
X = rng.normal(size=(8, 3, 32, 30))  # 8 colour pictures of 32 rows and 30 columns
W, b = rng.normal(size=(5, 3, 3, 3)), rng.normal(size=5)

for stride, padding in ((1, 0), (1, 1), (2, 1)):
    A = conv2d(X, W, b, stride, padding)
    tensors = (torch.tensor(array) for array in (X, W, b))
    wanted = torch.nn.functional.conv2d(*tensors, stride, padding).numpy()
    same = np.allclose(A, wanted)
    print(f"S = {stride}, P = {padding}: {A.shape} equal: {same}")
