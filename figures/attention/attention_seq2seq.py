"""Figures of docs/attention/attention-seq2seq.md, from models that copy letters."""

import functools
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

PAD, SOS, EOS, TOKENS, LONGEST = 0, 1, 2, 11, 6


def _draw(n: int, low: int, high: int, generator: Any) -> tuple[Any, ...]:
    """Strings of low to high letters: X, lengths, targets with <eos>, their mask."""
    import torch

    from mlnotes.sequences.batching_torch import padding_mask

    lengths = torch.randint(low, high + 1, (n,), generator=generator)
    mask = padding_mask(lengths, high)
    X = torch.randint(3, TOKENS, (n, high), generator=generator) * mask
    Y = torch.cat([X, torch.zeros_like(X[:, :1])], dim=1)
    Y[torch.arange(n), lengths] = EOS
    return X, lengths, Y, padding_mask(lengths + 1, high + 1)


@functools.cache
def _trained(attention: bool, steps: int = 250, seed: int = 0) -> Any:
    """Train one of the two models to copy strings of 2 to 6 letters."""
    import torch

    from mlnotes.attention.attention_seq2seq_torch import AttentionSeq2Seq
    from mlnotes.sequences.encoder_decoder_torch import Seq2Seq, shift_right
    from mlnotes.sequences.language_model_torch import masked_cross_entropy
    from mlnotes.training.adaptive_rates_torch import Adam
    from mlnotes.training.training_loop_torch import train

    def batch_loss(model: Any, generator: Any) -> Any:
        X, lengths, Y, mask = _draw(32, 2, LONGEST, generator)
        return masked_cross_entropy(model(X, lengths, shift_right(Y, SOS)), Y, mask)

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = (AttentionSeq2Seq if attention else Seq2Seq)(TOKENS, TOKENS, 16, 32)
    schedule = [0.015 * (1 - t / steps) for t in range(steps)].__getitem__
    generator = torch.Generator().manual_seed(seed)
    optimizer = Adam(model.parameters())
    train(model, batch_loss, optimizer, steps, generator, schedule, max_norm=1.0)
    return model.eval().requires_grad_(False)


def _right(model: Any, length: int) -> float:
    """Percent of 200 new strings of one length that are copied without a mistake."""
    import torch

    from mlnotes.sequences.decoding_torch import greedy_decode

    generator = torch.Generator().manual_seed(length)
    X, lengths, Y, _ = _draw(200, length, length, generator)
    state = model.encode(X, lengths)
    tokens, _ = greedy_decode(model.step, state, SOS, EOS, length + 1)
    padded = torch.full_like(Y, EOS)
    padded[:, : tokens.shape[1]] = tokens
    return 100 * (padded == Y).all(dim=1).double().mean().item()


def accuracy_by_length() -> Figure:
    """Draw the share of right copies against the length, for both models."""
    lengths = range(2, LONGEST + 3)
    figure, axis = plt.subplots(figsize=(5, 3))
    for attention, style, color, name in (
        (True, "o-", "C1", "with attention"),
        (False, "s--", "C0", "one vector"),
    ):
        shares = [_right(_trained(attention), length) for length in lengths]
        axis.plot(lengths, shares, style, color=color, label=name)
    axis.axvline(LONGEST + 0.5, color=plt.rcParams["axes.edgecolor"], linewidth=1)
    axis.text(LONGEST + 0.7, 70, "longer than\nin training")
    axis.set(xlabel="letters", ylabel="copied right, percent", ylim=(-4, 104))
    axis.set_xlim(1.7, LONGEST + 3.6)
    axis.set_xticks(lengths)
    axis.legend(loc="lower left")
    return figure


def copying_map() -> Figure:
    """Draw where the trained decoder looks while it copies six letters."""
    import torch

    from mlnotes.sequences.encoder_decoder_torch import shift_right

    word = "gcebhd"
    X = torch.tensor([[3 + "abcdefgh".index(letter) for letter in word]])
    Y = torch.cat([X, torch.tensor([[EOS]])], dim=1)
    A = (
        _trained(True)
        .weights(X, torch.tensor([LONGEST]), shift_right(Y, SOS))[0]
        .numpy()
    )
    figure, axis = plt.subplots(figsize=(5, 3.4))
    axis.imshow(A, cmap="Blues", vmin=0, vmax=1)
    axis.set_xticks(range(LONGEST), [*word])
    axis.set_yticks(range(LONGEST + 1), [*word, "end"])
    axis.set(xlabel="read", ylabel="written")
    axis.tick_params(length=0)
    axis.grid(visible=False)
    return figure
