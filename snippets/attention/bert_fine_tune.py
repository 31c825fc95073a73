import torch
from torch import nn

from mlnotes.attention.bert_torch import Bert
from mlnotes.linear.cross_entropy_torch import cross_entropy

torch.manual_seed(0)
bert = Bert(c=30, d=12, h=3, d_ff=48, layers=2, max_len=16)  # in practice pre-trained
head = nn.Linear(12, 3)  # three classes of reviews
X, y = torch.randint(5, 30, (8, 10)), torch.randint(3, (8,))
X[:, 0] = 2  # [CLS]
segments, mask = torch.zeros_like(X), torch.ones_like(X, dtype=torch.bool)
parameters = [*bert.named_parameters(), *head.named_parameters(prefix="head")]
before = {name: parameter.detach().clone() for name, parameter in parameters}

optimizer = torch.optim.Adam([p for _, p in parameters], lr=2e-5)
_, pooled = bert(X, segments, mask)
s = head(pooled)
print("scores of the classes:", tuple(s.shape))
cross_entropy(s, y).backward()
optimizer.step()

changed = [name for name, p in parameters if not torch.equal(p, before[name])]
print("changed:", len(changed), "of", len(parameters), "tensors")
print("new:", sum(p.numel() for p in head.parameters()), "numbers")
print("old:", sum(p.numel() for p in bert.parameters()), "numbers")
