import torch

from mlnotes.sequences.variable_length_torch import (
    max_over_time,
    mean_over_time,
    rnn_encoder,
    word_convolution,
)

device = "cuda" if torch.cuda.is_available() else "cpu"
d, k, h = 5, 3, 4
torch.manual_seed(0)
F, b_F = torch.randn(11, k, d, device=device), torch.randn(11, device=device)
shapes = (h, d), (h, h), (h,)
weights = [torch.randn(shape, device=device) / 2 for shape in shapes]


def encode(X, lengths):
    A = word_convolution(X, F, b_F)
    pooled, mean = max_over_time(A, lengths - k + 1), mean_over_time(X, lengths)
    return pooled, mean, rnn_encoder(X, lengths, *weights)


lengths = torch.tensor([7, 3], device=device)
batch = torch.randn(2, 7, d, device=device)  # row 1: 3 words, then anything
together, alone = encode(batch, lengths), encode(batch[1:, :3], lengths[1:])
for name, many, one in zip(("pooled", "mean", "RNN"), together, alone, strict=True):
    equal = torch.allclose(many[1:], one, atol=1e-5)
    print(f"{name}: {tuple(many.shape)}, padding changes nothing: {equal}")
