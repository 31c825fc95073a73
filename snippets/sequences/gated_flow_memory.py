import torch
from torch import nn

from mlnotes.training.training_loop_torch import train

h, steps = 16, 40


def remembers(layer: type[nn.RNN] | type[nn.LSTM], bias: float) -> bool:
    torch.manual_seed(0)
    generator = torch.Generator().manual_seed(0)
    memory, scores = layer(2, h, batch_first=True), nn.Linear(h, 2)
    if layer is nn.LSTM:  # rows i, f, g, o
        nn.init.constant_(memory.bias_ih_l0[h : 2 * h].detach(), bias)
        nn.init.zeros_(memory.bias_hh_l0[h : 2 * h].detach())

    def draw(n: int) -> tuple[torch.Tensor, torch.Tensor]:
        y = torch.randint(2, (n,), generator=generator)
        X = torch.zeros(n, steps, 2)
        X[:, 0, 0] = 2.0 * y - 1  # what to remember, then noise
        X[:, 1:, 1] = torch.randn(n, steps - 1, generator=generator)
        return scores(memory(X)[0][:, -1]), y

    def batch_loss(model: nn.Module, generator: torch.Generator) -> torch.Tensor:
        return nn.functional.cross_entropy(*draw(32))

    model = nn.ModuleList([memory, scores])
    adam = torch.optim.Adam(model.parameters(), lr=0.01)
    train(model, batch_loss, adam, 100, generator, max_norm=1.0)
    with torch.no_grad():
        s, y = draw(1000)
    return (s.argmax(dim=1) == y).double().mean().item() > 0.9


print("RNN:", remembers(nn.RNN, 0.0))
print("LSTM, bias 0:", remembers(nn.LSTM, 0.0))
print("LSTM, bias 4:", remembers(nn.LSTM, 4.0))
