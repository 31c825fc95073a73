import torch

from mlnotes.attention.bert import count_parameters
from mlnotes.attention.bert_torch import Bert, BertForPreTraining

base = {"c": 30_522, "d": 768, "d_ff": 3072, "layers": 12}
large = {"c": 30_522, "d": 1024, "d_ff": 4096, "layers": 24}
counts = [count_parameters(**base), count_parameters(**large)]
print(f"{'':15}{'base':>12}{'large':>13}")
for part in counts[0]:
    print(f"{part:15}" + " ".join(f"{count[part]:12,}" for count in counts))
print(f"{'all':15}" + " ".join(f"{sum(count.values()):12,}" for count in counts))
heads = ("masked tokens", "next sentence")
body = [sum(n for part, n in count.items() if part not in heads) for count in counts]
print(f"{'without heads':15}" + " ".join(f"{n:12,}" for n in body))

with torch.device("meta"):  # shapes only: no memory for the numbers
    model = BertForPreTraining(Bert(**base, h=12))
print("module, base:", f"{sum(p.numel() for p in model.parameters()):,}")
