import torch

from mlnotes.sequences.language_model_torch import LanguageModel, masked_cross_entropy
from mlnotes.sequences.rnn_torch import RNN

torch.manual_seed(0)
c = 37
model = LanguageModel(RNN(16, 64), c=c, d=16)
ids = torch.randint(c, (4, 51))
s, _ = model(ids[:, :-1])
loss = masked_cross_entropy(s, ids[:, 1:], torch.ones(4, 50, dtype=torch.bool))
print(f"perplexity between 35 and 41: {35 < loss.exp().item() < 41}")
