from functools import partial

import torch
from torch.nn import functional

from mlnotes.attention.bert_torch import Bert, BertForPreTraining

torch.manual_seed(0)
model = BertForPreTraining(Bert(100, 64, 4, 256, 4, 32)).double().eval()
X, mask = torch.randint(5, 100, (4, 20)), torch.ones(4, 20, dtype=torch.bool)
segments = (torch.arange(20) > 9).long().repeat(4, 1)
mask[:, 15:] = False


def scores(segments=segments, mask=mask):
    return model(X, segments, mask)[0].detach()[:, :15]


right = scores()


def report(name, wrong):
    error = (wrong - right).abs().max() / right.std()
    print(f"{name:18} about {error:.0g}")


report("segments forgotten", scores(segments=0 * segments))
report("mask forgotten", scores(mask=torch.ones_like(mask)))
model.train()
report("dropout left on", scores())
model.eval()
norms = [part for part in model.modules() if isinstance(part, torch.nn.LayerNorm)]
for norm in norms:
    norm.eps = 1e-5
report("epsilon 1e-5", scores())
for norm in norms:
    norm.eps = 1e-12
for layer in model.bert.encoder.layers:
    layer.activation = partial(functional.gelu, approximate="tanh")
report("GELU by tanh", scores())
