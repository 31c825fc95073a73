"""The task of docs/attention/transformer.md: strings of five letters, backwards."""

import functools

import torch

from mlnotes.attention.multi_head_attention_torch import MultiHeadAttention
from mlnotes.attention.transformer_torch import Transformer
from mlnotes.sequences.decoding_torch import greedy_decode
from mlnotes.sequences.encoder_decoder_torch import shift_right
from mlnotes.sequences.language_model_torch import masked_cross_entropy
from mlnotes.training.training_loop_torch import train

SOS, EOS, T, C = 0, 1, 5, 7
STRINGS = torch.cartesian_prod(*[torch.arange(2, C)] * T)
HELD_OUT = STRINGS.sum(dim=1) % 5 == 0


class SeesAll(MultiHeadAttention):
    """Self-attention that forgets the causal mask."""

    def forward(self, X, Z, mask=None, causal=False):
        return super().forward(X, Z, mask)


def target(X):
    """Return the letters backwards, then <EOS>."""
    return torch.cat([X.flip(1), torch.full((len(X), 1), EOS)], dim=1)


@functools.cache
def trained(seed, shifted=True, causal=True, positions=True, steps=120):
    """Train a small Transformer; return it and the loss of the last step."""
    torch.manual_seed(seed)
    model = Transformer(C, C, d=32, h=2, d_ff=64, layers=1)
    if not causal:
        model.decoder.layers[0].self_attn = SeesAll(32, 2)
    if not positions:
        model.positions.zero_()
    seen = STRINGS[~HELD_OUT]

    def batch_loss(model, generator):
        X = seen[torch.randint(len(seen), (64,), generator=generator)]
        Y = target(X)
        Y_in = shift_right(Y, SOS) if shifted else Y
        s = model(X, torch.full((64,), T), Y_in)
        return masked_cross_entropy(s, Y, torch.ones_like(Y, dtype=torch.bool))

    optimizer = torch.optim.Adam(model.parameters())
    generator = torch.Generator().manual_seed(seed)
    schedule = [0.005 * (1 - t / steps) for t in range(steps)].__getitem__
    losses = train(model, batch_loss, optimizer, steps, generator, schedule)
    return model.eval(), losses[-1]


def share_right(model):
    """Share of the held-out strings that are written without a mistake."""
    X = STRINGS[HELD_OUT]
    state = model.encode(X, torch.full((len(X),), T))
    written, _ = greedy_decode(model.step, state, SOS, EOS, T + 1)
    padded = torch.full((len(X), T + 1), EOS)
    padded[:, : written.shape[1]] = written
    return (padded == target(X)).all(dim=1).double().mean().item()
