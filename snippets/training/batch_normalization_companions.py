import torch

from mlnotes.training.batch_normalization_torch import BatchNorm

torch.manual_seed(0)
norm = BatchNorm(1)
for _ in range(100):
    norm(torch.randn(50, 1))

x = torch.tensor([[1.0]])
others = torch.linspace(-1, 1, 7)[:, None]
for mode in (norm.eval, norm.train):
    mode()
    outputs = [norm(torch.cat([x, shift + others]))[0].item() for shift in (0, 3)]
    print("training" if norm.training else "eval", [round(y, 1) for y in outputs])

print("eval takes one sample:", tuple(norm.eval()(x).shape))
try:
    norm.train()(x)
except ValueError as error:
    print(error)
