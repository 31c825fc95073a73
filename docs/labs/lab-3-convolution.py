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
# # Lab 3 · Convolution against fully connected

# %% [markdown]
# A convolutional network asks the same question at every place of a picture; a
# [multilayer perceptron](../networks/multilayer-perceptron.md) learns every place anew. Here both get the same number of
# parameters and the same 1 000 handwritten digits: once in the middle of the picture, once somewhere in it. A second
# question is what [pooling](../convolution/pooling.md) adds.
#
# ## The data
#
# The 8 × 8 digits of scikit-learn are placed on an empty canvas of 14 × 14 pixels. There are 7 × 7 positions; the middle
# one is 3 pixels down and 3 to the right. `translate` is the function of the page on
# [equivariance](../convolution/equivariance.md).

# %%
import math
from itertools import product

import matplotlib.pyplot as plt
import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn
from tqdm import tqdm

from mlnotes.convolution.equivariance_torch import translate

torch.set_num_threads(1)  # the networks are too small to share among cores
pixels, digits = load_digits(return_X_y=True)
pixels = torch.tensor(pixels / 16, dtype=torch.float32).reshape(-1, 1, 8, 8)
corner = nn.functional.pad(pixels, (0, 6, 0, 6))  # 14 × 14, digit at the top left
digits = torch.tensor(digits)


def place(X, down, right):
    """Move picture i of X down by down[i] and to the right by right[i]."""
    moved = [translate(x[None], i, j) for x, i, j in zip(X, down, right)]
    return torch.cat(moved)


generator = torch.Generator().manual_seed(0)
shuffled = torch.randperm(len(corner), generator=generator)
random_place = torch.randint(0, 7, (2, len(corner)), generator=generator).tolist()
centred = translate(corner, 3, 3)
shifted = place(corner, *random_place)
train, test = shuffled[:1000], shuffled[1000:]
y, y_test = digits[train], digits[test]
print("canvas:", tuple(centred.shape[1:]), " training:", len(y), " test:", len(y_test))


# %% alt="Two rows of six handwritten digits on a larger empty canvas: in the upper row all stand in the middle, in the lower row the same digits stand at random places"
def show(pictures, columns, titles=None, size=0.75, cmap="Greys", limit=None):
    """Draw small pictures in a grid, from white (0) to black, or between ± limit."""
    rows = -(-len(pictures) // columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(size * columns, 1.15 * size * rows), squeeze=False
    )
    for axis in axes.flat:
        axis.set(xticks=[], yticks=[])
        axis.spines[:].set_visible(True)
    for i, (axis, picture) in enumerate(zip(axes.flat, pictures)):
        low, high = (0, picture.max().item()) if limit is None else (-limit, limit)
        axis.imshow(picture.numpy(), cmap=cmap, vmin=low, vmax=high)
        axis.grid(False)
        if titles is not None:
            axis.set_title(titles[i], fontsize=9)


show(torch.cat([centred[train[:6], 0], shifted[train[:6], 0]]), columns=6)

# %% [markdown]
# ## Four networks of one size
#
# All four are built from the functions of chapters 2 to 4. Weights start normal with variance 2 divided by the number of
# inputs, biases at zero.
#
# - **MLP**: 196 pixels → 13 hidden units → 10 scores.
# - **Strides**: two [convolutional layers](../convolution/convolutional-layer.md) with stride 2, then a linear layer; no pooling.
# - **Max pooling**: two convolutional layers with stride 1, each followed by 2 × 2 max pooling, then a linear layer.
# - **Global pooling**: the second pooling is replaced by the mean of each whole feature map, so that the last layer
#   does not see places any more.

# %%
from mlnotes.convolution.convolutional_layer_torch import conv2d
from mlnotes.convolution.pooling_torch import global_avg_pool2d, max_pool2d
from mlnotes.linear.scores_torch import linear_scores
from mlnotes.networks.activations_torch import relu


class Network(nn.Module):
    def __init__(self, generator):
        super().__init__()
        self.W, self.b = nn.ParameterList(), nn.ParameterList()
        for shape in self.shapes:
            spread = math.sqrt(2 / math.prod(shape[1:]))
            self.W.append(
                nn.Parameter(spread * torch.randn(shape, generator=generator))
            )
            self.b.append(nn.Parameter(torch.zeros(shape[0])))


class MLP(Network):
    shapes = (13, 196), (10, 13)

    def forward(self, X):
        H = relu(linear_scores(X.flatten(1), self.W[0], self.b[0]))
        return linear_scores(H, self.W[1], self.b[1])


class Strides(Network):
    shapes = (8, 1, 3, 3), (11, 8, 3, 3), (10, 11 * 4 * 4)

    def forward(self, X):
        H = relu(conv2d(X, self.W[0], self.b[0], stride=2, padding=1))
        H = relu(conv2d(H, self.W[1], self.b[1], stride=2, padding=1))
        return linear_scores(H.flatten(1), self.W[2], self.b[2])


class MaxPooling(Network):
    shapes = (8, 1, 3, 3), (16, 8, 3, 3), (10, 16 * 3 * 3)

    def forward(self, X):
        H = max_pool2d(relu(conv2d(X, self.W[0], self.b[0], padding=1)), 2, 2)
        H = max_pool2d(relu(conv2d(H, self.W[1], self.b[1], padding=1)), 2, 2)
        return linear_scores(H.flatten(1), self.W[2], self.b[2])


class GlobalPooling(Network):
    shapes = (8, 1, 3, 3), (31, 8, 3, 3), (10, 31)

    def features(self, X):
        H = max_pool2d(relu(conv2d(X, self.W[0], self.b[0], padding=1)), 2, 2)
        return global_avg_pool2d(relu(conv2d(H, self.W[1], self.b[1], padding=1)))

    def forward(self, X):
        return linear_scores(self.features(X), self.W[2], self.b[2])


# %% [markdown]
# The sides come from [the formula for the output size](../convolution/output-size.md), the counts from $K(F^2C + 1)$ for
# a convolutional layer and from $w_l\,(w_{l-1} + 1)$ for a linear one. They differ by less than 2 %:

# %%
from mlnotes.convolution.output_size import (
    conv_multiplications,
    conv_parameters,
    output_size,
)
from mlnotes.networks.net import parameter_count

print("sides with strides:", [output_size(14, 3, 2, 1), output_size(7, 3, 2, 1)])
print("sides with pooling:", [output_size(14, 2, 2), output_size(7, 2, 2)])
first = conv_parameters(1, 8, 3, 3)
counts = {
    MLP: parameter_count([196, 13, 10]),
    Strides: first + conv_parameters(8, 11, 3, 3) + parameter_count([176, 10]),
    MaxPooling: first + conv_parameters(8, 16, 3, 3) + parameter_count([144, 10]),
    GlobalPooling: first + conv_parameters(8, 31, 3, 3) + parameter_count([31, 10]),
}
at_every_pixel = conv_multiplications(1, 14, 14, 8, 3, 1, 1)
products = {
    MLP: 196 * 13 + 13 * 10,
    Strides: conv_multiplications(1, 14, 14, 8, 3, 2, 1)
    + conv_multiplications(8, 7, 7, 11, 3, 2, 1)
    + 176 * 10,
    MaxPooling: at_every_pixel + conv_multiplications(8, 7, 7, 16, 3, 1, 1) + 144 * 10,
    GlobalPooling: at_every_pixel + conv_multiplications(8, 7, 7, 31, 3, 1, 1) + 310,
}
table = "\nparameters    by formula   by counting   multiplications"
for kind, count in counts.items():
    counted = sum(p.numel() for p in kind(generator).parameters())
    table += f"\n{kind.__name__:13} {count:10d}   {counted:11d}   {products[kind]:15,d}"
print(table)

# %% [markdown]
# ## Training
#
# Cross entropy and [stochastic gradient descent](../linear/stochastic-gradient-descent.md) in batches of 50, 30 epochs,
# learning rate 0.1, the same for all. [Momentum](../training/momentum.md) makes the steps follow a running mean of the
# gradients. Every network is trained on the centred digits and, from the start again, on the shifted ones. Each training is
# repeated with three seeds: a seed draws the first weights and the order of the samples. Rate and epochs were set by hand
# so that the slowest network, global pooling, comes near its end; the other three have fitted the centred digits by then.
# They were not tuned on a validation set, so differences of a point or two prove nothing; the ones discussed below are larger.

# %%
from mlnotes.linear.cross_entropy_torch import cross_entropy

SEEDS = range(3)


def train_network(kind, X, seed, epochs=30):
    generator = torch.Generator().manual_seed(seed)
    network = kind(generator)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    for _ in range(epochs):
        for batch in torch.randperm(len(X), generator=generator).split(50):
            loss = cross_entropy(network(X[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return network.requires_grad_(False)


def accuracies(kind, trained_on, X, labels):
    """Accuracy of the networks of all seeds, in percent."""
    return np.array(
        [
            100 * (network(X).argmax(dim=1) == labels).double().mean().item()
            for network in networks[kind, trained_on]
        ]
    )


data = {"centred": centred, "shifted": shifted}
networks = {
    (kind, name): [train_network(kind, data[name][train], seed) for seed in SEEDS]
    for kind, name in tqdm(list(product(counts, data)), delay=2, disable=None)
}

# %%
columns = [
    ("centred", centred[test], y_test),
    ("centred", shifted[test], y_test),
    ("shifted", shifted[test], y_test),
    ("shifted", shifted[train], y),
]
table = """accuracy in percent, mean of three seeds ± their standard deviation
trained on       centred       centred       shifted       shifted
asked about      centred       shifted       shifted       its training set"""
for kind in counts:
    cells = [accuracies(kind, *column) for column in columns]
    row = "   ".join(f"{cell.mean():5.1f} ± {cell.std(ddof=1):3.1f}" for cell in cells)
    table += f"\n{kind.__name__:13}  {row}"
print(table)

# %% [markdown]
# Two uncertainties come with these numbers. The seeds vary by the number behind ±. And another draw of test digits
# would move all rows together, by about the standard error of a share of 797:

# %%
for p in (0.95, 0.75, 0.5):
    error = 100 * math.sqrt(p * (1 - p) / len(y_test))
    print(f"near {100 * p:.0f} percent: {error:.1f}")

# %% [markdown]
# - **Centred, asked about centred.** Strides and max pooling lead the MLP by a point or two, hardly more than the
#   uncertainty. Where every digit stands in the same place, an MLP is nearly as good. Global pooling varies most from seed
#   to seed and is no better than the MLP: it trains slowest, and it throws away where a feature was. This
#   experiment does not tell the two reasons apart.
# - **Centred, asked about shifted.** MLP and strides are little better than guessing, which gives 10. Their last layer has
#   learned what stands *where*, and convolution alone does not change that: it is equivariant, its output moves
#   along with the input. Max pooling helps a little. Global pooling keeps most of its accuracy.
# - **Shifted, asked about shifted.** Even with examples of all positions the MLP reaches less than half: 1 000 digits on
#   49 positions are 20 for each, and what it learns at one it does not know at the next. Its training set it knows much
#   better: it has learned digits by heart. The two networks with pooling are far ahead; which of them leads is less sure
#   than the distance to the others.
#
# So at equal size the convolution alone, with strides, helps, and pooling helps more. It is not free: in multiplications
# the networks with pooling cost four and seven times as much as the one with strides, because their filters stop at
# every pixel.
#
# ## Accuracy against the shift
#
# The test digits move to the left and to the right of the middle, three pixels each way.


# %% alt="Two panels of accuracy against the horizontal shift. Trained on centred digits, MLP and strides fall steeply within two pixels, max pooling a little later, and global pooling zigzags: high at even shifts, lower at odd ones. Trained on shifted digits all four are almost level: global pooling on top, then max pooling, strides and the MLP"
def draw_against_shift(axis, trained_on):
    shifts = range(-3, 4)
    for kind, style in zip(counts, ("o-", "s--", "^-.", "D:")):
        curve = [
            accuracies(kind, trained_on, translate(corner[test], 3, 3 + shift), y_test)
            for shift in shifts
        ]
        axis.plot(shifts, np.mean(curve, axis=1), style, label=kind.__name__)
    axis.set(title=f"trained on {trained_on} digits", ylabel="accuracy, percent")
    axis.set(ylim=(0, 103))


figure, (top, bottom) = plt.subplots(2, 1, figsize=(5, 6.8))
draw_against_shift(top, "centred")
draw_against_shift(bottom, "shifted")
bottom.set_xlabel("shift to the right, pixels")
figure.legend(*top.get_legend_handles_labels(), loc="outside upper center", ncols=2)
plt.show()

# %% [markdown]
# The zigzag of global pooling has a reason. Its 2 × 2 pooling puts pixels together in pairs. A digit that moves by two
# pixels moves by one whole pair, and every value after the pooling is the same one place further on; the mean does not
# notice. A digit that moves by one pixel is cut into other pairs, and new values appear. So the network is nearly
# invariant to even shifts only; see [what striding does to equivariance](../convolution/equivariance.md). Near the border
# even shifts change a little, because the padding is zero and not background as the second layer sees it.

# %%
print("relative change of the 31 pooled features of the centred test digits")
network = networks[GlobalPooling, "centred"][0]
still = network.features(centred[test])
for shift in (1, 2, 3):
    moved = network.features(translate(corner[test], 3, 3 + shift))
    change = (moved - still).norm(dim=1) / still.norm(dim=1)
    print(f"  {shift} pixels to the right: {change.mean():.2f}")

# %% [markdown]
# ## What the filters see
#
# The eight filters of the first layer of one network with max pooling, trained on shifted digits. Red weights ask for
# ink, blue ones for none; a red side next to a blue one is an edge detector.

# %% alt="Eight 3 by 3 filters in two rows, coloured from blue for negative to red for positive weights; several have a red side facing a blue one, at different angles"
network = networks[MaxPooling, "shifted"][0]
filters, bias = network.W[0], network.b[0]
names = [f"filter {k}" for k in range(8)]
largest = filters.abs().max().item()
show(filters[:, 0], 4, names, size=1.1, cmap="RdBu_r", limit=largest)

# %% [markdown]
# The feature maps after ReLU, for one digit. Every map shows where its filter found what it asks for.

# %% alt="A handwritten digit and its eight feature maps at 14 by 14 pixels: most show some strokes or edges of the digit in dark grey, in one direction each"
digit = corner[test[:1]]
names = ["the digit", *names]
maps = relu(conv2d(translate(digit, 3, 3), filters, bias, padding=1))
show(torch.cat([translate(digit, 3, 3)[0], maps[0]]), 3, names, size=1.3)

# %% [markdown]
# Moved by one pixel to the right and one down, the digit gives the same maps, moved along. Only the outermost pixels
# differ, where the zero padding takes part:

# %%
moved_maps = relu(conv2d(translate(digit, 4, 4), filters, bias, padding=1))
inside = (..., slice(2, -2), slice(2, -2))
difference = (moved_maps - translate(maps, 1, 1))[inside].abs().max().item()
print("maps of the moved digit are the moved maps, inside:", difference < 1e-5)

# %% [markdown]
# ## Try it yourself
#
# 1. Place the training digits at new random positions in every epoch. Which network gains most? (This is data
#    [augmentation](../training/augmentation.md).)
# 2. Give the MLP ten times as many hidden units. Does it catch up on shifted digits?
# 3. Replace the mean of global pooling by the maximum (`amax(dim=(2, 3))`). Which of the columns changes?
# 4. Drop the 2 × 2 pooling in `GlobalPooling`. Is the zigzag gone? What does it cost in time?
# 5. Train on 100 digits instead of 1 000. How do the differences change?
#
# ## What to remember
#
# - At equal size and with digits in the middle, convolutional and fully connected networks are close. On digits that
#   move they are far apart.
# - Convolution moves its output with the input; in these networks it is pooling that makes a prediction depend less on the
#   place.
# - Global pooling is the most tolerant, and it forgets where things are. Where that matters it is a loss.
# - Pooling with stride 2 is tolerant in steps of 2: shifts by one pixel are not free.
# - Report several seeds and the size of the test set. Differences of one point are noise here, differences of forty are
#   not.
