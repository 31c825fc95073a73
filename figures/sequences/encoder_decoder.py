"""Figures of docs/sequences/encoder-decoder.md."""

import functools
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlnotes.sequences.decoding_torch import greedy_decode
from mlnotes.sequences.encoder_decoder_torch import Seq2Seq, shift_right
from mlnotes.sequences.language_model_torch import masked_cross_entropy
from mlnotes.training.training_loop_torch import train

SOS, EOS, LETTERS, LENGTH, STEPS = 0, 1, 4, 6, 100


def _draw(generator: Any, n: int, backwards: bool) -> tuple[Any, ...]:
    """Draw strings, in the order in which the encoder reads them, and their copies."""
    import torch

    X = torch.randint(2, 2 + LETTERS, (n, LENGTH), generator=generator)
    Y = torch.cat([X, torch.full((n, 1), EOS)], dim=1)
    return X.flip(1) if backwards else X, torch.full((n,), LENGTH), Y


@functools.cache
def _trained(backwards: bool) -> tuple[Seq2Seq, list[float]]:
    """Train on copying; return the model and the losses."""
    import torch

    torch.set_num_threads(1)

    def batch_loss(model: Any, generator: Any) -> Any:
        X, lengths, Y = _draw(generator, 32, backwards)
        s = model(X, lengths, shift_right(Y, SOS))
        return masked_cross_entropy(s, Y, torch.ones_like(Y, dtype=torch.bool))

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = Seq2Seq(2 + LETTERS, 2 + LETTERS, 16, 32)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    generator = torch.Generator().manual_seed(0)
    losses = train(model, batch_loss, optimizer, STEPS, generator, max_norm=1.0)
    return model, losses


def unrolled() -> Figure:
    """Draw the encoder above the decoder, with what each reads and writes."""
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(5, 4.2), height_ratios=(2, 3))
    colour = plt.rcParams["text.color"]

    def row(axes: Axes, inputs: list[str], outputs: list[str], name: str) -> None:
        """Draw one network over its steps."""
        for j, token in enumerate(inputs):
            state = f"$h_{j + 1}$" if name == "encoder" else f"$g_{j + 1}$"
            box = {"boxstyle": "round,pad=0.45", "facecolor": "none"}
            box |= {"edgecolor": "C0" if name == "encoder" else "C1", "linewidth": 1.6}
            place = {"ha": "center", "va": "center", "color": colour}
            axes.text(j, 1, state, bbox=box, **place)
            axes.text(j, 0, token, **place)
            arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": 1}
            axes.annotate("", (j, 0.66), (j, 0.2), arrowprops=arrow)
            axes.annotate("", (j - 0.24, 1), (j - 0.76, 1), arrowprops=arrow)
            if outputs:
                axes.text(j, 2, outputs[j], **place)
                axes.annotate("", (j, 1.8), (j, 1.34), arrowprops=arrow)
                if j + 1 < len(inputs):
                    dashed = arrow | {"linestyle": "--", "color": "C1"}
                    axes.annotate(
                        "", (j + 0.82, 0.22), (j + 0.2, 1.85), arrowprops=dashed
                    )
        axes.set(xlim=(-1.6, 4.6), ylim=(-0.3, 2.3 if outputs else 1.5))
        axes.axis("off")

    row(top, ["a", "b", "c"], [], "encoder")
    top.text(-0.8, 1, "0", ha="right", va="center", color=colour)
    top.text(2.5, 1, "to the decoder", va="center", color=colour)
    row(bottom, ["<SOS>", "c", "b", "a"], ["c", "b", "a", "<EOS>"], "decoder")
    bottom.text(-0.8, 1, "$h_3$", ha="right", va="center", color=colour)
    return figure


def forced_and_own() -> Figure:
    """Draw the share of right letters by place, with both kinds of input."""
    import torch

    model, _ = _trained(backwards=False)
    X, lengths, Y = _draw(torch.Generator().manual_seed(1), 1000, backwards=False)
    with torch.no_grad():
        forced = model(X, lengths, shift_right(Y, SOS)).argmax(dim=2)
        state = model.encode(X, lengths)
    own, _ = greedy_decode(model.step, state, SOS, EOS, LENGTH)
    figure, axes = plt.subplots(figsize=(4.6, 2.8))
    places = range(1, LENGTH + 1)
    for tokens, style, label in (
        (forced, "o-", "right letters fed in"),
        (own, "s--", "own output fed back"),
    ):
        right = (tokens[:, :LENGTH] == Y[:, :LENGTH]).double().mean(dim=0)
        axes.plot(places, right, style, label=label)
    axes.set(xlabel="place in the output", ylabel="share of right letters")
    axes.set_ylim(0.2, 1.02)
    axes.legend(loc="upper right")
    return figure


def order_of_the_source() -> Figure:
    """Draw the training loss of copying, source read forwards and backwards."""
    import torch

    figure, axes = plt.subplots(figsize=(4.6, 2.8))
    for backwards, style in ((False, "-"), (True, "--")):
        _, losses = _trained(backwards)
        means = torch.tensor(losses).unfold(0, 5, 5).mean(dim=1)
        label = "read backwards" if backwards else "read forwards"
        axes.plot(range(5, STEPS + 1, 5), means, style, label=label)
    axes.set(xlabel="step", ylabel="loss", ylim=(0, None))
    axes.legend()
    return figure
