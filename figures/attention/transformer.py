"""Figures of docs/attention/transformer.md."""

from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mlnotes.attention.transformer_torch import Transformer
from mlnotes.sequences.encoder_decoder_torch import shift_right
from mlnotes.sequences.language_model_torch import masked_cross_entropy
from mlnotes.training.training_loop_torch import train

SOS, EOS, LENGTH, STEPS = 0, 1, 5, 120


def _box(axes: Axes, x: float, y: float, text: str, edge: str) -> None:
    """Draw a box with a text."""
    look = {"boxstyle": "round,pad=0.4", "facecolor": "none", "edgecolor": edge}
    axes.text(
        x,
        y,
        text,
        ha="center",
        va="center",
        bbox=look | {"linewidth": 1.6},
        color=plt.rcParams["text.color"],
    )


def model() -> Figure:
    """Draw the whole model: encoder on the left, decoder on the right."""
    figure, axes = plt.subplots(figsize=(5, 5.6))
    colour, grey = plt.rcParams["text.color"], plt.rcParams["axes.edgecolor"]
    arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.1}
    inputs = [("tokens", None), ("embedding × √d\nplus places", "C4")]
    left = [*inputs, ("self-attention", "C0"), ("feed-forward", "C2")]
    right = [*inputs, ("causal\nself-attention", "C1")]
    right += [("attention to\nthe source", "C0"), ("feed-forward", "C2")]
    right += [("linear layer", "C3"), ("softmax", "C3"), ("probabilities", None)]
    heights = [0, 1.45, 3.2, 4.7, 6.1, 8.1, 9.3, 10.3]
    left_heights = [0, 1.45, 3.2, 4.7]
    names = {0: "source X", 4: "target behind <SOS>"}
    for x, column, ys in ((0, left, left_heights), (4, right, heights)):
        for (text, edge), y in zip(column, ys, strict=True):
            shown = names[x] if text == "tokens" else text
            if edge is None:
                axes.text(x, y, shown, ha="center", va="center", color=colour)
            else:
                _box(axes, x, y, shown, edge)
        halves = [0.5 if "\n" in text else 0.32 for text, _ in column]
        ends = zip(ys[:-1], ys[1:], halves[:-1], halves[1:], strict=True)
        for below, above, low, high in ends:
            axes.annotate("", (x, above - high), (x, below + low), arrowprops=arrow)
    axes.plot([0, 0, 2], [5.02, 6.15, 6.15], color=colour, linewidth=1.1)
    axes.plot([2, 2], [6.15, 4.7], color=colour, linewidth=1.1)
    axes.annotate("", (3.22, 4.7), (1.95, 4.7), arrowprops=arrow)
    axes.text(0.9, 6.42, "Z", ha="left", va="center", color=colour)
    frame = {"color": grey, "linewidth": 1.2, "linestyle": "--"}
    for x, top in ((0, 5.3), (4, 6.7)):
        left_x, right_x, bottom = x - 1.6, x + 1.6, 2.4
        outline = [left_x, right_x, right_x, left_x, left_x]
        axes.plot(outline, [bottom, bottom, top, top, bottom], **frame)
    axes.text(-1.6, 5.85, "encoder,\nN layers", ha="left", va="center", color=colour)
    axes.text(2.4, 7.25, "decoder,\nN layers", ha="left", va="center", color=colour)
    axes.set(xlim=(-1.8, 5.8), ylim=(-0.4, 10.7))
    axes.axis("off")
    return figure


def _reversing() -> Transformer:
    """Train a small Transformer to write strings of five letters backwards."""
    import torch

    torch.set_num_threads(1)
    strings = torch.cartesian_prod(*[torch.arange(2, 7)] * LENGTH)

    def batch_loss(model: Any, generator: Any) -> Any:
        X = strings[torch.randint(len(strings), (64,), generator=generator)]
        Y = torch.cat([X.flip(1), torch.full((64, 1), EOS)], dim=1)
        s = model(X, torch.full((64,), LENGTH), shift_right(Y, SOS))
        return masked_cross_entropy(s, Y, torch.ones_like(Y, dtype=torch.bool))

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = Transformer(7, 7, d=32, h=2, d_ff=64, layers=1)
    optimizer = torch.optim.Adam(model.parameters())
    schedule = [0.005 * (1 - t / STEPS) for t in range(STEPS)].__getitem__
    generator = torch.Generator().manual_seed(0)
    train(model, batch_loss, optimizer, STEPS, generator, schedule)
    return model.eval()


def reversal() -> Figure:
    """Draw the attention to the source while a string is written backwards."""
    import torch

    model = _reversing()
    X = torch.tensor([[2, 3, 4, 5, 6]])
    Y = torch.cat([X.flip(1), torch.tensor([[EOS]])], dim=1)
    with torch.no_grad():
        Z, _ = model.encode(X, torch.tensor([LENGTH]))
        layer: Any = model.decoder.layers[0]
        H = model.embed(shift_right(Y, SOS), model.target)
        H = layer.norm1(H + layer.self_attn(H, H, causal=True))
        weights = layer.multihead_attn.weights(H, Z)[0].numpy()
    figure, panels = plt.subplots(1, 2, figsize=(5, 2.9), sharey=True)
    for number, (axes, A) in enumerate(zip(panels, weights, strict=True), start=1):
        axes.imshow(A, vmin=0, vmax=1)
        axes.set_xticks(range(LENGTH), list("abcde"))
        axes.set_yticks(range(LENGTH + 1), [*"edcba", "<EOS>"])
        axes.set(title=f"head {number}", xlabel="source")
        axes.grid(visible=False)
    panels[0].set_ylabel("to be written")
    figure.colorbar(
        panels[0].images[0], ax=panels, label="attention weight", shrink=0.8
    )
    return figure
