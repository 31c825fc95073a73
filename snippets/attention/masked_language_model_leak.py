import torch

from mlnotes.attention.masked_language_model_torch import TokenScorer
from mlnotes.sequences.language_model_torch import masked_cross_entropy
from mlnotes.training.training_loop_torch import train

torch.set_num_threads(1)  # small arrays: more threads only wait for each other


def batch_loss(model, generator):
    """Next token of random letters: nothing to learn, except to copy."""
    X = torch.randint(5, (32, 6), generator=generator)
    s, y = model(X)[:, :-1], X[:, 1:]
    return masked_cross_entropy(s, y, torch.ones_like(y, dtype=torch.bool))


for causal in (True, False):
    torch.manual_seed(0)
    model = TokenScorer(c=5, d=16, h=2, d_ff=32, layers=1, max_len=6, causal=causal)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    losses = train(model, batch_loss, optimizer, 60, torch.Generator().manual_seed(0))
    print("causal:" if causal else "sees everything:", f"{losses[-1]:.1f}")
