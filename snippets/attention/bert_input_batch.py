import numpy as np

from mlnotes.attention.bert_input import collate_pairs, join_pair
from mlnotes.attention.bert_input_torch import collate_pairs as collate_pairs_torch

PAD, CLS, SEP = 0, 2, 3
pairs = [([11, 12], [13]), ([14], None), ([15], [16, 17, 18])]
rows = [join_pair(a, b, CLS, SEP, max_len=8) for a, b in pairs]
X, segments, mask = collate_pairs(rows, padding=PAD)
print(X, segments, mask.astype(int), sep="\n\n")

same = zip(collate_pairs_torch(rows, PAD), (X, segments, mask), strict=True)
print("PyTorch agrees:", all(np.array_equal(ours, theirs) for ours, theirs in same))
