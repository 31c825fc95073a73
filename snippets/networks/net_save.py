import io

import torch

from mlnotes.networks.net_torch import Net

torch.manual_seed(0)
trained, fresh = Net(), Net()
X = torch.rand(5, 784)
print("equal before loading:", torch.equal(trained(X), fresh(X)))

memory = io.BytesIO()  # a file would do as well
torch.save(trained.state_dict(), memory)
memory.seek(0)
state = torch.load(memory, weights_only=True, map_location="cpu")
print(f"loaded: {len(state)} tensors, the first {next(iter(state))}")
fresh.load_state_dict(state)
print("equal after loading:", torch.equal(trained(X), fresh(X)))
