from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier

from mlnotes.neighbors.distances import l1_distances, l2_distances
from mlnotes.neighbors.knn import knn_predict

pixels, labels = load_digits(return_X_y=True)
X, y = pixels[::2], labels[::2]
Z, answers = pixels[1::2], labels[1::2]
for name, distances, p in (("L1", l1_distances, 1), ("L2", l2_distances, 2)):
    predicted = knn_predict(Z, X, y, 1, distances)
    oracle = KNeighborsClassifier(1, p=p, algorithm="brute").fit(X, y)
    print(f"{name}: test accuracy {(predicted == answers).mean():.3f},", end=" ")
    print("equal to scikit-learn:", (predicted == oracle.predict(Z)).all())
