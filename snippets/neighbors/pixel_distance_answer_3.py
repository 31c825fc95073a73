import numpy as np
from sklearn.datasets import load_digits

from mlnotes.neighbors.knn import knn_predict

pixels, labels = load_digits(return_X_y=True)
X, y = pixels[::2], labels[::2]
dark, answers = 0.2 * pixels[1::2], labels[1::2]
plain = knn_predict(dark, X, y, 1)
lengths = np.linalg.norm(X, axis=1), np.linalg.norm(dark, axis=1)
divided = knn_predict(dark / lengths[1][:, None], X / lengths[0][:, None], y, 1)
print("accuracy on dark digits:", round((plain == answers).mean(), 2))
print("after dividing by the norm:", round((divided == answers).mean(), 2))
