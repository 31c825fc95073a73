import torch
from torch.nn import functional

from mlnotes.attention.bert_torch import Bert, BertForPreTraining

torch.manual_seed(0)
model = BertForPreTraining(Bert(20, 12, 3, 48, 2, max_len=8, dropout=0.0))
X, mask = torch.tensor([[2, 7, 4, 8, 3]]), torch.ones(1, 5, dtype=torch.bool)
E = model.bert.tokens.weight
s, _ = model(X, torch.zeros_like(X), mask)
loss = functional.cross_entropy(s[:, 2], torch.tensor([9]))  # 9 is hidden at place 2
(both,) = torch.autograd.grad(loss, E)

H, _ = model.bert(X, torch.zeros_like(X), mask)
U = model.norm(functional.gelu(model.transform(H)))
s = functional.linear(U, E.detach(), model.bias)  # the table as input alone
loss = functional.cross_entropy(s[:, 2], torch.tensor([9]))
(as_input,) = torch.autograd.grad(loss, E)
for name, gradient in (("as input:", as_input), ("tied:    ", both)):
    print(name, gradient.any(dim=1).nonzero().flatten().tolist())
