import torch

from mlnotes.networks.net_torch import Net

X = torch.arange(32.0).reshape(32, 1, 1, 1).expand(32, 1, 28, 28)  # picture i is i
right, wrong = X.flatten(start_dim=1), X.reshape(784, -1).T
for name, batch in (("right", right), ("wrong", wrong)):
    one_picture_a_row = bool((batch == batch[:, :1]).all())
    print(name, tuple(batch.shape), "one a row:", one_picture_a_row)
    print("accepted:", tuple(Net()(batch).shape))
