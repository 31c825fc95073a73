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
# # Lab 1 · Digits: neighbours against softmax

# %% [markdown]
# Two classifiers of chapters 1 and 2 meet the same data: 1 797 handwritten digits, each a grey picture of 8 × 8 pixels,
# which come with scikit-learn. [k nearest neighbours](../neighbors/knn.md) keeps all training pictures and compares;
# the [softmax classifier](../linear/softmax.md) learns one template a class by
# [stochastic gradient descent](../linear/stochastic-gradient-descent.md).
#
# You will split data properly, choose settings on the validation set, and look at what each classifier gets wrong.
#
# ## The data
#
# A pixel is an integer from 0 to 16; divided by 16 it lies in $[0, 1]$. Each picture becomes one row of $X$, so
# $d = 64$ and $c = 10$.

# %%
import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits

rng = np.random.default_rng(0)
pixels, digits = load_digits(return_X_y=True)
pixels = pixels / 16
shuffled = rng.permutation(len(pixels))
train, validation, test = np.split(shuffled, [1000, 1300])

X, y = pixels[train], digits[train]
X_val, y_val = pixels[validation], digits[validation]
X_test, y_test = pixels[test], digits[test]
print("training  ", X.shape, "rarest digit:", np.bincount(y).min(), "pictures")
print("validation", X_val.shape)
print("test      ", X_test.shape)


# %% alt="Twenty handwritten digits in two rows, each with its label above; several are hard to read at 8 by 8 pixels"
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


show(X[:20], y[:20], columns=10)

# %% [markdown]
# The three sets have three uses. The classifier learns from the **training** set. Settings such as $k$ and the learning
# rate are chosen on the **validation** set. The **test** set is used once, at the end: a setting that was chosen on it
# would make its accuracy too good.
#
# ## k nearest neighbours
#
# There is nothing to train. The validation set says how many neighbours should vote.

# %%
from mlnotes.neighbors.knn import knn_predict


def accuracy(predicted, y):
    return float((predicted == y).mean())


ks = [1, 3, 5, 7, 9, 15, 25, 51, 101]
knn_accuracy = [accuracy(knn_predict(X_val, X, y, k), y_val) for k in ks]
for k, value in zip(ks, knn_accuracy):
    print(f"k = {k:3d}   validation accuracy {value:.3f}")
best_k = ks[int(np.argmax(knn_accuracy))]
print("chosen: k =", best_k)

# %% [markdown]
# Few neighbours do best here: the classes are well separated, and with a large $k$ pictures of other classes vote too.
# The best three settings differ by 5 of 300 pictures, so the choice among them is not certain.
#
# ## Softmax classifier
#
# Scores $s = XW^\top + \mathbf{b}$, cross entropy, and SGD in batches of 50. The learning rate is chosen on the
# validation set. Training goes epoch by epoch, so that both losses can be recorded.

# %%
from mlnotes.linear.cross_entropy import cross_entropy
from mlnotes.linear.scores import linear_scores
from mlnotes.linear.stochastic_gradient_descent import (
    shuffled_order,
    train_softmax_classifier,
)


def train_and_record(learning_rate, epochs=60, batch_size=50):
    order = shuffled_order(len(X), epochs, np.random.default_rng(1))
    W, b = np.zeros((10, 64)), np.zeros(10)
    history = []
    for epoch in range(epochs):
        now = order[epoch : epoch + 1]
        W, b, losses = train_softmax_classifier(
            X, y, W, b, now, batch_size, learning_rate
        )
        history.append(
            (losses.mean(), cross_entropy(linear_scores(X_val, W, b), y_val))
        )
    return W, b, np.array(history)


runs = {rate: train_and_record(rate) for rate in (0.03, 0.3, 3.0, 30.0)}
for rate, (W, b, history) in runs.items():
    predicted = linear_scores(X_val, W, b).argmax(axis=1)
    print(
        f"rate {rate:5}  training loss {history[-1, 0]:.3f}"
        f"  validation loss {history[-1, 1]:.3f}"
        f"  accuracy {accuracy(predicted, y_val):.3f}"
    )
best_rate = min(runs, key=lambda rate: runs[rate][2][-1, 1])
W, b, history = runs[best_rate]
print("chosen: learning rate", best_rate)

# %% alt="Validation loss against epochs for four learning rates on a logarithmic axis: 0.03 falls slowly, 0.3 faster, 3.0 reaches the lowest loss with small jags, 30.0 starts far above and stays above 3.0"
for (rate, run), line in zip(runs.items(), (":", "-.", "-", "--")):
    plt.semilogy(run[2][:, 1], line, label=f"learning rate {rate}")
plt.xlabel("epoch")
plt.ylabel("validation loss")
plt.legend(loc="upper right")
plt.show()

# %% [markdown]
# A small rate crawls. A rate of 30 jumps from one side of the valley to the other until it has fitted the training set
# almost exactly; its accuracy is no worse than that of 0.3, but its loss is: the few errors are made with great certainty.
#
# ## What the softmax classifier has learned
#
# A row of $W$ has one weight a pixel: it is a picture itself, the template of its class. A positive weight (red) asks
# for ink at that pixel, a negative one (blue) asks for none. The 0 wants a ring and an empty middle.

# %% alt="The ten rows of W as 8 by 8 pictures, one a digit: red where ink raises the score, blue where it lowers it; the template of 0 is a pale red ring with a blue centre"
show(W, range(10), columns=5, size=1, cmap="RdBu_r", limit=np.abs(W).max())

# %% [markdown]
# ## Which one is better?
#
# Now, once, the test set.

# %%
knn_predicted = knn_predict(X_test, X, y, best_k)
softmax_predicted = linear_scores(X_test, W, b).argmax(axis=1)

print("classifier             numbers kept   test accuracy   errors")
for name, kept, predicted in (
    (f"neighbours, k = {best_k}", X.size, knn_predicted),
    ("softmax classifier", W.size + b.size, softmax_predicted),
):
    wrong = int((predicted != y_test).sum())
    print(f"{name:20}   {kept:12d}   {accuracy(predicted, y_test):13.3f}   {wrong:6d}")

# %% [markdown]
# The neighbours make fewer errors. With 497 pictures an accuracy near 0.97 has a standard error of
# $\sqrt{0.97 \cdot 0.03 / 497} \approx 0.008$. Both were tested on the same pictures, so look at the 20 that only one of
# them gets wrong: 14 are the softmax classifier's. A fair coin tossed 20 times splits at least that unevenly in 12 % of
# all cases, so the lead is likely, not certain. The neighbours pay for it with memory and time: they keep every training picture and compare with all of them at every prediction. The softmax
# classifier keeps 650 numbers, and a prediction costs ten dot products.
#
# ## Where they err
#
# Row: the true digit. Column: the prediction. The diagonal is right; every other count is an error of one kind. The
# softmax classifier most often takes a 1 for an 8.


# %% alt="Two confusion matrices of ten by ten counts: both have nearly all counts on the diagonal; the softmax classifier takes a 1 for an 8 five times and a 6 for an 8 three times"
def confusion_matrix(y, predicted):
    counts = np.zeros((10, 10), dtype=int)
    np.add.at(counts, (y, predicted), 1)
    return counts


figure, axes = plt.subplots(2, 1, figsize=(4.4, 8.6))
names = (f"neighbours, k = {best_k}", "softmax classifier")
for axis, name, predicted in zip(axes, names, (knn_predicted, softmax_predicted)):
    counts = confusion_matrix(y_test, predicted)
    axis.imshow(np.sqrt(counts), cmap="Blues")
    for row, column in np.argwhere(counts):
        colour = "#f6f8fa" if row == column else "#1b1f24"
        axis.text(
            column,
            row,
            counts[row, column],
            ha="center",
            va="center",
            color=colour,
            size=9,
        )
    axis.set(
        title=name,
        xlabel="predicted",
        ylabel="true",
        xticks=range(10),
        yticks=range(10),
    )
    axis.grid(False)

# %% [markdown]
# The wrong predictions of the softmax classifier, each with *true → predicted*. A bold 1 fills the pixels of an 8: one
# template a class cannot stand for both thin and bold writing.

# %% alt="The test digits that the softmax classifier gets wrong, each titled with the true and the predicted digit; three are a bold 1 that fills its box, taken for an 8 twice and for a 4 once"
wrong = np.flatnonzero(softmax_predicted != y_test)
titles = [f"{y_test[i]} → {softmax_predicted[i]}" for i in wrong]
show(X_test[wrong], titles, columns=6, size=0.8)

# %%
both = np.flatnonzero((softmax_predicted != y_test) & (knn_predicted != y_test))
print("wrong for both:", len(both), "of", len(y_test))
for i in both:
    print(
        f"true {y_test[i]}, neighbours {knn_predicted[i]}, softmax {softmax_predicted[i]}"
    )

# %% [markdown]
# ## Try it yourself
#
# 1. Shift all test pictures by one pixel (`np.roll(X_test.reshape(-1, 8, 8), 1, axis=2)`). Which classifier loses
#    more? Why? ([Pixel distance](../neighbors/pixel-distance.md) has the answer for neighbours.)
# 2. Use `l1_distances` instead of the default `l2_distances` for the neighbours.
# 3. Train both classifiers on the first 20, 50, 100 and 400 training pictures. From which size on do the neighbours lead?
# 4. Choose $k$ on the test set instead of the validation set. How much better does the accuracy look?
#
# ## What to remember
#
# - Training, validation and test set have different uses; the test set is used once.
# - Neighbours keep the data, a linear classifier keeps one template a class.
# - The confusion matrix says which classes are confused, the accuracy only how often.
