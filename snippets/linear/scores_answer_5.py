import numpy as np

from mlnotes.linear.scores import linear_scores

w, b = np.array([3.0, 4.0]), np.array([-10.0])
foot = -b * w / (w @ w)
print("nearest point of the boundary:", foot.round(12))
print("its score:", linear_scores(foot[np.newaxis], w[np.newaxis], b)[0, 0].round(12))
print("its distance from the origin:", np.linalg.norm(foot).round(12))
