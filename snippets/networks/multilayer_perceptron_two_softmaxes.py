import math

import torch

from mlnotes.linear.cross_entropy_torch import cross_entropy
from mlnotes.linear.softmax_torch import softmax

y = torch.tensor([0])
for lead in (2.0, 10.0, 100.0):  # of the right class over the nine others
    s = torch.zeros(1, 10, dtype=torch.float64)
    s[0, 0] = lead
    once, twice = cross_entropy(s, y), cross_entropy(softmax(s), y)
    print(f"lead {lead:5}: loss {once:.4f}, twice {twice:.4f}")
print(f"floor log(1 + 9/e) = {math.log(1 + 9 / math.e):.4f}")
