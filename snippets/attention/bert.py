import numpy as np
import torch

from mlnotes.attention.bert import bert, bert_for_pretraining
from mlnotes.attention.bert_input import collate_pairs, join_pair
from mlnotes.attention.bert_torch import Bert, BertForPreTraining

torch.manual_seed(0)
model = BertForPreTraining(Bert(c=30, d=12, h=3, d_ff=48, layers=2, max_len=16))
model = model.double().eval()
weights = {name: value.numpy() for name, value in model.state_dict().items()}

cls, sep = 2, 3
pairs = [([7, 8, 9], [10, 11]), ([12], [13, 14])]
rows = [join_pair(a, b, cls, sep, max_len=16) for a, b in pairs]
X, segments, mask = collate_pairs(rows)
s, s_next = bert_for_pretraining(X, segments, mask, weights, h=3)
print(s.shape, s_next.shape)

with torch.no_grad():
    wanted = model(*(torch.from_numpy(array) for array in (X, segments, mask)))
print("NumPy as PyTorch:", np.allclose(s, wanted[0], rtol=0, atol=1e-10))

below = {n.removeprefix("bert."): w for n, w in weights.items() if n[:5] == "bert."}
H, pooled = bert(X, segments, mask, below, h=3)
print(H.shape, pooled.shape, len(below), "of", len(weights), "arrays")
try:
    bert(X, segments, mask.astype(int), below, h=3)
except ValueError as error:
    print(error)
