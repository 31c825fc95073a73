import numpy as np
from sklearn.datasets import load_digits

from mlnotes.neighbors.knn import knn_predict
from mlnotes.neighbors.pixel_distance import shift

images, labels = load_digits(return_X_y=True)
images = images.reshape(-1, 8, 8) / 16
moved = [
    np.stack([shift(image, 0, right) for image in images]).reshape(-1, 64)
    for right in (0, 1, 2)
]
X = np.concatenate([rows[::2] for rows in moved])
y = np.tile(labels[::2], 3)
for right, rows in enumerate(moved):
    predicted = knn_predict(rows[1::2], X, y, 1)
    print(f"shift {right}: accuracy {(predicted == labels[1::2]).mean():.3f}")
