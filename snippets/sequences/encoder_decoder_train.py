import torch

from mlnotes.sequences.decoding_torch import greedy_decode
from mlnotes.sequences.encoder_decoder_torch import Seq2Seq, shift_right
from mlnotes.sequences.language_model_torch import masked_cross_entropy
from mlnotes.training.training_loop_torch import train

torch.set_num_threads(1)  # small arrays: more threads only wait for each other
PAD, SOS, EOS, T = 0, 1, 2, 4


def draw(n, generator):
    """Strings of 2 to T letters a, b, c (ids 3, 4, 5), and the same backwards."""
    lengths = torch.randint(2, T + 1, (n,), generator=generator)
    X = torch.randint(3, 6, (n, T), generator=generator)
    X = torch.where(torch.arange(T) < lengths[:, None], X, PAD)
    place = lengths[:, None] - 1 - torch.arange(T + 1)
    Y = X.gather(1, place.clamp(min=0))
    Y = torch.where(place >= 0, Y, torch.where(place == -1, EOS, PAD))
    return X, lengths, Y


def batch_loss(model, generator):
    X, lengths, Y = draw(32, generator)
    return masked_cross_entropy(model(X, lengths, shift_right(Y, SOS)), Y, Y != PAD)


torch.manual_seed(0)
model = Seq2Seq(c_source=6, c_target=6, d=16, h=32)
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
losses = train(model, batch_loss, optimizer, 100, torch.Generator().manual_seed(0))
print("first loss:", round(losses[0], 1), "  last is below 0.3:", losses[-1] < 0.3)

X, lengths, Y = draw(200, torch.Generator().manual_seed(1))
tokens, _ = greedy_decode(model.step, model.encode(X, lengths), SOS, EOS, T + 1)
tokens = torch.where(Y != PAD, tokens, PAD)
print("written:", tokens[0].tolist())
print("right:  ", Y[0].tolist())
right = (tokens == Y).all(dim=1).float().mean()
print("more than 3 of 5 strings right:", (right > 0.6).item())
