import torch

from mlnotes.neighbors.distances_torch import l1_distances, l2_distances

device = "cuda" if torch.cuda.is_available() else "cpu"
Z = torch.tensor([[0.0, 0.0], [1.0, 1.0]], device=device)
X = torch.tensor([[3.0, 4.0], [1.0, 0.0], [0.0, 0.0]], device=device)
print(l1_distances(Z, X).tolist())
rows = l2_distances(Z, X).tolist()
print([[round(value, 3) for value in row] for row in rows])
