import torch

from mlnotes.sequences.language_model_torch import LanguageModel, masked_cross_entropy
from mlnotes.sequences.rnn_torch import RNN
from mlnotes.training.training_loop_torch import train

ids = torch.randint(7, (16, 12), generator=torch.Generator().manual_seed(0))  # noise
everywhere = torch.ones(16, 11, dtype=torch.bool)


def not_shifted(model, generator):
    s, _ = model(ids[:, :-1])
    return masked_cross_entropy(s, ids[:, :-1], everywhere)


torch.manual_seed(0)
model = LanguageModel(RNN(8, 32), c=7, d=8)
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
losses = train(model, not_shifted, optimizer, 60, torch.Generator())
print("perplexity of its own input below 1.1:", losses[-1] < 0.095)
s, _ = model(ids[:, :-1])
honest = masked_cross_entropy(s, ids[:, 1:], everywhere)
print("perplexity of the next token above 7:", honest.exp().item() > 7)
