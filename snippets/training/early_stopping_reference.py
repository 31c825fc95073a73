import torch

from mlnotes.training.early_stopping import EarlyStopping

torch.manual_seed(0)
net = torch.nn.Linear(3, 2)
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)

stopping = EarlyStopping(patience=5)
stopping.update(1.0, net.state_dict())
reference = net.state_dict()
before = net.weight.detach().clone()

net(torch.ones(1, 3)).sum().backward()
optimizer.step()
print("the reference still holds them:", torch.equal(reference["weight"], before))
print(
    "the copy still holds them:", torch.equal(stopping.best_weights()["weight"], before)
)
