import torch
from torch import nn

from mlnotes.sequences.batching_torch import collate_batch, last_state

torch.manual_seed(0)
embed = nn.Embedding(10, 4)
cell = nn.RNN(4, 8, batch_first=True)
score = nn.Linear(8, 10)
sentence = [(1, [7, 3, 9])]

kept = {}
for max_len in (3, 6, 12):
    _, X, lengths = collate_batch(sentence, max_len)
    H, _ = cell(embed(X))  # (1, max_len, 8)
    kept[max_len] = embed(X).mean(dim=1), H[:, -1], last_state(H, lengths)

print("as with 3 places, for 6 and for 12:")
for place, name in enumerate(["mean of all", "H[:, -1]", "last_state"]):
    same = [torch.allclose(kept[3][place], kept[n][place]) for n in (6, 12)]
    print(f"{name}:", *same)
