import torch

from mlnotes.attention.masks_torch import masked_softmax

mask = torch.tensor([[True, True, False], [False, False, False]])
added = torch.zeros(2, 3).masked_fill(~mask, -torch.inf)
for name, weights in {
    "nan_to_num": lambda e: torch.softmax(e + added, dim=-1).nan_to_num(0),
    "masked_softmax": lambda e: masked_softmax(e, mask),
}.items():
    e = torch.zeros(2, 3, requires_grad=True)
    A = weights(e)
    A[:, 0].sum().backward()
    print(f"{name}: weights {A[1].tolist()}, gradient {e.grad[1].tolist()}")
