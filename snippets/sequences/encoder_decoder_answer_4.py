import torch

from mlnotes.sequences.decoding_torch import greedy_decode
from mlnotes.sequences.encoder_decoder_torch import Seq2Seq
from mlnotes.sequences.language_model_torch import masked_cross_entropy
from mlnotes.training.training_loop_torch import train

torch.set_num_threads(1)
SOS, EOS, T = 0, 1, 4


def draw(n, generator):
    X = torch.randint(2, 5, (n, T), generator=generator)
    return X, torch.cat([X.flip(1), torch.full((n, 1), EOS)], dim=1)


def batch_loss(model, generator):
    X, Y = draw(32, generator)
    s = model(X, torch.full((32,), T), Y)  # the shift is missing
    return masked_cross_entropy(s, Y, torch.ones_like(Y, dtype=torch.bool))


torch.manual_seed(0)
model = Seq2Seq(c_source=5, c_target=5, d=16, h=32)
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
losses = train(model, batch_loss, optimizer, 50, torch.Generator().manual_seed(0))
print("loss below 0.1:", losses[-1] < 0.1)

X, Y = draw(100, torch.Generator().manual_seed(1))
state = model.encode(X, torch.full((100,), T))
tokens, _ = greedy_decode(model.step, state, SOS, EOS, T + 1)
right = [a == b for a, b in zip(tokens.tolist(), Y.tolist(), strict=True)]
print("strings right:", sum(right), "of 100")
print("one token repeated:", all(len(set(row)) == 1 for row in tokens.tolist()))
