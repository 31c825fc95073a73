from torch import nn

from mlnotes.networks.net_torch import Net


class Hidden(nn.Module):
    def __init__(self, container: type) -> None:
        super().__init__()
        self.layers = container([nn.Linear(784, 128), nn.Linear(128, 64)])


for container in (list, nn.ModuleList):
    count = sum(parameter.numel() for parameter in Hidden(container).parameters())
    print(f"{container.__name__}: {count} parameters")
without_classifier = [p for name, p in Net().named_parameters() if "class" not in name]
print("wanted:", sum(parameter.numel() for parameter in without_classifier))
