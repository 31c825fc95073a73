import torch

from mlnotes.sequences.language_model_torch import LanguageModel, masked_cross_entropy
from mlnotes.sequences.n_grams_torch import perplexity
from mlnotes.sequences.rnn_torch import RNN
from mlnotes.training.training_loop_torch import train

TEXT = """the rain fell on the roof all night
a bird sat on the roof and sang in the rain
the old cat slept near the door until noon
the bird flew from the roof to the garden"""
lines = TEXT.splitlines()
tokens = ["</s>", *sorted(set("".join(lines)))]  # it also starts each line
lengths = torch.tensor([len(line) + 1 for line in lines])
table = torch.zeros(len(lines), int(lengths.max()) + 1, dtype=torch.int64)
for row, line in zip(table, lines, strict=True):
    row[1 : len(line) + 1] = torch.tensor([tokens.index(token) for token in line])
X, y = table[:, :-1], table[:, 1:]
mask = torch.arange(X.shape[1]) < lengths[:, None]


def batch_loss(model, generator):
    s, _ = model(X)
    return masked_cross_entropy(s, y, mask)


torch.manual_seed(0)
model = LanguageModel(RNN(8, 32), c=len(tokens), d=8)
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
losses = train(model, batch_loss, optimizer, 80, torch.Generator(), max_norm=1.0)
before, after = (perplexity(torch.tensor(losses[step])) for step in (0, -1))
print(f"{len(tokens)} tokens, {int(mask.sum())} to predict")
print(f"perplexity before: {before:.0f}; after 80 steps below 2: {bool(after < 2)}")
