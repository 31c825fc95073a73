import torch
from torch import nn

from mlnotes.training.dropout_torch import Dropout

X = torch.ones(2, 8)
layer = Dropout(p=0.5)
print("modes differ:", layer.training, layer.eval().training)
print("eval() returns X:", torch.equal(layer(X), X))

layer.train()
torch.manual_seed(0)
first, second = layer(X), layer(X)
print("values in training:", first.unique().tolist())
print("a new mask each time:", not torch.equal(first, second))

torch.manual_seed(0)
print("the masks of nn.Dropout:", torch.equal(first, nn.Dropout(p=0.5)(X)))
