import math

import torch

from mlnotes.attention.bert_torch import Bert, BertForPreTraining
from mlnotes.attention.masked_language_model_torch import mask_tokens
from mlnotes.attention.next_sentence_torch import pretraining_loss

c, n, t = 100, 8, 12
torch.manual_seed(0)
model = BertForPreTraining(Bert(c, d=16, h=2, d_ff=32, layers=2, max_len=t))
X = torch.randint(5, c, (n, t))  # stands for joined sentences
X[:, [0, 6, -1]] = torch.tensor([2, 3, 3])  # [CLS] and twice [SEP]
segments = (torch.arange(t) > 6).long().expand(n, t)
y = torch.tensor([0, 1] * 4)  # 0: the second sentence follows

seen, chosen = mask_tokens(X, X > 4, 4, c, torch.Generator().manual_seed(0))
s, s_next = model(seen, segments, torch.ones_like(X) > 0)
loss = pretraining_loss(s, X, chosen, s_next, y)
print(tuple(s.shape), tuple(s_next.shape))
print(f"untrained {loss.item():.1f}, log c + log 2 = {math.log(c) + math.log(2):.1f}")
