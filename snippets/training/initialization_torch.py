import torch

from mlnotes.training.initialization_torch import he_init, lecun_init, xavier_init

device = "cuda" if torch.cuda.is_available() else "cpu"


def generator():
    return torch.Generator(device).manual_seed(0)


d, h = 784, 100
theirs = torch.empty(h, d, device=device)
torch.nn.init.xavier_normal_(theirs, generator=generator())
print("Xavier:", torch.equal(xavier_init(d, h, generator()), theirs))
torch.nn.init.kaiming_normal_(theirs, nonlinearity="relu", generator=generator())
print("He:    ", torch.equal(he_init(d, h, generator()), theirs))
torch.nn.init.kaiming_normal_(theirs, nonlinearity="linear", generator=generator())
print("LeCun: ", torch.equal(lecun_init(d, h, generator()), theirs))
print("gains:", [round(torch.nn.init.calculate_gain(a), 3) for a in ("relu", "tanh")])
