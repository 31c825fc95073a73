import numpy as np

from mlnotes.attention.bert_input import sum_embeddings, sum_embeddings_backward

rng = np.random.default_rng(0)
E, P, S = (rng.normal(size=(rows, 4)) for rows in (9, 5, 2))
X, segments = np.array([[2, 7, 3, 7, 3]]), np.array([[0, 0, 0, 1, 1]])
dY = np.ones((1, 5, 4))
dE, dP, dS = sum_embeddings_backward(dY, X, segments, E, P, S)
print("tokens: ", dE[:, 0])
print("places: ", dP[:, 0])
print("segments:", dS[:, 0])

u = rng.normal(size=4)
Y = sum_embeddings(X, segments, E, P, S)
print("no change:", np.allclose(sum_embeddings(X, segments, E + u, P - u, S), Y))
