# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     name: python3
#     display_name: Python 3
# ---

# %% [markdown]
# # Lab 4 · What each choice is worth

# %% [markdown]
# Chapter 5 is a list of choices: activation, preprocessing, augmentation, initialisation, optimiser, schedule, penalty,
# early stopping, dropout, normalisation. Here one network learns the handwritten digits of scikit-learn, and every choice
# is switched, one at a time, from one baseline. Ten seeds show how much of a difference is luck.
#
# ## The data
#
# Of the 1 797 pictures 500 are for comparing choices (validation) and 497 for the end (test). From the other 800 every
# seed draws its own 300 for training, few enough for the choices to matter.

# %%
import math
from functools import cache
from itertools import pairwise
from types import SimpleNamespace

import matplotlib.pyplot as plt
import torch
from sklearn.datasets import load_digits
from torch import nn
from tqdm import tqdm

torch.set_num_threads(1)  # the networks are too small to share among cores
pixels, digits = load_digits(return_X_y=True)
pixels = torch.tensor(pixels, dtype=torch.float32)  # 0 … 16
digits = torch.tensor(digits)

generator = torch.Generator().manual_seed(0)
shuffled = torch.randperm(len(pixels), generator=generator)
pool, validation, test = shuffled.split([800, 500, 497])
print("pool:", len(pool), " validation:", len(validation), " test:", len(test))

# %% [markdown]
# ## Ten networks side by side
#
# The network has two hidden layers of 64 units. All ten seeds are trained at once: every parameter gets a leading axis,
# one entry a seed, so that $W_1$ has the shape (10, 64, 64), and `baddbmm(b, X, W.mT)` computes $XW^\top + \mathbf{b}$ for ten
# networks in one call. No number of one network reaches another one. The total loss is the sum of ten losses, so each network
# gets the gradient of its own, and all seven optimisers work element by element. On one core it takes about three times as
# long as one network, not ten times.
#
# [Batch normalisation](../training/batch-normalization.md) treats every feature alone, so the units of ten networks are
# 640 features of one batch. [Layer normalisation](../training/layer-normalization.md) works along the last axis anyway.

# %%
from mlnotes.training.batch_normalization_torch import BatchNorm
from mlnotes.training.dropout_torch import Dropout
from mlnotes.training.layer_normalization_torch import layer_norm

WIDTH = 64


class BatchNorms(nn.Module):
    def __init__(self, seeds):
        super().__init__()
        self.norm = BatchNorm(seeds * WIDTH)

    def forward(self, U):
        rows = U.transpose(0, 1)  # n, seeds, units
        return self.norm(rows.flatten(1)).reshape(rows.shape).transpose(0, 1)


class LayerNorms(nn.Module):
    def __init__(self, seeds):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(seeds, 1, WIDTH))
        self.beta = nn.Parameter(torch.zeros(seeds, 1, WIDTH))

    def forward(self, U):
        normalised = layer_norm(U, torch.ones(WIDTH), torch.zeros(WIDTH))
        return self.gamma * normalised + self.beta


class Networks(nn.Module):
    def __init__(self, seeds, activation, init, dropout, normalisation):
        super().__init__()
        generators = [torch.Generator().manual_seed(seed) for seed in seeds]
        sizes = (64, WIDTH, WIDTH, 10)
        self.W = nn.ParameterList(
            torch.stack([init(d, h, generator) for generator in generators])
            for d, h in pairwise(sizes)
        )
        self.b = nn.ParameterList(torch.zeros(len(seeds), 1, h) for h in sizes[1:])
        # one for each hidden layer; nn.Identity ignores the number of seeds
        self.norms = nn.ModuleList(normalisation(len(seeds)) for _ in range(2))
        self.activation, self.dropout = activation, Dropout(dropout)

    def forward(self, X):
        for W, b, norm in zip(self.W, self.b, self.norms):
            U = norm(torch.baddbmm(b, X, W.mT))
            X = self.dropout(self.activation(U))
        return torch.baddbmm(self.b[-1], X, self.W[-1].mT)


# %% [markdown]
# ## Pictures: preprocessing and augmentation
#
# **Preprocessing** is a function made from the training pictures of each seed. **Augmentation** is a list of views: in
# every epoch each picture is seen in one of them, drawn at random. A shift by a whole pixel is large on 8 × 8 pixels, so
# there are shifts by a third of a pixel too: scale up to 24 × 24, move by one, scale down, which also blurs a little.

# %% alt="Four digits in four rows: unchanged; moved by a third of a pixel and a little blurred; moved by a whole pixel up and to one side, so that ink is cut off at the border; and mirrored, which turns a 5 into something like a 2"
from mlnotes.training.augmentation_torch import crop, flip, resize
from mlnotes.training.preprocessing_torch import standardize, standardize_statistics


def divide(X, training):
    return X / 16


def unscaled(X, training):
    return X


def centre(X, training):
    mean, _ = standardize_statistics(training)
    return (X - mean) / 16


def standardise(X, training):
    return standardize(X, *standardize_statistics(training))


def shifted(pictures):
    """The nine views that a window sees which moves by at most one pixel."""
    height, width = pictures.shape[2:]
    padded = nn.functional.pad(pictures, (1, 1, 1, 1))
    moves = [(i, j) for i in range(3) for j in range(3)]
    return [crop(padded, i, j, height, width) for i, j in moves]


pictures = pixels.reshape(-1, 1, 8, 8) / 16
large = resize(pictures, 24, 24)
views = {
    "none": [pictures],
    "1/3 pixel": [resize(view, 8, 8) for view in shifted(large)],
    "1 pixel": shifted(pictures),
    "flips": [pictures, flip(pictures)],
}
views["1/3 pixel"][4] = pictures  # the middle one: not moved, so not blurred either

figure, axes = plt.subplots(4, 4, figsize=(3.6, 3.6))
for row, (name, seen) in zip(axes, views.items()):
    row[0].set_ylabel(name, size=9)
    for axis, i in zip(row, pool[:4]):
        axis.imshow(seen[-1][i, 0].numpy(), cmap="Greys", vmin=0, vmax=1)
        axis.set(xticks=[], yticks=[])
        axis.spines[:].set_visible(True)
        axis.grid(False)

# %% [markdown]
# ## The baseline, and how a choice is compared with it
#
# The baseline is plain: pixels divided by 16, ReLU, [He's weights](../training/initialization.md), SGD with the rate 0.2
# in batches of 50, 50 epochs, nothing else. Every other choice is a function or a class of the chapter.
#
# A seed draws the training pictures, their order in every epoch and the first weights, and draws the same ones for every
# choice; other normal weights are He's times a number. So a choice is compared with the baseline in pairs, seed by
# seed, and what the pictures of a seed make easy or hard for both drops out. [Schedules](../training/schedules.md) are scaled
# so that their mean rate is that of the baseline; otherwise they would also shorten the way. With early stopping all ten
# networks go on to the last epoch, and then each gets back its weights of the lowest validation loss before its patience ended.

# %%
from mlnotes.linear.cross_entropy_torch import cross_entropy
from mlnotes.networks.activations_torch import relu
from mlnotes.training.early_stopping import EarlyStopping
from mlnotes.training.initialization_torch import he_init
from mlnotes.training.sgd_problems_torch import SGD

BASELINE = {
    "activation": relu,
    "preprocessing": divide,
    "augmentation": "none",
    "init": he_init,
    "optimizer": SGD,
    "rate": 0.2,
    "schedule": lambda t, steps: 1.0,
    "penalty": None,
    "weight_decay": None,
    "patience": None,
    "dropout": 0.0,
    "normalisation": nn.Identity,
    "batch": 50,
    "samples": 300,
}
SEEDS, EPOCHS = range(10), 50


def drawn_pictures(seeds, samples):
    """Training pictures of every seed, as indices (seeds, samples)."""
    generators = [torch.Generator().manual_seed(1000 + seed) for seed in seeds]
    orders = [torch.randperm(len(pool), generator=g) for g in generators]
    return pool[torch.stack(orders)[:, :samples]]


def make_scale(preprocessing, train):
    """Preprocessing of (seeds, n, 64), with the statistics of each seed's pictures."""
    training = pixels[train]
    return lambda X: torch.stack([preprocessing(*pair) for pair in zip(X, training)])


def epoch_of(train, seen, generators):
    """Order and views of one epoch: pixels (seeds, n, 64) and labels (seeds, n)."""
    n, count = train.shape[1], len(seen)
    order = torch.stack([torch.randperm(n, generator=g) for g in generators])
    view = torch.stack([torch.rand(n, generator=g) for g in generators]) * count
    chosen = train.gather(1, order)
    return seen[view.long(), chosen], digits[chosen]


def measure(run, indices):
    """Loss and accuracy (in percent) of every seed's network on some pictures."""
    indices = indices.expand(len(run.network.W[0]), -1)  # (seeds, n)
    y = digits[indices]
    run.network.eval()
    with torch.no_grad():
        scores = run.network(run.scale(pixels[indices]))
    loss = torch.stack([cross_entropy(s, labels) for s, labels in zip(scores, y)])
    return loss, 100 * (scores.argmax(dim=2) == y).float().mean(dim=1)


@cache
def train(seeds=SEEDS, epochs=EPOCHS, **changed):
    """Train all seeds with the choices of the baseline, but for those that changed."""
    c = SimpleNamespace(**{**BASELINE, **changed})
    torch.manual_seed(0)  # for dropout
    generators = [torch.Generator().manual_seed(2000 + seed) for seed in seeds]
    mine = drawn_pictures(seeds, c.samples)
    seen = 16 * torch.stack(views[c.augmentation]).flatten(2)
    network = Networks(seeds, c.activation, c.init, c.dropout, c.normalisation)
    run = SimpleNamespace(network=network, scale=make_scale(c.preprocessing, mine))
    settings = {} if c.weight_decay is None else {"weight_decay": c.weight_decay}
    optimizer = c.optimizer(network.parameters(), lr=c.rate, **settings)
    steps = epochs * math.ceil(c.samples / c.batch)
    factors = torch.tensor([c.schedule(t, steps) for t in range(steps)])
    rates = iter((c.rate * factors / factors.mean()).tolist())
    stoppers = [EarlyStopping(c.patience) for _ in seeds if c.patience]

    for _ in range(epochs):
        pictures, labels = epoch_of(mine, seen, generators)
        batches = run.scale(pictures).split(c.batch, 1), labels.split(c.batch, 1)
        network.train()
        for X, y in zip(*batches):
            optimizer.param_groups[0]["lr"] = next(rates)
            loss = cross_entropy(network(X).flatten(0, 1), y.flatten())
            loss = len(seeds) * loss  # the sum of the networks' own mean losses
            if c.penalty is not None:
                loss = loss + sum(c.penalty(W) for W in network.W)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        if stoppers:
            losses = measure(run, validation)[0]
        for i, stopper in enumerate(stoppers):
            if not stopper.stopped:  # a stopped network trains on, but is not kept
                stopper.update(losses[i], [p[i].detach() for p in network.parameters()])
    with torch.no_grad():
        for i, stopper in enumerate(stoppers):
            for p, best in zip(network.parameters(), stopper.best_weights()):
                p[i] = best
    run.loss, run.accuracy = measure(run, validation)
    run.training = measure(run, mine)[0].mean()
    return run


together, alone = train(epochs=2), train(seeds=range(3, 4), epochs=2)
gap = (together.network.W[0][3] - alone.network.W[0][0]).abs().max().item()
print("network 3 of ten is the network trained alone:", gap < 1e-5)

# %% [markdown]
# ## A learning rate for each optimiser
#
# A rate that suits one optimiser is far off for another. Each one gets the best of three, judged by the mean validation
# loss. The other choices keep the rate of the baseline: what they are worth is what they are worth *at this rate*.

# %%
from mlnotes.training.adaptive_rates_torch import Adagrad, Adam, AdamW, RMSprop
from mlnotes.training.momentum_torch import Momentum, Nesterov

grids = {
    SGD: (0.06, 0.2, 0.6),
    Momentum: (0.006, 0.02, 0.06),
    Nesterov: (0.006, 0.02, 0.06),
    Adagrad: (0.006, 0.02, 0.06),
    RMSprop: (0.0006, 0.002, 0.006),
    Adam: (0.0006, 0.002, 0.006),
    AdamW: (0.0006, 0.002, 0.006),
}
pairs = [(kind, rate) for kind, rates in grids.items() for rate in rates]
tried = {
    (kind, rate): train(optimizer=kind, rate=rate)
    for kind, rate in tqdm(pairs, delay=2, disable=None)
}
best_rate = {
    kind: min(rates, key=lambda rate: tried[kind, rate].loss.mean().item())
    for kind, rates in grids.items()
}
print("validation loss, mean of ten seeds")
for kind, rates in grids.items():
    row = "   ".join(f"{rate:6}: {tried[kind, rate].loss.mean():.3f}" for rate in rates)
    print(f"{kind.__name__:9} {row}   → {best_rate[kind]}")

# %% [markdown]
# The best rate of momentum and Nesterov is a tenth of that of SGD: with $\rho = 0.9$ equal gradients
# [add up](../training/momentum.md) to ten times their size.
#
# ## One choice at a time
#
# In brackets stands what the baseline does. The sigmoid and pixels from 0 to 16 get a second chance with another rate. The
# last row is no choice of the chapter: 133 epochs are as many steps as 800 pictures give in 50 epochs, which is needed below.

# %%
from mlnotes.linear.softmax_torch import sigmoid
from mlnotes.networks.activations_torch import gelu, leaky_relu, tanh
from mlnotes.training.initialization_torch import (
    gaussian_init,
    lecun_init,
    xavier_init,
)
from mlnotes.training.penalties_torch import l1_penalty, l2_penalty
from mlnotes.training.schedules import (
    cosine_schedule,
    exponential_schedule,
    step_schedule,
    warmup_cosine_schedule,
)


def pytorch_init(d, h, generator):
    """Weights of a new torch.nn.Linear: uniform between ±1/√d."""
    return (2 * torch.rand(h, d, generator=generator) - 1) / math.sqrt(d)


def cosine(t, steps):
    return cosine_schedule(t, 1, steps)


choices = {
    "activation (ReLU)": {
        "sigmoid": {"activation": sigmoid},
        "sigmoid, rate 2": {"activation": sigmoid, "rate": 2.0},
        "tanh": {"activation": tanh},
        "leaky ReLU": {"activation": leaky_relu},
        "GELU": {"activation": gelu},
    },
    "preprocessing (/16)": {
        "none": {"preprocessing": unscaled},
        "none, rate 0.02": {"preprocessing": unscaled, "rate": 0.02},
        "centred": {"preprocessing": centre},
        "standardised": {"preprocessing": standardise},
    },
    "augmentation (none)": {
        "shifts, 1/3 pixel": {"augmentation": "1/3 pixel"},
        "shifts, 1 pixel": {"augmentation": "1 pixel"},
        "flips": {"augmentation": "flips"},
    },
    "initialisation (He)": {
        "small, 0.01": {"init": lambda d, h, g: gaussian_init(d, h, 0.01, g)},
        "large, 1": {"init": lambda d, h, g: gaussian_init(d, h, 1, g)},
        "LeCun": {"init": lecun_init},
        "Xavier": {"init": xavier_init},
        "PyTorch": {"init": pytorch_init},
    },
    "optimiser (SGD)": {
        kind.__name__: {"optimizer": kind, "rate": best_rate[kind]}
        for kind in grids
        if kind is not SGD
    },
    "schedule (constant)": {
        "step": {"schedule": lambda t, T: step_schedule(t, 1, T // 3, 0.3)},
        "exponential": {
            "schedule": lambda t, T: exponential_schedule(t, 1, 0.1 ** (1 / T))
        },
        "cosine": {"schedule": cosine},
        "warm-up, cosine": {
            "schedule": lambda t, T: warmup_cosine_schedule(t, 1, T // 10, T)
        },
    },
    "penalty (none)": {
        "L1, 0.0003": {"penalty": lambda W: l1_penalty(W, 0.0003)},
        "L2, 0.003": {"penalty": lambda W: l2_penalty(W, 0.003)},
        "weight decay, 0.003": {"weight_decay": 0.003},
    },
    "early stopping (off)": {"patience 5": {"patience": 5}},
    "dropout (0)": {
        "0.2": {"dropout": 0.2},
        "0.5": {"dropout": 0.5},
    },
    "normalisation (none)": {
        "batch": {"normalisation": BatchNorms},
        "layer": {"normalisation": LayerNorms},
    },
    "batch size (50)": {
        "20": {"batch": 20},
        "300": {"batch": 300},
    },
    "epochs (50)": {"133": {"epochs": 133}},
}
switches = [(c, option) for c, options in choices.items() for option in options]
results = {
    (choice, option): train(**choices[choice][option])
    for choice, option in tqdm(switches, delay=2, disable=None)
}

# %%
baseline = train(optimizer=SGD, rate=0.2)  # was trained above


def spread(values, digits=1, sign=""):
    # the z prints a mean of -0.01 as 0.0, not as -0.0
    return f"{values.mean():{sign}z.{digits}f} ± {values.std():.{digits}f}"


def row(name, run, other):
    gain, more = run.accuracy - other.accuracy, run.loss - other.loss
    return (
        f"{name:23}{spread(run.accuracy):>12}{spread(gain, 1, '+'):>14}"
        f"{run.loss.mean():6.2f}{spread(more, 2, '+'):>14}{run.training:9.2f}"
    )


HEAD = f"{'':23}{'accuracy':>12}{'difference':>14}{'loss':>6}{'difference':>14}"
HEAD += f"{'training':>9}"
print("validation set, mean ± standard deviation of ten seeds;")
print("training: the loss on the training pictures")
print(HEAD)
print(row("baseline", baseline, baseline))
for choice, options in choices.items():
    print(choice)
    for option in options:
        print(row(f"  {option}", results[choice, option], baseline))


# %% [markdown]
# The same as a picture. Each tick is one seed, the dot their mean. It is filled if the mean exceeds the standard
# deviation of the ten differences; that is more than three standard errors. An arrow with a number stands for a mean
# further to the left.


# %% alt="Differences of accuracy to the baseline, one line for each option, from minus 6 to 4 points around a line at 0. Arrows at the left edge mark unscaled pixels and small weights, both near minus 80, large weights, the sigmoid and shifts by a pixel. Filled dots left of the line: unscaled pixels with a smaller rate, one batch of 300, flips, PyTorch's weights, the sigmoid with rate 2, standardised pixels. Filled dots half a point to one and a half points right of the line: tanh, the four adaptive optimisers and 133 epochs. The other dots are hollow, nearly all within one point of the line, with ticks on both sides"
def clear(gain):
    """Whether the mean of ten differences exceeds their standard deviation."""
    return abs(gain.mean()) > gain.std()


LEFT = -6.0
figure, axis = plt.subplots(figsize=(5, 11))
labels = []
for choice, options in choices.items():
    labels.append(choice)
    for option in options:
        gain = results[choice, option].accuracy - baseline.accuracy
        y, mean = len(labels), gain.mean().item()
        labels.append(option)
        inside = gain[gain > LEFT].tolist()
        axis.plot(inside, [y] * len(inside), "|", color="C5", ms=7, alpha=0.6)
        face = {} if clear(gain) else {"markerfacecolor": "none"}
        colour = "C1" if mean < 0 else "C0"
        if mean > LEFT:
            axis.plot(mean, y, "o", color=colour, ms=7, **face)
        else:
            axis.plot(LEFT, y, "<", color=colour, ms=8, clip_on=False)
            axis.text(LEFT + 0.3, y, f"−{-mean:.0f}", va="center", size=9)
axis.axvline(0, color=plt.rcParams["axes.edgecolor"], linewidth=1)
axis.set(xlim=(LEFT, 4), ylim=(len(labels) - 0.5, -0.5))
axis.set_yticks(range(len(labels)), labels, size=9)
for label in axis.get_yticklabels():
    if label.get_text() in choices:
        label.set_fontweight("bold")
axis.grid(axis="y", visible=False)
axis.set_xlabel("difference of accuracy to the baseline, points")
plt.show()

# %% [markdown]
# ## What the table says
#
# - **Some choices decide whether the network learns at all.** With pixels from 0 to 16 it guesses, with small weights
#   it has not started after 50 epochs, with large ones and with a sigmoid it is far behind. The loss on the training set
#   shows it: these networks have not even fitted their own pictures. Another rate rescues the sigmoid, which passes
#   [only a small part of the gradient](../training/activation-choice.md#tr-1), nearly completely: a verdict on a choice is a
#   verdict on the choice *and* the rate.
# - **Some harm although the training loss is small.** Pixels from 0 to 16 with a tenth of the rate reach a training loss near
#   zero, but about five points less on other pictures. Flips teach that a mirrored 2 is a 2, which no digit of this set needs.
#   A shift by a whole pixel is no small shift here: it moves the digit by an eighth of the picture and cuts ink off. With it
#   the training loss, measured on the pictures as they are, stays high too.
# - **Some are late.** One batch of 300 means 50 steps in all. PyTorch's default weights have a sixth of He's variance. Both
#   have a higher training loss than the baseline: they are not done yet.
# - **Nearly everything else is within about a point.** ReLU, leaky ReLU and GELU, He, Xavier and LeCun, SGD with and without
#   momentum, the four schedules, the three penalties, early stopping: differences about as small as their spread. L2 in the
#   loss and weight decay are the same thing under SGD, but for the biases. The adaptive optimisers, normalisation and tanh
#   gain the most, about a point.
# - **Part of that may be speed.** The adaptive optimisers, normalisation and batches of 20 have a lower training loss than
#   the baseline after 50 epochs: they are further on the way. The baseline itself gains nearly a point in 133 epochs.
# - **Scaling each pixel on its own is no gain.** Dividing by 16 keeps the pixels alike. Standardising blows up those at the
#   border that hardly ever hold ink. That is part of the reason; exercise 6 shows how large a part.

# %%
mean, std = standardize_statistics(pixels[drawn_pictures(SEEDS, 300)[0]])
largest = standardize(pixels[validation], mean, std).abs().max(dim=0).values
rare = (std > 0) & (std < 2)
print("pixels that vary little:", int(rare.sum()), "of 64")
print(f"their largest standardised value: {largest[rare].max():.0f}")
print(f"that of the others: {largest[std >= 2].max():.0f}")

# %% [markdown]
# Two more things can be read from the ± of the table.
#
# **Pairs are worth having.** The accuracy of the baseline varies from seed to seed by more than a point, mostly because some
# draws of 300 pictures are better than others. The difference of leaky ReLU and ReLU varies by a fraction of that. Without
# pairs, ten seeds could not tell differences below a point from luck; exercise 7 tries it.
#
# **Not everything is in the ±.** It says what another seed would change, not another validation set: all rows were measured
# on the same 500 pictures. A share of 93 % of them has a standard error of
# $\sqrt{0.93 \cdot 0.07 / 500} \approx 1.1$ points; the difference of two networks that err on mostly the same pictures has less,
# but not nothing. And among so many rows a few look better than they are by luck alone. So a row with a gain
# of a point is a hint, not a discovery.
#
# **Two kinds of rows are flattered.** [Early stopping](../training/early-stopping.md) keeps the weights with the lowest loss on
# the very pictures on which its row is then measured. If anything its row shows too much, and even that is less than its
# spread. Each optimiser, SGD included, has the best of three rates on the same pictures. Only pictures that chose nothing give
# a fair number: that is what the test set is for.
#
# ## Good choices together
#
# Five choices that do no great harm alone, all at once: shifts by a third of a pixel, Adam, cosine, dropout 0.2 and batch
# normalisation. ReLU and He's weights stay. Then each is taken away again.

# %%
everything = {
    "augmentation": "1/3 pixel",
    "optimizer": Adam,
    "rate": best_rate[Adam],
    "schedule": cosine,
    "dropout": 0.2,
    "normalisation": BatchNorms,
}
taken_away = {
    "shifts": {"augmentation": "none"},
    "Adam": {"optimizer": SGD, "rate": 0.2},
    "cosine": {"schedule": BASELINE["schedule"]},
    "dropout": {"dropout": 0.0},
    "normalisation": {"normalisation": nn.Identity},
}
combined = train(**everything)
fewer = {
    name: train(**everything | changed)
    for name, changed in tqdm(taken_away.items(), delay=2, disable=None)
}
print(HEAD)
print(row("baseline", baseline, baseline))
print(row("all together", combined, baseline))
print("difference to all together")
for name, run in fewer.items():
    print(row(f"  without {name}", run, combined))

# %% [markdown]
# Together they gain one to two points. Only normalisation is missed when it is gone. Each of the others can be left out
# without a clear loss, also Adam, which gained something alone: beside normalisation SGD does as well. What a choice is
# worth depends on its company.
#
# ## The test set, once
#
# The baseline and all choices together are measured on the test set, with 300 and with all 800 training pictures. With 800
# the ten seeds share their pictures and differ in weights and order only.

# %%
finals = {
    "baseline": baseline,
    "all together": combined,
    "baseline, 800": train(samples=800),
    "all together, 800": train(samples=800, **everything),
}
print(f"{'test set':23}{'accuracy':>12}{'difference':>14}{'loss':>14}")
first = measure(baseline, test)[1]
for name, run in finals.items():
    loss, accuracy = measure(run, test)
    gain = accuracy - first
    print(
        f"{name:23}{spread(accuracy):>12}{spread(gain, 1, '+'):>14}"
        f"{spread(loss, 2):>14}"
    )

# %% [markdown]
# On pictures that chose nothing all choices together gain about a point, no more than the spread of that difference. 500 more
# pictures gain more than that, and both together gain most. More pictures also mean more steps, 16 instead of 6 an epoch;
# but in the large table as many steps on 300 pictures, the row of 133 epochs, gained less than a point.
#
# ## What does not carry over
#
# Two hidden layers and 50 epochs forgive much. Weights that lose a factor in every layer lose it
# [once a layer](../training/initialization.md), normalisation and good initial weights decide more in deep networks, and schedules
# more in long trainings. Augmentation, dropout and penalties have more to do when a network is large for its data and
# trained for long. What carries over is the method: one baseline, one switch at a time, pairs, several seeds, and a test
# set that is used once.
#
# ## Try it yourself
#
# 1. Give the sigmoid the rate 0.2 and `normalisation=BatchNorms`. How far does it come?
# 2. Train for 5 epochs instead of 50. Which optimiser leads now, and by how much?
# 3. Use 50 training pictures (`samples=50`, `batch=10`). Do penalties, dropout or shifts gain more now?
# 4. Add three hidden layers (`sizes` and the range of `norms` in `Networks`). Which rows of the initialisation change most?
# 5. Compare L2 in the loss with weight decay for Adam and for AdamW, with a strength of 0.1.
#    ([Penalties and weight decay](../training/penalties.md) says what to expect.)
# 6. Standardise with no standard deviation below 3: `(X - mean) / std.clamp(min=3)`. How much of the lost accuracy comes back?
# 7. Compare the baseline with itself, these ten seeds against ten others: `train(seeds=range(10, 20))`. How large do the mean and
#    the spread of the differences get that mean nothing?
#
# ## What to remember
#
# - First make it learn: scaled inputs, weights of the right size, a rate that fits. These are worth tens of points.
# - Judge a choice together with its rate.
# - Everything after that is worth about a point here, about as much as another seed; pairs make it visible.
# - Augmentation must keep the meaning and give pictures that could come up.
# - What a choice is worth depends on the other choices: Adam gained alone and was not missed in company.
# - A choice that was made on the validation set looks better there than it is; the test set is used once.
# - 500 more pictures gained more than all choices together.
