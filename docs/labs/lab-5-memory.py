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
# # Lab 5 · What RNN, LSTM and GRU remember

# %% [markdown]
# Two experiments with [recurrent networks](../sequences/rnn.md). In the first the only difficulty is to remember: a symbol is
# shown, other symbols follow, and then the first one is asked for. In the second a [GRU](../sequences/gru.md) reads
# the name of a country letter by letter and says in which language it is written.
#
# ## A task that is nothing but memory
#
# A sequence starts with one of eight symbols. Then come distractors, drawn from the same eight symbols. After the last one the
# network must name the first. The number of distractors is the **distance** over which it has to remember: from 1 to 20
# in training. Within one batch the distances differ; the rows are
# [padded](../sequences/batching.md), and the scores are taken at each row's last symbol.
#
# Since distractors look like what is to be remembered, the network cannot let every symbol in. It must store the first
# one and then refuse the others. Guessing gives an accuracy of 1/8.

# %%
import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.func import functional_call, stack_module_state, vmap
from tqdm import tqdm

from mlnotes.linear.cross_entropy_torch import cross_entropy
from mlnotes.sequences.batching_torch import last_state

torch.set_num_threads(1)  # the networks are too small to share among cores
SYMBOLS, FARTHEST = 8, 20


def draw_sequences(seeds, n, generator):
    """Symbols (seeds, n, t), the lengths and the first symbols (seeds, n)."""
    symbols = torch.randint(SYMBOLS, (seeds, n, FARTHEST + 1), generator=generator)
    distance = torch.randint(1, FARTHEST + 1, (seeds, n), generator=generator)
    return symbols, distance + 1, symbols[:, :, 0]


generator = torch.Generator().manual_seed(0)
symbols, lengths, first = draw_sequences(1, 3, generator)
for row, length, answer in zip(symbols[0], lengths[0], first[0]):
    shown = " ".join("ABCDEFGH"[i] for i in row[:length])
    print(f"first: {'ABCDEFGH'[answer]}   distance {length - 1:2}   {shown}")

# %% [markdown]
# ## Four cells, three rates, four seeds
#
# Four cells with 32 hidden units are compared: RNN, [LSTM](../sequences/lstm.md), GRU, and an LSTM whose forget gate starts
# with the bias 2. That gate begins near $\sigma(2) \approx 0.88$ instead of 0.5, so the cell state starts out lasting. Each
# symbol enters as a one-hot vector, and a linear layer turns every state into eight scores.
#
# All four get the same: 300 steps of [Adam](../training/adaptive-rates.md) on batches of 32 sequences, four seeds, and the best
# of three learning rates. The twelve networks of a cell (three rates, four seeds) are trained side by side: `stack_module_state`
# gives each parameter a leading axis, and `vmap` runs the module of the chapter once for all of them. The networks do not share
# anything: the total loss is the sum of their losses, and Adam works element by element. Networks of one seed start with the
# same weights and see the same sequences, whatever their rate.

# %%
from mlnotes.sequences.gru_torch import GRU
from mlnotes.sequences.lstm_torch import LSTM
from mlnotes.sequences.rnn_torch import RNN
from mlnotes.training.adaptive_rates_torch import Adam
from mlnotes.training.training_loop_torch import train

CELLS = {
    "RNN": lambda: RNN(SYMBOLS, 32),
    "LSTM": lambda: LSTM(SYMBOLS, 32),
    "LSTM, forget bias 2": lambda: LSTM(SYMBOLS, 32, forget_bias=2.0),
    "GRU": lambda: GRU(SYMBOLS, 32),
}
RATES, SEEDS, STEPS, BATCH = (0.003, 0.01, 0.03), range(4), 300, 32


class Memory(nn.Module):
    """A cell and a linear layer: one-hot symbols (n, t, 8) to scores (n, t, 8)."""

    def __init__(self, cell):
        super().__init__()
        self.cell, self.out = cell, nn.Linear(32, SYMBOLS)

    def forward(self, X):
        H, _ = self.cell(X)
        return self.out(H)


class Copies(nn.Module):
    """Networks of one kind, for every rate the same seeds."""

    def __init__(self, make_cell):
        super().__init__()
        networks = []
        for seed in SEEDS:
            torch.manual_seed(seed)
            networks.append(Memory(make_cell()))
        start, _ = stack_module_state(networks)
        self.one, self.names = (
            networks[:1],
            list(start),
        )  # a list: no parameters of ours
        self.groups = nn.ModuleList(
            nn.ParameterList(p.detach().clone() for p in start.values()) for _ in RATES
        )

    def forward(self, symbols):
        """Symbols (seeds, n, t) to scores (rates · seeds, n, t, 8)."""
        stacked = [torch.cat(parts) for parts in zip(*self.groups)]
        parameters = dict(zip(self.names, stacked))
        X = torch.eye(SYMBOLS)[symbols].repeat(len(self.groups), 1, 1, 1)
        return vmap(lambda p, X: functional_call(self.one[0], p, (X,)))(parameters, X)


def memory_loss(model, generator):
    symbols, lengths, first = draw_sequences(len(SEEDS), BATCH, generator)
    lengths, first = (part.repeat(len(RATES), 1).flatten() for part in (lengths, first))
    scores = last_state(model(symbols).flatten(0, 1), lengths)
    networks = len(RATES) * len(SEEDS)
    return networks * cross_entropy(scores, first)  # sum of the networks' mean losses


trained = {}
for name, make_cell in tqdm(CELLS.items(), delay=2, disable=None):
    trained[name] = Copies(make_cell)
    groups = [
        {"params": list(group), "lr": rate}
        for group, rate in zip(trained[name].groups, RATES)
    ]
    generator = torch.Generator().manual_seed(0)
    train(trained[name], memory_loss, Adam(groups), STEPS, generator)

# %% [markdown]
# To measure, one long sequence is enough: the scores after symbol $t + 1$ are the answer at the distance $t$. The rate is chosen by
# the mean accuracy at the distances 1 to 20. The curves are measured on other sequences, of up to 1 000 distractors: fifty
# times the longest distance of training.

# %%
LONGEST = 1000


@torch.no_grad()
def accuracies(model, samples, longest, seed):
    """Accuracy at each distance, (rates, seeds, longest), on new sequences."""
    generator = torch.Generator().manual_seed(seed)
    size = (len(SEEDS), samples, longest + 1)
    symbols = torch.randint(SYMBOLS, size, generator=generator)
    answers = model(symbols).argmax(dim=3)
    first = symbols[:, :, :1].repeat(len(model.groups), 1, 1)
    right = (answers == first)[:, :, 1:].float().mean(dim=1)
    return right.reshape(len(model.groups), len(SEEDS), longest)


curves = {}
print("accuracy at distances 1 to 20, mean of four seeds")
print(f"{'learning rate':20}", *(f"{rate:>7}" for rate in RATES))
for name, model in trained.items():
    by_rate = accuracies(model, 500, FARTHEST, seed=1).mean(dim=(1, 2))
    print(f"{name:20}", *(f"{100 * share:5.0f} %" for share in by_rate))
    best = by_rate.argmax().item()
    model.groups = model.groups[best : best + 1]  # the other rates are done
    curves[name] = accuracies(model, 200, LONGEST, seed=2)[0]

AT = (1, 5, 20, 100, 1000)
print("\nbest rate, in percent: mean of four seeds (worst seed)")
print(f"{'distance':20}", *(f"{distance:>9}" for distance in AT))
for name, curve in curves.items():
    cells = [100 * curve[:, distance - 1] for distance in AT]
    print(f"{name:20}", *(f"{c.mean():3.0f} ({c.min():3.0f})" for c in cells))

# %% alt="Four panels of accuracy against the distance from 1 to 1000, four seeds each. RNN: all seeds fall within five steps to about a quarter and stay there. LSTM: the seeds lie far apart, from about one half to one, and fall beyond the trained distances. LSTM with forget bias 2: all at one up to a distance of 100, then two of them fall a little. GRU: all at one far beyond the trained distances, then falling, two of them to one half at 1000"
DASHES = ("-", "--", "-.", ":")
distances = range(1, LONGEST + 1)
figure, axes = plt.subplots(4, 1, figsize=(5, 8.4), sharex=True, sharey=True)
for axis, (name, curve), colour in zip(axes, curves.items(), ("C1", "C2", "C3", "C0")):
    for seed, dash in zip(curve, DASHES):
        smooth = [seed[max(0, 9 * t // 10 - 1) : t].mean() for t in distances]
        axis.plot(distances, smooth, dash, color=colour, linewidth=1.4)
    axis.axhline(1 / SYMBOLS, color=plt.rcParams["axes.edgecolor"], linewidth=1)
    axis.axvline(FARTHEST, color=plt.rcParams["axes.edgecolor"], linewidth=1)
    axis.set(title=name, ylim=(0, 1.05), xscale="log", ylabel="accuracy")
axes[0].text(22, 0.85, "longest in training")
axes[0].text(22, 0.0, "guessing", va="bottom")
axes[-1].set_xticks([1, 10, 100, 1000], ["1", "10", "100", "1 000"])
axes[-1].set_xlabel("distance, symbols")
plt.show()

# %% [markdown]
# (Each value is the mean over the last tenth of the way, so that chance of single sequences does not hide the curves.)
#
# - **The RNN fails**, with each of the three rates, and not only far away: a few distractors are enough. Its state is
#   multiplied by one matrix at every step, and every symbol is added to it. It has no way to refuse one. What it has kept after
#   five steps, it mostly keeps to the end: its seeds tell some of the eight symbols apart, not all.
# - **The GRU and the LSTM with a forget bias** learn it, all seeds, and keep it over distances that they never saw.
# - **The LSTM without that bias** depends on luck: some seeds succeed, some stay far below, after the same 300 steps. At the start
#   its forget gate is near 0.5, and after 20 steps $0.5^{20} \approx 10^{-6}$ of the cell state, and of the
#   [gradient](../sequences/gated-flow.md), is left. Gates alone are not what remembers; open gates are.
# - **No memory is perfect.** Beyond the trained distances the accuracy of the GRU falls, at a distance of 1 000 clearly: what
#   is too little to matter in 20 steps can add up in 1 000. The LSTM with the bias loses less.
#
# The comparison is one of learning, at equal effort: it does not say that an RNN *cannot* do it. Trained for 500 steps on batches of
# 64 with [clipped gradients](../sequences/gradient-flow.md), at the rate 0.01, and with distractors from eight *other* symbols, which it
# need not refuse, an RNN was right up to a distance of 160 with three of three seeds. On the task as it stands here,
# with distances up to 40, the same effort was not enough for any of nine RNNs, three seeds at each of the three rates. The GRU has 3/4 of the recurrent parameters of the LSTM, the RNN 1/4.
#
# ## Which language is this country's name?
#
# CLDR, the collection of locale data that comes with the package Babel, has the names of all territories in hundreds of
# languages. The ten taken here are all written in Latin letters, so that the script alone decides nothing: German, Spanish, Finnish,
# French, Hungarian, Italian, Dutch, Polish, Portuguese and Turkish.
#
# The split is by territory: *Deutschland*, *Alemania* and *Saksa* are all in training or all in the test. Otherwise the network could
# answer *Alemanha* because it has seen *Alemania*.

# %%
import random
from collections import Counter, defaultdict
from functools import partial

from babel import Locale

LANGUAGES = ("de", "es", "fi", "fr", "hu", "it", "nl", "pl", "pt", "tr")
names = {language: Locale(language).territories for language in LANGUAGES}
NO_COUNTRIES = ["EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"]  # unions, tests, …
territories = sorted(
    code for code in names["de"] if len(code) == 2 and code not in NO_COUNTRIES
)
random.Random(0).shuffle(territories)


def labelled(codes):
    """Pairs of a language's number and a name, for all languages."""
    return [
        (label, names[language][code])
        for code in codes
        for label, language in enumerate(LANGUAGES)
    ]


training, test = labelled(territories[:196]), labelled(territories[196:])
print(len(territories), "territories:", len(training), "names for training,", end=" ")
print(len(test), "for the test")
for language in LANGUAGES:
    print(language, *(f"{names[language][code]:14}" for code in ("DE", "GR", "CI")))

# %% [markdown]
# Many names are the same in several languages: *Angola* is written so in all ten. Then nobody can do better than name one of these
# languages and be right once. Counting how often each name occurs gives the **best possible accuracy**: of $k$ equal names with
# different labels one is right.

# %%


def languages_of(pairs):
    """Which languages use each name."""
    found = defaultdict(set)
    for label, name in pairs:
        found[name].add(label)
    return found


for title, pairs in (("training", training), ("test", test)):
    found = languages_of(pairs)
    shared = sum(len(labels) for labels in found.values() if len(labels) > 1)
    print(f"{title}: {len(pairs)} names, {shared} of them in several languages,")
    print(f"  best possible accuracy {100 * len(found) / len(pairs):.1f} %")
sizes = Counter(len(labels) for labels in languages_of(training + test).values())
print("names in 1, 2, … languages:", [sizes[k] for k in range(1, 11)])
everywhere = [n for n, found in languages_of(training).items() if len(found) == 10]
print("the same in all ten, for instance:", *sorted(everywhere)[:4], sep="\n  ")

# %% [markdown]
# ## A model that reads letters
#
# Each letter is a token. The [vocabulary](../sequences/vocabulary.md) is built from the training names; a letter that does not occur in
# them becomes `<unk>`. [`collate_batch`](../sequences/batching.md) pads the names of a batch, and `last_state` takes the GRU's state after the last
# real letter: with the state at the end of the row, short names would be read together with their padding. 1 960 names are few for a
# network of 20 000 parameters, so [dropout](../training/dropout.md) acts on the embeddings and on the last state.

# %%
from mlnotes.sequences.batching_torch import collate_batch
from mlnotes.sequences.vocabulary import build_vocab
from mlnotes.training.dropout_torch import Dropout
from mlnotes.training.schedules import cosine_schedule

vocab = build_vocab(list(name) for _, name in training)
READER_STEPS = 1000


class NameReader(nn.Module):
    """Letters (n, t) and lengths (n,) to scores (n, 10) of the languages."""

    def __init__(self, d=32, h=64):
        super().__init__()
        self.embedding, self.dropout = nn.Embedding(len(vocab), d), Dropout(0.3)
        self.gru, self.out = GRU(d, h), nn.Linear(h, len(LANGUAGES))

    def forward(self, X, lengths):
        H, _ = self.gru(self.dropout(self.embedding(X)))
        return self.out(self.dropout(last_state(H, lengths)))


def make_batch(pairs):
    batch = [(label, vocab(list(name))) for label, name in pairs]
    return collate_batch(batch, max(len(name) for _, name in pairs))


def name_loss(model, generator):
    drawn = torch.randint(len(training), (32,), generator=generator)
    y, X, lengths = make_batch([training[i] for i in drawn])
    return cross_entropy(model(X, lengths), y)


y, X, lengths = make_batch(test[:3])
print("labels", y.tolist(), "lengths", lengths.tolist(), "padded batch", tuple(X.shape))
readers = []
for seed in tqdm(range(2), delay=2, disable=None):
    torch.manual_seed(seed)  # weights and dropout
    reader = NameReader()
    generator = torch.Generator().manual_seed(seed)
    schedule = partial(cosine_schedule, learning_rate=0.02, steps=READER_STEPS)
    optimizer = Adam(reader.parameters())
    train(reader, name_loss, optimizer, READER_STEPS, generator, schedule, max_norm=1.0)
    readers.append(reader)
print("parameters:", sum(p.numel() for p in readers[0].parameters()))

# %% [markdown]
# ## Counting instead of reading
#
# The baseline ignores order but for three letters in a row: it counts in every name the letters, pairs and triples of letters, the
# [n-grams](../sequences/n-grams.md); the beginning and the end of a word count as a letter. Two classifiers get the same counts.
# **Naive Bayes** estimates how often each n-gram occurs in each language and adds up the logarithms, as if all n-grams of a
# name were independent. The [softmax classifier](../linear/softmax.md) learns one weight for each n-gram and language.

# %%
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB

counter = CountVectorizer(analyzer="char_wb", ngram_range=(1, 3), lowercase=False)
counted = counter.fit_transform([name for _, name in training])
labels = torch.tensor([label for label, _ in training])
counts = torch.tensor(counted.toarray(), dtype=torch.float32)


def softmax_loss(model, generator):
    drawn = torch.randint(len(counts), (64,), generator=generator)
    return cross_entropy(model(counts[drawn]), labels[drawn])


bayes = MultinomialNB(alpha=0.1).fit(counted, labels.numpy())
torch.manual_seed(0)
softmax = nn.Linear(counts.shape[1], len(LANGUAGES))
generator = torch.Generator().manual_seed(0)
optimizer = Adam(softmax.parameters(), lr=0.003)
train(softmax, softmax_loss, optimizer, 600, generator)
print("n-grams:", counts.shape[1], " weights:", counts.shape[1] * len(LANGUAGES))


# %%
@torch.no_grad()
def read(pairs, reader):
    """Probability of every language (n, 10)."""
    _, X, lengths = make_batch(pairs)
    return torch.softmax(reader.eval()(X, lengths), dim=1)


def count(pairs):
    return counter.transform([name for _, name in pairs])


def by_bayes(pairs):
    return torch.tensor(bayes.predict_proba(count(pairs)))


@torch.no_grad()
def by_softmax(pairs):
    return softmax(torch.tensor(count(pairs).toarray(), dtype=torch.float32))


in_languages = languages_of(training + test)  # own: names of one language only
own = [(label, name) for label, name in test if len(in_languages[name]) == 1]
sets = {"training": training, "test": test, "own": own}


def accuracy(pairs, model):
    truth = torch.tensor([label for label, _ in pairs])
    return 100 * (model(pairs).argmax(dim=1) == truth).double().mean().item()


print(f"{'accuracy in percent':20}", *(f"{title:>9}" for title in sets))
for seed, reader in enumerate(readers):
    row = [accuracy(pairs, partial(read, reader=reader)) for pairs in sets.values()]
    print(f"{f'GRU, seed {seed}':20}", *(f"{share:9.1f}" for share in row))
for title, model in {"naive Bayes": by_bayes, "softmax": by_softmax}.items():
    row = [accuracy(pairs, model) for pairs in sets.values()]
    print(f"{title:20}", *(f"{share:9.1f}" for share in row))
best = [100 * len(languages_of(pairs)) / len(pairs) for pairs in sets.values()]
print(f"{'best possible':20}", *(f"{share:9.1f}" for share in best))
print(f"{'guessing':20}", *(f"{100 / len(LANGUAGES):9.1f}" for _ in sets))
print(f"{'number of names':20}", *(f"{len(pairs):9}" for pairs in sets.values()))

# %% [markdown]
# - All models are far above guessing, and none is near the best possible: 1 960 names do not show all of ten languages.
# - **Counting wins.** With so few names the two classifiers on n-gram counts are ahead of the GRU, which has to find
#   out for itself which letters in a row matter. That only the GRU sees the whole order does not make up for it.
# - The names that several languages share cannot be learned; on names that only one language uses, all models are far better.
#
# Where the GRU errs, on those names. Each row is a language, and its numbers are the percentages of the answers, the mean of both seeds.
# Empty squares are below 0.5.

# %% alt="Table of ten by ten percentages, language against answer. The diagonal is darkest: Hungarian is right most often, Italian least often. The largest numbers beside the diagonal: Italian taken for Spanish or Portuguese, Portuguese and Dutch for French"
truth = torch.tensor([label for label, _ in own])
table = torch.zeros(10, 10)
for reader in readers:
    for row, column in zip(truth, read(own, reader).argmax(dim=1)):
        table[row, column] += 100 / len(readers) / (truth == row).sum()

figure, axis = plt.subplots(figsize=(5, 4.8))
for row in range(10):
    for column in range(10):
        share = table[row, column].item()
        if share >= 0.5:
            square = plt.Rectangle((column - 0.5, row - 0.5), 1, 1, color="C0", lw=0)
            square.set_alpha(0.08 + 0.4 * share / 100)
            axis.add_patch(square)
            axis.text(column, row, f"{share:.0f}", ha="center", va="center", size=10)
axis.set(xlim=(-0.5, 9.5), ylim=(9.5, -0.5), xlabel="answer", ylabel="language")
axis.set_xticks(range(10), LANGUAGES)
axis.set_yticks(range(10), LANGUAGES)
axis.grid(visible=False)
plt.show()

# %% [markdown]
# Hungarian, with *-ország* and *-sziget* that no other of the ten has, is recognised most often, Italian least often. The errors on
# Spanish, Italian and Portuguese are not spread evenly: three of the nine wrong answers are Romance languages, and by chance would get a third of them.

# %%
romance = [LANGUAGES.index(language) for language in ("es", "fr", "it", "pt")]
asked = torch.tensor([LANGUAGES.index(language) for language in ("es", "it", "pt")])
wrong = table[asked].scatter(1, asked[:, None], 0.0)  # without the diagonal
among = wrong[:, romance].sum() / wrong.sum()
print(f"errors on es, it, pt that name es, fr, it or pt: {100 * among:.0f} %")

# %% [markdown]
# The surest answers, right and wrong:

# %%
p = torch.stack([read(own, reader) for reader in readers]).mean(dim=0)
sure, answer = p.max(dim=1)
order = sure.argsort(descending=True)
for title, right in (("surest and right", True), ("surest and wrong", False)):
    print(title)
    for i in [i for i in order if (answer[i] == truth[i]) == right][:6]:
        says = f"{LANGUAGES[answer[i]]} {100 * sure[i]:.0f} %"
        if not right:
            says += f", is {LANGUAGES[truth[i]]}"
        print(f"  {own[i][1]:32} {says}")

# %% [markdown]
# ## Try it yourself
#
# 1. Set `SYMBOLS = 4`. How far does the RNN come now? With which number of symbols does it learn the task?
# 2. Draw the distractors from eight *other* symbols. The network need not refuse what looks like an answer. Who profits?
# 3. Give the LSTM forget biases of 0, 1, 4 and 8. Is more always better? Measure at the distances 20 and 1 000.
# 4. Train with distances from 10 to 20 only. Short ones are a help on the way: how many seeds of each cell still succeed?
# 5. Let the name reader take the state at the end of the padded row (`H[:, -1]`) instead of `last_state`. What happens to short names?
# 6. Train reader and classifiers only on names that one language uses. Does the accuracy on such names of the test rise?
# 7. Replace the last state by the mean over the real letters ([sentences of any length](../sequences/variable-length.md)). Is it better here?
#
# ## What to remember
#
# - An RNN adds every input to its state and has no way to refuse one; on this task it fails after a few steps, with every rate tried.
# - Gates make memory possible, and open gates make it learnable: at equal effort the bias of the forget gate decides whether the LSTM
#   is as good as the GRU or not.
# - What is right over 20 steps may fade over 1 000. Test beyond the lengths of training.
# - Pad, but take the state at the last real token.
# - Find the best possible accuracy first: names that languages share bound it. Split so that the test cannot be answered from memory.
# - Compare with counting. On a few thousand names it is faster and better than a recurrent network.
