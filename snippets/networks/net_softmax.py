import torch
import torch.nn.functional as F

from mlnotes.networks.net_torch import Net

torch.manual_seed(0)
certain = 100_000 * Net()(torch.rand(16, 784)).detach()
labels = {"right": certain.argmax(dim=1), "wrong": certain.argmin(dim=1)}
for answer, y in labels.items():
    for softmaxes in ("once", "twice"):
        s = certain.clone().requires_grad_()
        scores = s if softmaxes == "once" else torch.softmax(s, dim=1)
        loss = F.cross_entropy(scores, y)
        (slopes,) = torch.autograd.grad(16 * loss, s)
        print(f"{answer}, softmax {softmaxes}: slope {slopes.abs().max():.1f}")
    print(f"  loss: {loss.item():.2f}")
