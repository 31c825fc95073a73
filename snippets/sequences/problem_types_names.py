import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.nn.functional import cross_entropy, one_hot

from mlnotes.sequences.problem_types_torch import many_to_many, one_to_many
from mlnotes.training.training_loop_torch import train

digits = "zero one two three four five six seven eight nine"
names = digits.split()
letters = "." + "".join(sorted(set("".join(names))))  # "." starts and ends a name
y_names = torch.tensor([[letters.index(i) for i in f"{name:.<6}"] for name in names])
shifted = y_names.roll(1, dims=1)  # ".zero." for "zero..": what is read at each step
c, h = len(letters), 32
X, y = (torch.tensor(array) for array in load_digits(return_X_y=True))
X = X.float() / 16

torch.manual_seed(0)
shapes = (h, 64), (h, c), (h, h), (h,), (c, h), (c,)
weights = nn.ParameterList(torch.randn(shape) / shape[-1] ** 0.5 for shape in shapes)


def first_state(X):
    return torch.tanh(X @ weights[0].T)


def batch_loss(weights, generator):
    i = torch.randint(1400, (64,), generator=generator)
    read = one_hot(shifted[y[i]], c).float()
    s = many_to_many(read, first_state(X[i]), *weights[1:])
    return cross_entropy(s.flatten(0, 1), y_names[y[i]].flatten())


optimizer = torch.optim.Adam(weights.parameters(), lr=0.02)
train(weights, batch_loss, optimizer, 150, torch.Generator().manual_seed(0))
written, _ = one_to_many(first_state(X[1400:]), *weights[1:], start=0, steps=6)
right = (written == y_names[y[1400:]]).all(dim=1).double().mean().item()
print(f"share of names without a mistake: {right:.1f}")
for i in (0, 1, 4, 5):
    print(y[1400 + i].item(), "→", "".join(letters[k] for k in written[i]))
