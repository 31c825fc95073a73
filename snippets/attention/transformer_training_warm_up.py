import math

import torch
from torch import nn

from mlnotes.attention.positional_encoding_torch import sinusoidal_encoding
from mlnotes.attention.transformer_encoder_torch import Encoder
from mlnotes.training.training_loop_torch import train

torch.set_num_threads(1)
C, T, D, STEPS = 5, 6, 16, 60
places = sinusoidal_encoding(T, D).float()


class Reader(nn.Module):
    def __init__(self, norm_first):
        super().__init__()
        self.source, self.scores = nn.Embedding(C, D), nn.Linear(D, C)
        self.encoder = Encoder(4, D, 2, 4 * D, norm_first=norm_first)
        for matrix in filter(lambda weights: weights.ndim > 1, self.parameters()):
            nn.init.xavier_uniform_(matrix)

    def forward(self, X):
        return self.scores(self.encoder(self.source(X) * math.sqrt(D) + places))


def batch_loss(model, generator):
    X = torch.randint(C, (32, T), generator=generator)
    return nn.functional.cross_entropy(model(X).mT, X.flip(1))


for warmup in (1, 50):
    torch.manual_seed(1)
    model, generator = Reader(norm_first=False), torch.Generator().manual_seed(1)
    adam = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98), eps=1e-9)
    rates = [0.03 * min(1, (t + 1) / warmup) for t in range(STEPS)]
    losses = train(model, batch_loss, adam, STEPS, generator, rates.__getitem__)
    learned = sum(losses[-10:]) / 10 < 1.5
    print(f"warm-up {warmup:2}: loss below 1.5: {learned}")
