"""The task of docs/attention/transformer-training.md: six tokens read backwards.

A small stack of encoder layers, trained with and without a warm-up. Models with
different seeds, rates and warm-ups are trained side by side: small arrays cost little
more for many models than for one.
"""

import math

import torch
from torch import nn
from torch.func import functional_call, grad_and_value, vmap
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.utils import parameters_to_vector

from mlnotes.attention.positional_encoding_torch import sinusoidal_encoding
from mlnotes.attention.transformer_encoder_torch import Encoder

C, T, D, N = 5, 6, 16, 32  # tokens of the vocabulary and of a string; width; batch


class Reader(nn.Module):
    """Embeddings with places, encoder, and scores of a token at every place."""

    def __init__(self, seed, norm_first, layers=4):
        super().__init__()
        torch.manual_seed(seed)
        self.source, self.scores = nn.Embedding(C, D), nn.Linear(D, C)
        self.encoder = Encoder(layers, D, 2, 4 * D, norm_first=norm_first)
        for parameter in self.parameters():
            if parameter.ndim > 1:
                nn.init.xavier_uniform_(parameter)
        nn.init.normal_(self.source.weight, std=1 / math.sqrt(D))
        self.P = sinusoidal_encoding(T, D).float()

    def forward(self, X):
        return self.scores(self.encoder(self.source(X) * math.sqrt(D) + self.P))


def train_many(norm_first, settings, steps):
    """Train a model for each setting (seed, rate, warm-up, smoothing).

    Adam, whose rate rises linearly over the warm-up and stays then. Returns losses
    (steps, models), and a function from strings (n, t) to the scores (models, n, t, c).
    """
    seeds, *columns = zip(*settings, strict=True)
    models = [Reader(seed, norm_first) for seed in seeds]
    generators = [torch.Generator().manual_seed(seed) for seed in seeds]
    rate, warmup, smoothing = map(torch.tensor, columns)
    shapes = {name: value.shape for name, value in models[0].named_parameters()}
    flat = [parameters_to_vector(model.parameters()).detach() for model in models]
    theta = torch.stack(flat)  # a row for each model
    m, v = torch.zeros_like(theta), torch.zeros_like(theta)

    def scores(theta, X):
        parts = theta.split([shape.numel() for shape in shapes.values()])
        pairs = zip(shapes.items(), parts, strict=True)
        weights = {name: part.view(shape) for (name, shape), part in pairs}
        return functional_call(models[0], (weights,), (X,))

    def loss(theta, X, smoothing):
        log_p = scores(theta, X).log_softmax(dim=-1)
        right = log_p.gather(2, X.flip(1)[..., None])
        return -((1 - smoothing) * right + smoothing * log_p).mean()

    losses = []
    for t in range(1, steps + 1):
        X = torch.stack([torch.randint(C, (N, T), generator=g) for g in generators])
        with sdpa_kernel(SDPBackend.MATH):  # the fast kernel knows no vmap
            g, values = vmap(grad_and_value(loss))(theta, X, smoothing)
        losses.append(values)
        m, v = 0.9 * m + 0.1 * g, 0.98 * v + 0.02 * g**2
        divisor = (v / (1 - 0.98**t)).sqrt() + 1e-9
        alpha = rate * (t / warmup.clamp(min=1)).clamp(max=1)
        theta = theta - alpha[:, None] * m / (1 - 0.9**t) / divisor

    def scores_of_all(X):
        with sdpa_kernel(SDPBackend.MATH):
            return vmap(scores, in_dims=(0, None))(theta, X)

    return torch.stack(losses), scores_of_all
