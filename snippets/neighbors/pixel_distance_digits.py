import numpy as np
from sklearn.datasets import load_digits

from mlnotes.neighbors.knn import knn_predict
from mlnotes.neighbors.pixel_distance import shift

images, labels = load_digits(return_X_y=True)
images = images.reshape(-1, 8, 8) / 16
X, y = images[::2].reshape(-1, 64), labels[::2]
for right in (0, 1, 2):
    moved = np.stack([shift(image, 0, right) for image in images[1::2]])
    predicted = knn_predict(moved.reshape(-1, 64), X, y, 1)
    print(f"shift {right}: accuracy {(predicted == labels[1::2]).mean():.3f}")
