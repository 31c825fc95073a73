import torch
from torch import nn

from mlnotes.sequences.rnn_torch import RNN
from mlnotes.training.training_loop_torch import train


class Recall(nn.Module):
    """Score of the last state: was the first number positive?"""

    def __init__(self):
        super().__init__()
        self.cell, self.read = RNN(1, 16), nn.Linear(16, 1)

    def forward(self, X):
        return self.read(self.cell(X)[1])[:, 0]


def draw(n, t, generator):
    X = torch.randn(n, t, 1, generator=generator)
    return X, (X[:, 0, 0] > 0).float()


for t in (5, 100):
    torch.manual_seed(0)
    model, generator = Recall(), torch.Generator().manual_seed(0)

    def batch_loss(model, generator, t=t):
        X, y = draw(64, t, generator)
        return nn.functional.binary_cross_entropy_with_logits(model(X), y)

    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    train(model, batch_loss, optimizer, 60, generator)
    X, y = draw(1000, t, generator)
    right = ((model(X) > 0) == (y > 0)).float().mean().item()
    print(f"length {t}: remembers {right > 0.9}, guesses {right < 0.6}")
