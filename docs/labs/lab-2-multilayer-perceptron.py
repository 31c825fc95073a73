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
# # Lab 2 · Multilayer perceptron: from scratch and in PyTorch

# %% [markdown]
# A [multilayer perceptron](../networks/multilayer-perceptron.md) learns the handwritten digits of
# [Lab 1](lab-1-digits.py), three times from the same start: with the NumPy code of these notes, where every gradient
# is written [by hand](../networks/backpropagation.md), with their PyTorch code, and as a PyTorch program of a few lines.
#
# You will see that the three take the same steps, choose the number of hidden units and the learning rate, and compare
# with the classifiers of Lab 1.
#
# ## The data
#
# The split is that of Lab 1: 1 000 pictures for training, 300 for choosing settings, 497 for the test at the end.

# %%
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits

pixels, digits = load_digits(return_X_y=True)
pixels = pixels / 16
shuffled = np.random.default_rng(0).permutation(len(pixels))
train, validation, test = np.split(shuffled, [1000, 1300])

X, y = pixels[train], digits[train]
X_val, y_val = pixels[validation], digits[validation]
X_test, y_test = pixels[test], digits[test]
print("training", X.shape, "validation", X_val.shape, "test", X_test.shape)

# %% [markdown]
# ## From scratch, in NumPy
#
# One hidden layer of $h = 32$ units with ReLU, cross entropy, SGD in batches of 50. The weights start
# [at random](../networks/backpropagation.md#what-goes-wrong), the biases at 0. Before training, check the gradients:
# along a random direction $v$ the slope of the loss must be the dot product of $v$ with all gradients.

# %%
from mlnotes.linear.stochastic_gradient_descent import shuffled_order
from mlnotes.networks.backpropagation import mlp_loss, mlp_loss_backward, train_mlp
from mlnotes.networks.multilayer_perceptron import init_mlp, mlp

rng = np.random.default_rng(0)
start = init_mlp(64, 32, 10, rng)
order = shuffled_order(len(X), epochs=60, rng=rng)

_, *gradients = mlp_loss_backward(1.0, X, y, *start)
v = [rng.normal(size=p.shape) for p in start]
up, down = ([p + e * d for p, d in zip(start, v)] for e in (1e-6, -1e-6))
measured = (mlp_loss(X, y, *up) - mlp_loss(X, y, *down)) / 2e-6
by_hand = sum((g * d).sum() for g, d in zip(gradients, v))
print("parameters:", sum(p.size for p in start))
print("slopes equal to five digits:", abs(measured - by_hand) < 1e-5 * abs(by_hand))
print(f"first loss {mlp_loss(X, y, *start):.2f}, log 10 is {np.log(10):.2f}")

# %% [markdown]
# Without knowledge the loss is near $\log 10 \approx 2.3$; random weights are a little worse. Now train, epoch by epoch,
# so that the validation loss can be recorded.

# %%
parameters, losses, validation_loss = start, [], []
for epoch in order:
    *parameters, batch_losses = train_mlp(X, y, *parameters, epoch[None], 50, 0.3)
    losses.append(batch_losses[0])
    validation_loss.append(mlp_loss(X_val, y_val, *parameters))
losses = np.array(losses)
print("losses, epochs by batches:", losses.shape)
print("last epoch, mean below 0.05:", losses[-1].mean() < 0.05)

# %% alt="Two losses over 60 epochs on a logarithmic axis: the training loss keeps falling, from above 1 to about 0.02; the validation loss falls with it at first and then flattens near 0.1"
plt.semilogy(losses.mean(axis=1), "-", label="training, mean of the batches")
plt.semilogy(validation_loss, "--", label="validation")
plt.xlabel("epoch")
plt.ylabel("loss")
plt.legend()
plt.show()

# %% [markdown]
# ## The same in PyTorch
#
# Same start, same order, float64. First the PyTorch function of these notes, then the program as you would write it:
# `Sequential`, `cross_entropy` and `torch.optim.SGD`. Autograd finds the gradients of both.

# %%
import torch
from tqdm import tqdm

from mlnotes.networks import backpropagation_torch

torch.set_num_threads(1)  # on arrays this small more threads wait for each other
tensors = [torch.tensor(array) for array in (X, y, *start, order)]
*_, losses_torch = backpropagation_torch.train_mlp(*tensors, 50, 0.3)

net = torch.nn.Sequential(
    torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10)
).double()
with torch.no_grad():
    for parameter, value in zip(net.parameters(), start):
        parameter.copy_(torch.tensor(value))
optimizer = torch.optim.SGD(net.parameters(), lr=0.3)
X_torch, y_torch, losses_net = torch.tensor(X), torch.tensor(y), []
for epoch in torch.tensor(order):
    for batch in epoch.split(50):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(net(X_torch[batch]), y_torch[batch])
        loss.backward()
        optimizer.step()
        losses_net.append(loss.item())
losses_net = np.array(losses_net).reshape(losses.shape)

for name, others in (("train_mlp", losses_torch.numpy()), ("Sequential", losses_net)):
    print(
        f"{name:10} largest difference below 1e-9:", abs(others - losses).max() < 1e-9
    )

# %% alt="Top: the batch losses of NumPy as a line and of PyTorch as dots over 1200 steps on a logarithmic axis; the dots lie on the line. Bottom: their difference is near the rounding of float64, at least ten powers of ten below the loss"
figure, (top, bottom) = plt.subplots(2, 1, figsize=(5, 5), sharex=True)
steps = np.arange(losses.size)
top.semilogy(steps, losses.ravel(), linewidth=1, label="NumPy, by hand")
top.semilogy(
    steps[::25], losses_net.ravel()[::25], "o", ms=4, label="PyTorch, Sequential"
)
top.set_ylabel("loss of the batch")
top.legend()
difference = np.maximum(abs(losses - losses_net).ravel(), 1e-17)
bottom.semilogy(steps, difference, ".", ms=3)
bottom.set(xlabel="step", ylabel="difference")
plt.show()

# %% [markdown]
# The three curves are one. What differs is rounding: sums are added up in another order. Every step passes it on, and
# still more than nine digits agree after 1 200 steps.
#
# ## How many hidden units?
#
# Every start and every order gives another network. So train five of each size, and look at the mean and the spread
# of the validation accuracy.


# %%
def accuracy(parameters, X, y):
    return float((mlp(X, *parameters).argmax(axis=1) == y).mean())


def train_from(seed, hidden, rate, epochs=40):
    rng = np.random.default_rng(seed)
    start = init_mlp(64, hidden, 10, rng)
    order = shuffled_order(len(X), epochs, rng)
    *parameters, _ = train_mlp(X, y, *start, order, 50, rate)
    return parameters


def dead_units(W1, b1, W2, b2):
    return int(((X @ W1.T + b1) <= 0).all(axis=0).sum())


sizes = (2, 4, 8, 16, 32, 64)
trained = {
    size: [train_from(seed, size, 0.3) for seed in range(5)]
    for size in tqdm(sizes, delay=2, disable=None)  # progress, in a terminal only
}
scores = np.array([[accuracy(p, X_val, y_val) for p in trained[h]] for h in sizes])
print("units  parameters  mean  spread  dead units")
for row, size in zip(scores, sizes):
    numbers = sum(p.size for p in trained[size][0])
    dead = [dead_units(*parameters) for parameters in trained[size]]
    print(f"{size:5d}  {numbers:10d}  {row.mean():.2f}  {row.std(ddof=1):6.2f}  {dead}")

# %% alt="Validation accuracy against the number of hidden units, five dots each and their mean: with 2 and 4 units it is low and the dots lie far apart; from 16 units on all dots lie together above 0.94"
plt.plot(np.repeat(sizes, 5), scores.ravel(), "o", ms=5, alpha=0.6, label="one start")
plt.plot(sizes, scores.mean(axis=1), "s-", label="mean of five")
plt.xscale("log", base=2)
plt.xticks(sizes, sizes)
plt.xlabel("hidden units")
plt.ylabel("validation accuracy")
plt.legend(loc="lower right")
plt.show()

# %% [markdown]
# The spread is the standard deviation of the five. A unit is dead if ReLU gives 0 for every training picture; then no
# gradient [passes](../networks/activations.md#relu), and it stays dead. The list counts the dead units of each start. Two
# units squeeze 64 pixels into two numbers, too few to keep ten digits apart, and if one of them dies, half of the layer
# is gone. With 64 units a few dead ones do not matter. From 16 units on the differences are about as small as the
# spread. More units do no harm here: take 64.
#
# ## Which learning rate?

# %%
networks, results = {}, {}
for rate in (0.01, 0.1, 1.0, 10.0):
    networks[rate] = starts = [train_from(seed, 64, rate) for seed in range(3)]
    right = np.mean([accuracy(parameters, X_val, y_val) for parameters in starts])
    loss = np.mean([mlp_loss(X_val, y_val, *parameters) for parameters in starts])
    results[rate] = right, loss, dead_units(*starts[0])

print(" rate  accuracy  loss  dead units")
for rate, (right, loss, dead) in results.items():
    print(f"{rate:5}  {right:8.2f}  {loss:.2f}  {dead}")

# %% [markdown]
# Accuracy and loss are means of three starts on the validation set; the dead units are those of the first. With 0.01
# forty epochs are not enough. With 10 the first steps throw all units to where ReLU is 0 for every training picture.
# They pass no gradient any more, only $\mathbf{b}_2$ still learns, and the loss stays near $\log 10$: the network guesses.
# A rate of 1 has the lowest loss; it loses a few units on the way.
#
# ## Against the classifiers of Lab 1
#
# Now the test set, with the settings chosen above. One neighbour and the learning rate 3 of the softmax classifier are
# what Lab 1 chose, on the validation set as well. No setting depends on the test set.

# %%
from mlnotes.linear.scores import linear_scores
from mlnotes.linear.stochastic_gradient_descent import train_softmax_classifier
from mlnotes.neighbors.knn import knn_predict

network = networks[1.0][0]
order = shuffled_order(len(X), 60, np.random.default_rng(1))
W, b, _ = train_softmax_classifier(X, y, np.zeros((10, 64)), np.zeros(10), order, 50, 3)
predictions = {
    "1 neighbour": knn_predict(X_test, X, y, 1),
    "softmax classifier": linear_scores(X_test, W, b).argmax(axis=1),
    "network, 64 units": mlp(X_test, *network).argmax(axis=1),
}
kept = (X.size, W.size + b.size, sum(p.size for p in network))

print("classifier            kept  accuracy ± error")
for (name, predicted), numbers in zip(predictions.items(), kept):
    share = (predicted == y_test).mean()
    error = np.sqrt(share * (1 - share) / len(y_test))
    print(f"{name:18}  {numbers:6d}  {share:.2f} ± {error:.3f}")

# %% [markdown]
# Counted are the numbers that each one keeps, and behind ± stands the standard error of the test accuracy. With 497
# pictures it is near 0.007, so the network and the neighbour cannot be told apart. Both lie above the softmax
# classifier, by about two of its standard errors. The network keeps less than a tenth of the
# numbers that the neighbour keeps, and its cost per picture does not grow with the training set. How much is luck of
# the start?

# %%
starts = [accuracy(parameters, X_test, y_test) for parameters in networks[1.0]]
print(f"three starts, test accuracy from {min(starts):.2f} to {max(starts):.2f}")

# %% [markdown]
# ## What the hidden units have learned
#
# Each row of $W_1$ has one weight a pixel, so it is a picture: red asks for ink, blue for none. Here are the ten units
# that matter most, measured by the weights that come in and go out. Below each stands what training has added to its
# random start.


# %% alt="Ten rows of the first weight matrix as 8 by 8 pictures, and below each its change in training. The weights look speckled; the changes are smoother: patches of red beside patches of blue, like strokes and gaps, and no digit to be recognised"
def show(pictures, titles, columns, size=0.56, cmap="Greys", limit=None):
    rows = -(-len(pictures) // columns)
    figure, axes = plt.subplots(
        rows, columns, figsize=(size * columns, 1.4 * size * rows), squeeze=False
    )
    for axis in axes.flat:
        axis.axis("off")
    for axis, picture, title in zip(axes.flat, pictures, titles):
        low = 0 if limit is None else -limit
        axis.imshow(picture.reshape(8, 8), cmap=cmap, vmin=low, vmax=limit or 1)
        axis.set_title(title, fontsize=9)


W1, b1, W2, b2 = network
change = W1 - init_mlp(64, 64, 10, np.random.default_rng(0))[0]
strength = np.linalg.norm(W1, axis=1) * np.linalg.norm(W2, axis=0)
first, second = np.argsort(-strength)[:10].reshape(2, 5)
pictures = np.concatenate([W1[first], change[first], W1[second], change[second]])
titles = [name for group in (first, second) for name in [*group, *["change"] * 5]]
show(pictures, titles, columns=5, size=1, cmap="RdBu_r", limit=abs(change).max())

# %%
never = (X == 0).all(axis=0)
print("pixels without ink in all training pictures:", never.sum())
print("largest change of their weights:", abs(change[:, never]).max())

# %% [markdown]
# The templates of the softmax classifier in Lab 1 were blurred digits. The changes of the hidden units are strokes and
# gaps that several digits share; the random start is still there beneath. Where no picture has ink, $\partial
# L/\partial W_1 = \mathrm{d}U^\top X$ has a column of zeros, and these weights never move.
#
# ## Where it errs
#
# The test pictures that the network gets wrong, each with *true → predicted*, and how many of them the other
# two get wrong as well:

# %% alt="The few test digits that the network gets wrong, each titled with the true and the predicted digit; most are badly written or cut off"
predicted = predictions["network, 64 units"]
wrong = np.flatnonzero(predicted != y_test)
titles = [f"{y_test[i]} → {predicted[i]}" for i in wrong]
show(X_test[wrong], titles, columns=5, size=0.9)

# %%
for name in ("1 neighbour", "softmax classifier"):
    also = (predictions[name][wrong] != y_test[wrong]).mean()
    print(f"{name:18} wrong on {also:.0%} of them")

# %% [markdown]
# ## Try it yourself
#
# 1. Start all weights at 0. What does the loss do, and which of the four parameters moves?
#    ([Backpropagation](../networks/backpropagation.md#what-goes-wrong) says why.)
# 2. Remove the ReLU from the `Sequential`. Which classifier of Lab 1 is left, and what is its test accuracy?
# 3. Add a second hidden layer to the `Sequential`. How many parameters does the network have now?
# 4. Leave out `optimizer.zero_grad()`. From which step on do the curves of NumPy and PyTorch part?
# 5. Train in float32. How large is the largest difference between the curves now?
#
# ## What to remember
#
# - Gradients by hand, autograd and `torch.optim.SGD` take the same steps, up to rounding.
# - Check gradients before training, and compare the first loss with $\log c$.
# - Compare settings over several starts; a difference as small as the spread says nothing.
# - Too large a learning rate kills ReLUs for good: the loss stays at $\log c$.
