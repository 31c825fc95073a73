import torch
from torch.nn.functional import cross_entropy

from mlnotes.sequences.batching_torch import padding_mask

target = torch.tensor([[0, 2, 1, 0, 0]])  # three real tokens, the first has id 0
lengths = torch.tensor([3])
scores = torch.zeros(1, 5, 4)
scores[0, 0, 0] = 5.0  # sure of the first token, and right
scores[0, 3:, 0] = 5.0  # sure of the padding

mask = padding_mask(lengths, 5)
real = cross_entropy(scores[mask], target[mask])
everything = cross_entropy(scores[0], target[0])
ignored = cross_entropy(scores[0], target[0], ignore_index=0)
for name, loss in (("mask", real), ("all", everything), ("ignore 0", ignored)):
    print(f"{name}: {loss:.2f}")
