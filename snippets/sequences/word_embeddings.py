import numpy as np

from mlnotes.sequences.word_embeddings import embedding, embedding_backward

E = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0], [6.0, 7.0]])
ids = np.array([[2, 0, 2]])
Y = embedding(ids, E)
print(Y.shape, Y.tolist())
print("one-hot rows times E:", np.array_equal(np.eye(4)[ids] @ E, Y))

dY = np.array([[[1.0, 1.0], [20.0, 20.0], [300.0, 300.0]]])
print("dE:", embedding_backward(dY, ids, E).tolist())
