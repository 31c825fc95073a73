import torch

from mlnotes.training.adaptive_rates_torch import AdamW

device = "cuda" if torch.cuda.is_available() else "cpu"
net = torch.nn.Sequential(
    torch.nn.Linear(5, 7), torch.nn.ReLU(), torch.nn.Linear(7, 3)
).to(device)
weights = [p for p in net.parameters() if p.ndim >= 2]
others = [p for p in net.parameters() if p.ndim < 2]  # biases, scales and shifts
optimizer = AdamW(
    [{"params": weights}, {"params": others, "weight_decay": 0.0}],
    lr=0.1,
    weight_decay=0.5,
)

before = [p.detach().clone() for p in net.parameters()]
for p in net.parameters():
    p.grad = torch.zeros_like(p)  # no gradient: decay alone
optimizer.step()
for (name, p), old in zip(net.named_parameters(), before, strict=True):
    print(name, round((p.sum() / old.sum()).item(), 4))
