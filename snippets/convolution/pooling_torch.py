import torch

from mlnotes.convolution.pooling_torch import avg_pool2d, max_pool2d

device = "cuda" if torch.cuda.is_available() else "cpu"
rows = [[1.0, 3, 2, 0], [5, 2, 4, 1], [0, 1, 8, 6], [2, 7, 3, 5]]
X = torch.tensor(rows, device=device)[None, None]  # one picture, one channel
print("shape:", tuple(X.shape))
print("maxima:", max_pool2d(X, size=2, stride=2).tolist())
print("means:", avg_pool2d(X, size=2, stride=2).tolist())
print("shape:", tuple(avg_pool2d(X, size=2, stride=2).shape))
