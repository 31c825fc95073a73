import numpy as np
import torch
from torch.nn.functional import layer_norm

from mlnotes.attention.bert_input import collate_pairs, join_pair, sum_embeddings
from mlnotes.attention.bert_input_torch import sum_embeddings as sum_embeddings_torch

rng = np.random.default_rng(0)
d = 4
E, P, S = (rng.normal(size=(rows, d)) for rows in (20, 8, 2))
row = join_pair([11], [11], 2, 3, max_len=8)  # [CLS] 11 [SEP] 11 [SEP]
X, segments, _ = collate_pairs([row])
Y = sum_embeddings(X, segments, E, P, S)
print("shape:", Y.shape)
print("the same word twice:", np.allclose(Y[0, 1], Y[0, 3]))

one_hot = np.concatenate([np.eye(20)[X], np.eye(8)[None, :5], np.eye(2)[segments]], -1)
print("one linear layer:", np.allclose(one_hot @ np.concatenate([E, P, S]), Y))

tensors = map(torch.tensor, (X, segments, E, P, S))
normal = layer_norm(sum_embeddings_torch(*tensors), (d,))  # what BERT's encoder reads
print(
    "means 0:", torch.allclose(normal.mean(-1), torch.zeros(1, 5).double(), atol=1e-9)
)
