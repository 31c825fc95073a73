import torch

from mlnotes.attention.transformer_torch import Transformer
from mlnotes.attention.transformer_training import noam_schedule, smallest_loss
from mlnotes.attention.transformer_training_torch import label_smoothing_loss
from mlnotes.sequences.encoder_decoder_torch import shift_right
from mlnotes.training.training_loop_torch import train

torch.set_num_threads(1)
PAD, SOS, EOS, C, D, STEPS = 0, 1, 2, 8, 32, 100
place = torch.arange(6)  # strings of two to five letters, and a place for <EOS>


def draw(n, generator):
    lengths = torch.randint(2, 6, (n,), generator=generator)
    X, end = torch.randint(3, C, (n, 6), generator=generator), lengths[:, None]
    Y = X.gather(1, (end - 1 - place).clamp(min=0)).masked_fill(place == end, EOS)
    X, Y = X.masked_fill(place >= end, PAD), Y.masked_fill(place > end, PAD)
    return X, lengths, Y, place <= end


def batch_loss(model, generator):
    X, lengths, Y, real = draw(32, generator)
    s = model(X, lengths, shift_right(Y, SOS))
    return label_smoothing_loss(s, Y, real, smoothing=0.1)


torch.manual_seed(0)
generator = torch.Generator().manual_seed(0)
model = Transformer(C, C, D, h=2, d_ff=64, layers=1, dropout=0.05)
optimizer = torch.optim.Adam(model.parameters(), betas=(0.9, 0.98), eps=1e-9)
schedule = [0.3 * noam_schedule(t, D, warmup=30) for t in range(STEPS)].__getitem__
train(model, batch_loss, optimizer, STEPS, generator, schedule, max_norm=1.0)

X, lengths, Y, real = draw(500, generator)
s = model.eval()(X, lengths, shift_right(Y, SOS)).detach()
loss, right = label_smoothing_loss(s, Y, real, 0.1), (s.argmax(dim=-1) == Y)[real]
print(f"no loss can be below {smallest_loss(C, 0.1):.3f}")
print("loss of new strings below 0.9:", loss.item() < 0.9)
print("four of five tokens right:", right.float().mean().item() > 0.8)
