import torch
from torch.nn.functional import cosine_similarity

from mlnotes.attention.bert_torch import Bert

for std in (0.02, 0.2):
    torch.manual_seed(0)
    bert = Bert(c=100, d=64, h=4, d_ff=256, layers=4, max_len=32).eval()
    for weight in (p for p in bert.parameters() if p.ndim > 1):
        torch.nn.init.normal_(weight, std=std)
    X = torch.randint(5, 100, (6, 20))
    X[:, 0] = 2  # [CLS]
    with torch.no_grad():
        mask = torch.ones_like(X, dtype=torch.bool)
        _, pooled = bert(X, torch.zeros_like(X), mask)
    cosine = cosine_similarity(pooled[:, None], pooled[None], dim=-1)
    print(f"deviation {std}: all cosines above 0.99: {(cosine > 0.99).all().item()}")
