import tempfile
from functools import partial
from pathlib import Path

import torch
from torch import nn

from mlnotes.training.adaptive_rates_torch import Adam
from mlnotes.training.schedules import cosine_schedule
from mlnotes.training.training_loop_torch import train

device = "cuda" if torch.cuda.is_available() else "cpu"
X = torch.randn(200, 5, generator=torch.Generator().manual_seed(0))
y = X @ torch.tensor([1.0, -2.0, 0.0, 3.0, 0.5])


def batch_loss(model, generator):
    rows = torch.randint(len(X), (20,), generator=generator)
    scores = model(X[rows].to(device))[:, 0]
    return (scores - y[rows].to(device)).square().mean()


def run(steps, file=None):
    torch.manual_seed(1)  # first weights, and dropout
    layers = nn.Linear(5, 50), nn.ReLU(), nn.Dropout(0.1), nn.Linear(50, 1)
    model = nn.Sequential(*layers).to(device)
    optimizer = Adam(model.parameters(), lr=0.01)
    generator = torch.Generator().manual_seed(2)  # order of the batches
    schedule = partial(cosine_schedule, learning_rate=0.01, steps=300)
    return train(model, batch_loss, optimizer, steps, generator, schedule, 5.0, file)


losses = run(300)
with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "run.pt"
    run(120, file)
    resumed = run(300, file)
print("last loss below a tenth of the first:", losses[-1] < losses[0] / 10)
print("resumed, same losses:", resumed == losses)
