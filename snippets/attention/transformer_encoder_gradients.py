import torch
from torch import nn
from torch.nn import functional

from mlnotes.attention.transformer_encoder_torch import Encoder, gradient_sizes


def last_gradient(layers, norm_first, seed):
    torch.manual_seed(seed)
    model = Encoder(layers, d=32, h=4, d_ff=128, norm_first=norm_first)
    for parameter in model.parameters():
        if parameter.ndim > 1:
            nn.init.xavier_uniform_(parameter)
    X, y = torch.randn(16, 8, 32), torch.randint(10, (16 * 8,))
    scores = model(X) @ torch.randn(10, 32).T / 32**0.5
    loss = functional.cross_entropy(scores.flatten(0, 1), y)
    return gradient_sizes(model, loss)[-1]


for layers in (3, 12, 24):
    post, pre = (
        torch.stack([last_gradient(layers, norm_first, seed) for seed in range(4)])
        for norm_first in (False, True)
    )
    print(f"{layers:2} layers, post-norm larger:", bool((post > pre).all()))
    print("   more than twice:", bool(post.mean() > 2 * pre.mean()))
