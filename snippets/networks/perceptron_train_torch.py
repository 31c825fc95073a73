import torch
from sklearn.datasets import load_digits

from mlnotes.networks.perceptron_torch import train_perceptron

device = "cuda" if torch.cuda.is_available() else "cpu"
digits = load_digits()
X = torch.tensor(digits.data, dtype=torch.float32, device=device)
digit = torch.tensor(digits.target, device=device)
chosen = (digit == 3) | (digit == 8)
X, y = X[chosen], torch.where(digit[chosen] == 8, 1.0, -1.0)
w, b = torch.zeros(64, device=device), torch.zeros((), device=device)
w, b, mistakes = train_perceptron(X, y, w, b, 12)
print("samples:", len(y))
print("mistakes:", *mistakes.tolist())
print("all on their side:", bool((y * (X @ w + b) > 0).all()))
