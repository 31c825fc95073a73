from functools import partial

from torch.utils.data import DataLoader

from mlnotes.sequences.batching_torch import collate_batch, padding_mask

data = [(1, [4, 2, 7]), (0, [5]), (1, [3, 8, 2, 6, 9, 4]), (0, [2, 2])]
collate = partial(collate_batch, max_len=4)
for y, X, lengths in DataLoader(data, batch_size=2, collate_fn=collate):
    print(X.tolist(), X.dtype)
    print("labels:", y.tolist(), "- lengths:", lengths.tolist())
print(padding_mask(lengths, X.shape[1]))

for batch in ([], [(1, [4]), (0, [])], [(1, [2.0])]):
    try:
        collate(batch)
    except ValueError as error:
        print("-", str(error).split(",")[0])
