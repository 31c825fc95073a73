"""Figures of docs/attention/attention-maps.md, from a Transformer that reads dates."""

import functools
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

MONTHS = ["January", "February", "March", "April", "May", "June", "July"]
MONTHS += ["August", "September", "October", "November", "December"]
PAD, SOS, EOS = range(3)
TOKENS = ["<pad>", "<sos>", "<eos>", *sorted({*"".join(MONTHS), *"0123456789 ,-"})]
SOURCE, TARGET = "December 7, 2022", "2022-12-07"
STEPS, HEADS = 1000, 4


def _draw_pair(generator: Any) -> tuple[str, str]:
    """A date from 1950 to 2049 in one of two spellings, and as ISO writes it."""
    import torch

    day, month, year, spelling = (
        int(torch.randint(low, high, (), generator=generator))
        for low, high in ((1, 29), (0, 12), (1950, 2050), (0, 2))
    )
    written = f"{MONTHS[month]} {day}, {year}", f"{day} {MONTHS[month]} {year}"
    return written[spelling], f"{year}-{month + 1:02}-{day:02}"


def _encode(pairs: list[tuple[str, str]]) -> tuple[Any, Any, Any]:
    """Sources (n, s) padded behind, their lengths (n,), targets with <eos> (n, 11)."""
    import torch

    lengths = torch.tensor([len(source) for source, _ in pairs])
    longest = int(lengths.max())
    X = [[TOKENS.index(a) for a in source] for source, _ in pairs]
    X = [row + [PAD] * (longest - len(row)) for row in X]
    Y = [[TOKENS.index(a) for a in target] + [EOS] for _, target in pairs]
    return torch.tensor(X), lengths, torch.tensor(Y)


@functools.cache
def _trained(steps: int = STEPS, seed: int = 0) -> Any:
    """Train a Transformer with one layer and four heads on dates."""
    import torch

    from mlnotes.attention.transformer_torch import Transformer
    from mlnotes.sequences.encoder_decoder_torch import shift_right
    from mlnotes.sequences.language_model_torch import masked_cross_entropy
    from mlnotes.training.adaptive_rates_torch import Adam
    from mlnotes.training.schedules import warmup_cosine_schedule
    from mlnotes.training.training_loop_torch import train

    def batch_loss(model: Any, generator: Any) -> Any:
        X, lengths, Y = _encode([_draw_pair(generator) for _ in range(32)])
        s = model(X, lengths, shift_right(Y, SOS))
        return masked_cross_entropy(s, Y, torch.ones_like(Y, dtype=torch.bool))

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Transformer(len(TOKENS), len(TOKENS), d=32, h=HEADS, d_ff=64, layers=1)
    schedule = functools.partial(
        warmup_cosine_schedule, learning_rate=0.01, warmup=steps // 10, steps=steps
    )
    generator = torch.Generator().manual_seed(seed)
    optimizer = Adam(model.parameters())
    train(model, batch_loss, optimizer, steps, generator, schedule, max_norm=1.0)
    return model.eval().requires_grad_(False)


def _maps(model: Any, source: str, target: str) -> np.ndarray:
    """Weights (h, t, s) of the decoder's attention to the source."""
    from mlnotes.attention.attention_maps_torch import record_attention
    from mlnotes.sequences.encoder_decoder_torch import shift_right

    X, lengths, Y = _encode([(source, target)])
    maps = record_attention(model, X, lengths, shift_right(Y, SOS))
    return maps["decoder.layers.0.multihead_attn"][0].numpy()


def date_maps() -> tuple[Figure, dict[str, Any]]:
    """Where four heads look while a date is written; and the same, to try."""
    A = _maps(_trained(), SOURCE, TARGET)
    written = [*TARGET, "end"]
    figure, axes = plt.subplots(2, 2, figsize=(5, 4.3), sharex=True, sharey=True)
    for head, (axis, weights) in enumerate(zip(axes.flat, A, strict=True), start=1):
        axis.imshow(weights, cmap="Blues", vmin=0, vmax=1, aspect="auto")
        axis.set_title(f"head {head}", fontsize=10)
        axis.set_xticks(range(len(SOURCE)), [*SOURCE.replace(" ", "␣")], fontsize=9)
        axis.set_yticks(range(len(written)), written, fontsize=9)
        axis.tick_params(length=0)
        axis.grid(visible=False)
    figure.supxlabel("read", fontsize=10)
    figure.supylabel("written", fontsize=10)
    data = {
        "queries": written,
        "keys": [*SOURCE],
        "weights": np.round(A, 3).tolist(),
    }
    return figure, {"attention-viewer": data}


def taken_away() -> Figure:
    """What each written character loses when a part of the source is hidden."""
    parts, costs = _hiding_parts(_trained())
    figure, axes = plt.subplots(len(parts), figsize=(5, 3.2), sharex=True, sharey=True)
    for axis, part, values in zip(axes, parts, costs, strict=True):
        axis.bar(range(len(values)), values)
        axis.set_title(f"without the {part}", loc="left")
        axis.grid(visible=False, axis="x")
    axes[-1].set_xticks(range(len(TARGET) + 1), [*TARGET, "end"])
    axes[-1].set_xlabel("written")
    figure.supylabel("nats lost", fontsize=10.5)
    return figure


def _costs(model: Any, mask: Any) -> np.ndarray:
    """Loss of the right characters' log-probability (rows, t), for masks (rows, s)."""
    import torch

    from mlnotes.sequences.encoder_decoder_torch import shift_right

    X, lengths, Y = _encode([(SOURCE, TARGET)])
    mask = torch.cat([torch.ones_like(mask[:1]), mask])
    Z, _ = model.encode(X, lengths)
    E = model.embed(shift_right(Y, SOS), model.target).expand(len(mask), -1, -1)
    H = model.decoder(E, Z.expand(len(mask), -1, -1), mask)
    log_p = torch.log_softmax(model.scores(H), dim=-1)
    right = log_p.gather(2, Y.expand(len(mask), -1)[..., None])[..., 0]
    return (right[:1] - right[1:]).numpy()


def _hiding_parts(model: Any) -> tuple[list[str], np.ndarray]:
    """Names of the parts, and what their absence costs each character (parts, t)."""
    import torch

    places = {"month": range(8), "day": [9], "year": range(12, 16)}
    mask = torch.ones(len(places), len(SOURCE), dtype=torch.bool)
    for row, hidden in zip(mask, places.values(), strict=True):
        row[list(hidden)] = False
    return list(places), _costs(model, mask)


def _hiding_places(model: Any) -> tuple[np.ndarray, np.ndarray]:
    """Largest weight of each place among the heads, and its absence's costs (s, t)."""
    import torch

    mask = ~torch.eye(len(SOURCE), dtype=torch.bool)
    return _maps(model, SOURCE, TARGET).max(axis=0).T, _costs(model, mask)
