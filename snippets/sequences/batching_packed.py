import numpy as np
import torch
from torch.nn.utils.rnn import pack_padded_sequence

from mlnotes.sequences.batching import pack, unpack

X = np.zeros((4, 5, 1))
lengths = np.array([2, 5, 1, 3])
for i, length in enumerate(lengths):
    X[i, :length, 0] = 10 * (i + 1) + np.arange(1, length + 1)  # 23: row 2, token 3
print(X[:, :, 0].astype(int))

data, batch_sizes, order = pack(X, lengths)
print(data[:, 0].astype(int))
print("batch_sizes:", batch_sizes)
print("order:      ", order)

theirs = pack_padded_sequence(
    torch.tensor(X), torch.tensor(lengths), batch_first=True, enforce_sorted=False
)
print("data equal:", np.array_equal(data, theirs.data.numpy()))
print("batch_sizes equal:", batch_sizes.tolist() == theirs.batch_sizes.tolist())
print("back again:", np.array_equal(unpack(data, lengths, 5), X))
