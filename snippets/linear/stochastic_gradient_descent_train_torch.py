import torch
from sklearn.datasets import load_digits

from mlnotes.linear.scores_torch import linear_scores
from mlnotes.linear.stochastic_gradient_descent_torch import (
    shuffled_order,
    train_softmax_classifier,
)

device = "cuda" if torch.cuda.is_available() else "cpu"
digits = load_digits()
X = torch.tensor(digits.data / 16, dtype=torch.float32, device=device)
y = torch.tensor(digits.target, device=device)
train, test = slice(0, 1400), slice(1400, None)
W, b = torch.zeros(10, 64, device=device), torch.zeros(10, device=device)

order = shuffled_order(1400, epochs=20, generator=torch.Generator().manual_seed(0))
W, b, losses = train_softmax_classifier(
    X[train], y[train], W, b, order.to(device), batch_size=32, learning_rate=0.5
)
print("losses, epochs by batches:", tuple(losses.shape))
print(f"epoch 1: mean batch loss {losses[0].mean():.1f}")
print(f"epoch 20: mean batch loss {losses[19].mean():.1f}")
right = linear_scores(X[test], W, b).argmax(dim=1) == y[test]
print(f"share of test digits right: {right.double().mean():.1f}")
