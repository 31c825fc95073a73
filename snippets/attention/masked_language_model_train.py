import math

import torch
from torch.nn import functional

from mlnotes.attention.masked_language_model import agreement_sentences
from mlnotes.attention.masked_language_model_torch import TokenScorer, mask_tokens
from mlnotes.sequences.language_model_torch import masked_cross_entropy
from mlnotes.sequences.vocabulary import build_vocab
from mlnotes.training.training_loop_torch import train

torch.set_num_threads(1)  # small arrays: more threads only wait for each other
sentences = [["[CLS]", *words] for words in agreement_sentences()]
vocab = build_vocab(sentences, specials=["[MASK]", "[CLS]"])
ALL = torch.tensor([vocab(words) for words in sentences])
verb = ALL[:, 2]


def batch_loss(model, generator):
    X = ALL[torch.randint(len(ALL), (128,), generator=generator)]
    if model.causal:  # every next word
        y = X[:, 1:]
        return masked_cross_entropy(model(X[:, :-1]), y, torch.ones_like(y) > 0)
    seen, chosen = mask_tokens(X, X > 1, 0, len(vocab), generator)
    return masked_cross_entropy(model(seen), X, chosen)


hidden = ALL.clone()
hidden[:, 2] = vocab["[MASK]"]
for causal in (True, False):
    torch.manual_seed(0)
    model = TokenScorer(len(vocab), 16, 2, 32, 2, max_len=4, causal=causal)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    train(model, batch_loss, optimizer, 60, torch.Generator().manual_seed(0))
    with torch.no_grad():
        s = model(ALL)[:, 1] if causal else model(hidden)[:, 2]
    right = (s.argmax(dim=1) == verb).float().mean().item()
    below = functional.cross_entropy(s, verb).item() < math.log(3)
    name = "left to right" if causal else "masked"
    print(f"{name:14} {right:.2f} right, below log 3: {below}")
