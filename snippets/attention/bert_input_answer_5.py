import torch

from mlnotes.attention.bert_input_torch import collate_pairs
from mlnotes.attention.bert_torch import Bert

torch.manual_seed(0)
bert = Bert(c=20, d=8, h=2, d_ff=16, layers=1, max_len=8).double().eval()
short = ([2, 11, 3], [0, 0, 0])
X, segments, mask = collate_pairs([short, ([2, 12, 13, 14, 15, 3], [0] * 6)])
alone, _ = bert(*collate_pairs([short]))
for name, used in {"mask": mask, "no mask": torch.ones_like(mask)}.items():
    H, _ = bert(X, segments, used)
    print(name, "- as alone:", torch.allclose(H[:1, :3], alone, atol=1e-9))
moved = collate_pairs([([0, 0, 0, 2, 11, 3], [0] * 6)])[:2]  # padding on the left
H, _ = bert(*moved, mask.new_tensor([[False] * 3 + [True] * 3]))
print("padding on the left - as alone:", torch.allclose(H[:, 3:], alone, atol=1e-9))
