import torch

from mlnotes.attention.transformer_torch import Transformer
from mlnotes.sequences.decoding_torch import greedy_decode
from mlnotes.sequences.encoder_decoder_torch import shift_right
from mlnotes.sequences.language_model_torch import masked_cross_entropy
from mlnotes.training.training_loop_torch import train

torch.set_num_threads(1)  # small arrays: more threads only wait for each other
SOS, EOS, T, STEPS = 0, 1, 5, 120
strings = torch.cartesian_prod(*[torch.arange(2, 7)] * T)  # all of five letters
held_out = strings.sum(dim=1) % 5 == 0
seen, new = strings[~held_out], strings[held_out]


def target(X):
    return torch.cat([X.flip(1), torch.full((len(X), 1), EOS)], dim=1)


def batch_loss(model, generator):
    X = seen[torch.randint(len(seen), (64,), generator=generator)]
    s = model(X, torch.full((64,), T), shift_right(target(X), SOS))
    return masked_cross_entropy(s, target(X), torch.ones(64, T + 1, dtype=torch.bool))


torch.manual_seed(0)
model = Transformer(c_source=7, c_target=7, d=32, h=2, d_ff=64, layers=1)
optimizer = torch.optim.Adam(model.parameters())
schedule = [0.005 * (1 - t / STEPS) for t in range(STEPS)].__getitem__
generator = torch.Generator().manual_seed(0)
losses = train(model, batch_loss, optimizer, STEPS, generator, schedule)
print("first loss:", round(losses[0], 1), "  last below 0.05:", losses[-1] < 0.05)

state = model.encode(new, torch.full((len(new),), T))
written, _ = greedy_decode(model.step, state, SOS, EOS, T + 1)
print("read:   ", new[7].tolist())
print("written:", written[7].tolist())
right = (written == target(new)).all(dim=1).float().mean()
print("never seen:", len(new), "  98 % right:", (right > 0.98).item())
