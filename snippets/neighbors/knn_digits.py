from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier

from mlnotes.neighbors.knn import knn_predict

pixels, labels = load_digits(return_X_y=True)
X, y = pixels[::2], labels[::2]
Z, answers = pixels[1::2], labels[1::2]
predicted = knn_predict(Z, X, y, 1)
oracle = KNeighborsClassifier(1, algorithm="brute").fit(X, y).predict(Z)
print("training rows and width:", X.shape)
print("test accuracy:", round((predicted == answers).mean(), 3))
print("equal to scikit-learn:", (predicted == oracle).all())
