import torch
from torch import nn

from mlnotes.training.adaptive_rates_torch import Adam
from mlnotes.training.training_loop_torch import train

X = torch.randn(200, 5, generator=torch.Generator().manual_seed(0))
y = X @ torch.tensor([1.0, -2.0, 0.0, 3.0, 0.5])


def batch_loss(model, generator):
    rows = torch.randint(len(X), (20,), generator=generator)
    return (model(X[rows])[:, 0] - y[rows]).square().mean()


def start():
    torch.manual_seed(1)
    model = nn.Linear(5, 1)
    return model, Adam(model.parameters(), lr=0.1), torch.Generator().manual_seed(2)


model, optimizer, generator = start()
losses = train(model, batch_loss, optimizer, 100, generator)

model, optimizer, generator = start()
train(model, batch_loss, optimizer, 50, generator)
saved = model.state_dict()  # weights, but neither Adam's means nor the generator

model, optimizer, generator = start()
model.load_state_dict(saved)
later = train(model, batch_loss, optimizer, 50, generator)
print("same losses after the stop:", later == losses[50:])
