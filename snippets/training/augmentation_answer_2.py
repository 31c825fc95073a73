import numpy as np

from mlnotes.training.augmentation import resize

X = np.array([10, 30], dtype=np.uint8).reshape(1, 1, 1, 2)
print(resize(X, 1, 4)[0, 0, 0], resize(X, 1, 1)[0, 0, 0])
back = resize(resize(X, 1, 4), 1, 2)
print("there and back:", back[0, 0, 0])
