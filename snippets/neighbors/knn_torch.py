import torch

from mlnotes.neighbors.knn_torch import knn_predict, nearest_neighbors

device = "cuda" if torch.cuda.is_available() else "cpu"
rows = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [4.0, 4.0], [4.0, 5.0]]
X = torch.tensor(rows, device=device)
y = torch.tensor([0, 0, 1, 1, 1], device=device)
Z = torch.tensor([[0.9, 0.2], [4.0, 4.2]], device=device)
print("nearest rows:", nearest_neighbors(Z, X, 3).tolist())
for k in (1, 3, 5):
    print("k =", k, "classes", knn_predict(Z, X, y, k).tolist())
