import torch

from mlnotes.attention.bert_input_torch import collate_pairs
from mlnotes.attention.bert_torch import Bert

torch.manual_seed(0)
bert = Bert(c=20, d=8, h=2, d_ff=16, layers=1, max_len=8).double().eval()
ids, segments = [2, 11, 3, 12, 3], [0, 0, 0, 1, 1]  # [CLS] 11 [SEP] 12 [SEP]
H, _ = bert(*collate_pairs([(ids, segments)]))
for place in (1, 3):
    other = [15 if i == place else token for i, token in enumerate(ids)]
    changed, _ = bert(*collate_pairs([(other, segments)]))
    moved = (changed - H).abs().amax(dim=-1)[0] > 1e-9
    print(f"token {place} changes the states at", moved.nonzero().flatten().tolist())
