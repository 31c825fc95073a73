import torch
from sklearn.datasets import load_digits

from mlnotes.training.adaptive_rates_torch import Adagrad, Adam, AdamW, RMSprop

digits = load_digits()
X = torch.tensor(digits.data / 16, dtype=torch.float64)
y = torch.tensor(digits.target)


def train(optimizer_class, learning_rate: float) -> tuple[torch.nn.Module, float]:
    generator = torch.manual_seed(0)
    model = torch.nn.Sequential(
        torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10)
    ).double()
    optimizer = optimizer_class(model.parameters(), lr=learning_rate)
    for _ in range(100):
        batch = torch.randperm(1400, generator=generator)[:64]
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(X[batch]), y[batch]).backward()
        optimizer.step()
    return model, (model(X[1400:]).argmax(1) == y[1400:]).double().mean().item()


for ours, theirs, learning_rate in (
    (Adagrad, torch.optim.Adagrad, 0.05),
    (RMSprop, torch.optim.RMSprop, 0.005),
    (Adam, torch.optim.Adam, 0.01),
    (AdamW, torch.optim.AdamW, 0.01),
):
    (model, right), (other, _) = (
        train(ours, learning_rate),
        train(theirs, learning_rate),
    )
    pairs = zip(model.parameters(), other.parameters(), strict=True)
    same = all(torch.allclose(*pair) for pair in pairs)
    print(f"{ours.__name__:8} {right:.1f} right, weights as torch.optim: {same}")
