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
# # Lab 6 · Dates written by people

# %% [markdown]
# People write *Wed 7 Dec 2022*, *12/7/22* or *2022년 12월 7일 수요일*; a computer wants 2022-12-07. Here an
# [encoder and a decoder](../sequences/encoder-decoder.md) learn to translate dates, character by character, from English and
# Korean to ISO, Korean and English. There is no attention: all that the decoder knows of the source is one vector. The question is how well
# that goes, and where it breaks when sources get longer.
#
# ## The data
#
# Babel formats a day in any language. A **source** is written in one of thirteen ways. A **target** is written in one of three:
# ISO, Korean or English, each with the year in four digits. The days go from 1970 to 2069, so that a year of
# two digits means one year only. Around the date stand **words** that have nothing to do with it: up to two in training, more later.
#
# One model serves all three targets: the last token of a source names the target, `<iso>`, `<ko>` or `<en>`. Three models would each
# have to learn the same thirteen ways of writing with a third of the pairs.
#
# `figures/dates.py` of the repository holds all this, since [Lab 7](lab-7-attention.py) translates the same dates. `write_date(day, form)` is Babel's `format_date`.
# `draw_pair(days, dates, words, rng)` draws that many days, a form for each and one target; it puts the dates, with `; ` between them, among the words, and
# returns the tokens of source and answer. `pad` pads lists of different lengths to a batch, and returns it with the lengths.

# %%
import random
from collections import defaultdict
from datetime import date
from functools import partial

import matplotlib.pyplot as plt
import torch
from tqdm import tqdm

from figures.dates import (
    SOURCES,
    TARGETS,
    TEST_DAYS,
    TRAINING_DAYS,
    draw_pair,
    pad,
    write_date,
)

torch.set_num_threads(1)  # the network is too small to share among cores

MOST_DATES, MOST_WORDS = 1, 2  # in training
rng = random.Random(1)
pairs = [
    draw_pair(
        TRAINING_DAYS, rng.randint(1, MOST_DATES), rng.randint(0, MOST_WORDS), rng
    )
    for _ in range(20000)
]
for source, target in pairs[:8]:
    print("".join(source), "→", "".join(target[:-1]))

# %% [markdown]
# No day of the test occurs in training, in whatever form. Characters, and the names of the targets, are the tokens of two
# [vocabularies](../sequences/vocabulary.md).

# %%
from mlnotes.sequences.vocabulary import build_vocab

source_vocab = build_vocab(source for source, _ in pairs)
target_vocab = build_vocab(
    (target for _, target in pairs), specials=("<pad>", "<unk>", "<sos>", "<eos>")
)
SOS, EOS = target_vocab["<sos>"], target_vocab["<eos>"]

print("tokens of sources:", len(source_vocab), " of targets:", len(target_vocab))
X, lengths = pad([source_vocab(source) for source, _ in pairs[:5]])
print("padded sources", tuple(X.shape), "lengths", lengths.tolist())

# %% [markdown]
# ## The model, and its loss
#
# `Seq2Seq` is the module of the chapter: embeddings of width 32, a [GRU](../sequences/gru.md) with 256 units that reads the source, and another
# one that starts from its last state and writes the target. In training the decoder always reads the
# right characters (teacher forcing), shifted by one place. The [masked cross entropy](../sequences/language-model.md) is the mean over the real
# characters of the targets.
#
# A batch is as long as its longest source, and every step of the GRU costs time. So the pairs are sorted by length once, and a batch of 32 is drawn
# from one quarter of them: short sources do not wait for long ones. The learning rate falls along half a
# [cosine](../training/schedules.md), and gradients are [clipped](../sequences/gradient-flow.md) to the length 1.

# %%
from mlnotes.sequences.batching_torch import padding_mask
from mlnotes.sequences.encoder_decoder_torch import Seq2Seq, shift_right
from mlnotes.sequences.language_model_torch import masked_cross_entropy
from mlnotes.training.adaptive_rates_torch import Adam
from mlnotes.training.schedules import cosine_schedule
from mlnotes.training.training_loop_torch import train

STEPS, BATCH = 900, 32
coded = [(source_vocab(source), target_vocab(target)) for source, target in pairs]
coded.sort(key=lambda pair: len(pair[0]))
quarters = [coded[start : start + 5000] for start in range(0, 20000, 5000)]


def pair_loss(model, generator):
    quarter = quarters[torch.randint(4, (), generator=generator)]
    drawn = torch.randint(len(quarter), (BATCH,), generator=generator)
    sources, targets = zip(*(quarter[i] for i in drawn))
    (X, lengths), (Y, target_lengths) = pad(sources), pad(targets)
    scores = model(X, lengths, shift_right(Y, SOS))
    return masked_cross_entropy(scores, Y, padding_mask(target_lengths, Y.shape[1]))


torch.manual_seed(0)
model = Seq2Seq(len(source_vocab), len(target_vocab), d=32, h=256)
print("parameters:", sum(p.numel() for p in model.parameters()))
losses = train(
    model,
    pair_loss,
    Adam(model.parameters()),
    STEPS,
    torch.Generator().manual_seed(0),
    schedule=partial(cosine_schedule, learning_rate=0.005, steps=STEPS),
    max_norm=1.0,
    progress=lambda steps: tqdm(steps, delay=2, disable=None),
)
model.requires_grad_(False).eval()
for start in range(0, STEPS, 150):
    mean = sum(losses[start : start + 150]) / 150
    print(f"steps {start + 1:4} to {start + 150:4}: {mean:.2f} nats per character")

# %% [markdown]
# ## Exact matches
#
# A translation counts only if every character is right. It is read with [greedy decoding](../sequences/decoding.md): the most probable character at
# each step, which becomes the next input. No right character helps any more.

# %%
from mlnotes.sequences.decoding_torch import beam_search, greedy_decode

LONGEST = 90  # characters of an answer, at most


def translate(sources):
    """Answer lists of source tokens, all at once."""
    X, lengths = pad([source_vocab(source) for source in sources])
    state = model.encode(X, lengths)
    written, _ = greedy_decode(model.step, state, SOS, EOS, LONGEST)
    return [read_out(ids) for ids in written.tolist()]


def read_out(ids):
    """Text up to the first <eos>."""
    return "".join(target_vocab.decode(ids)).split("<eos>")[0]


def measure(drawn):
    """Whether each pair is translated exactly, and the answers."""
    answers = translate([source for source, _ in drawn])
    right = [a == "".join(t[:-1]) for a, (_, t) in zip(answers, drawn)]
    return right, answers


def share(values):
    return 100 * sum(values) / len(values)


def draw_test(n, dates=1, words=0):
    rng = random.Random(2)
    return [draw_pair(TEST_DAYS, dates, words, rng) for _ in range(n)]


test = draw_test(600)
right, answers = measure(test)
print(f"exact, dates without words: {share(right):.1f} %")
by_target = defaultdict(list)
for (source, _), good in zip(test, right):
    by_target[source[-1]].append(good)
for target in TARGETS:
    print(f"  to {target:5} {share(by_target[target]):5.1f} %")

# %% [markdown]
# About nine of ten are right. The others are not nonsense but dates, with a wrong part:

# %%
wrong = [i for i, good in enumerate(right) if not good]
for i in wrong[:6]:
    source, target = test[i]
    print(f"{''.join(source):34} {answers[i]:18} right: {''.join(target[:-1])}")

parts = {"year": [], "month": [], "day": []}
for i, (source, target) in enumerate(test):
    if source[-1] == "<iso>":
        pairs_of_parts = zip(answers[i].split("-"), "".join(target[:-1]).split("-"))
        for part, (a, b) in zip(parts, pairs_of_parts):
            parts[part].append(a == b)
print("to ISO:", *(f"{part} {share(good):.0f} %" for part, good in parts.items()))

# %% [markdown]
# The errors are above all in the day; the year is nearly always right. Does it depend on how the date is written? Each row is a sample of
# 60, and a share near 90 % of them has a standard error of 4 points:

# %%
by_form = {}
rng = random.Random(3)
for form in SOURCES:
    drawn = []
    for day in rng.sample(TEST_DAYS, 60):
        target = rng.choice([*TARGETS])
        answer = write_date(day, TARGETS[target])
        drawn.append(([*write_date(day, form), target], [*answer, "<eos>"]))
    by_form[form] = share(measure(drawn)[0])
    example = write_date(date(2022, 12, 7), form)
    print(f"{example:28} {by_form[form]:5.0f} %")

# %% [markdown]
# The rows differ little more than chance would let them, and all thirteen are learned. Long sources like *Wednesday, December 7, 2022*
# are no harder than short ones.
#
# ## Greedy or with a beam
#
# Greedy decoding cannot take back a character. [Beam search](../sequences/decoding.md) keeps the five most probable beginnings. Both
# translate the first 200 of the test:


# %%
def translate_with_beam(source, width=5):
    """Hypotheses for one source: texts with their log-probabilities, best first."""
    X, lengths = pad([source_vocab(source)])
    state = model.encode(X, lengths)
    found = beam_search(model.step, state, SOS, EOS, LONGEST, width)
    return [(read_out(ids), log_p) for ids, log_p in found]


def log_probability(source, target):
    """Log-probability that the model gives to a target."""
    X, lengths = pad([source_vocab(source)])
    Y = torch.tensor([target_vocab(target)])
    log_p = torch.log_softmax(model(X, lengths, shift_right(Y, SOS)), dim=2)
    return log_p.gather(2, Y[:, :, None]).sum().item()


sample = test[:200]
beams = [translate_with_beam(s)[0] for s, _ in tqdm(sample, delay=2, disable=None)]
wanted = ["".join(target[:-1]) for _, target in sample]
exact = [text == b for (text, _), b in zip(beams, wanted)]
print("exact of 200, greedy:", sum(right[:200]), " with a beam:", sum(exact))
print("different:", sum(a != text for a, (text, _) in zip(answers, beams)))
wrong = [i for i, good in enumerate(exact) if not good]
less = sum(log_probability(*sample[i]) < beams[i][1] for i in wrong)
print(f"right one less probable than the beam's wrong one: {less} of {len(wrong)}")
print("".join(sample[wrong[0]][0]), "should be", wanted[wrong[0]])
for text, log_p in translate_with_beam(sample[wrong[0]][0])[:3]:
    print(f"  {text:20} log-probability {log_p:6.2f}")

# %% [markdown]
# The two hardly ever differ. Where the beam's answer is wrong, the right one is less probable: no search for the most probable
# answer could find it. What the state does not hold, the decoder cannot look up.
#
# ## Where it breaks with length
#
# A source gets longer in two ways: with more words around one date, or with more dates. In training there were at most two
# words, and one date. The words are the same as in training, only more of them.

# %%
WORD_COUNTS, DATE_COUNTS = (0, 2, 4, 8, 16, 32, 64), (1, 2, 3)


def length_and_share(drawn):
    """Mean number of source characters, and exact matches in percent."""
    characters = sum(len(source) - 1 for source, _ in drawn) / len(drawn)
    return characters, share(measure(drawn)[0])


more_words = [length_and_share(draw_test(300, 1, k)) for k in WORD_COUNTS]
more_dates = [length_and_share(draw_test(300, k, 0)) for k in DATE_COUNTS]
print("one date, words around it:", *(f"{k:6}" for k in WORD_COUNTS))
print("  characters of the source", *(f"{length:6.0f}" for length, _ in more_words))
print("  exact, percent          ", *(f"{exact:6.0f}" for _, exact in more_words))
print("dates in a row:           ", *(f"{k:6}" for k in DATE_COUNTS))
print("  characters of the source", *(f"{length:6.0f}" for length, _ in more_dates))
print("  exact, percent          ", *(f"{exact:6.0f}" for _, exact in more_dates))

# %% alt="Exact matches against the characters of the source. With more words around one date a solid line stays near 90 percent up to 16 words and about 90 characters, then falls to about 70 at 32 words and about 50 at 64 words and 320 characters. With two or three dates a dashed line drops to 0 at once, at 27 characters"
longest = max(len(source) - 1 for source, _ in pairs)
figure, axis = plt.subplots(figsize=(5, 3.4))
axis.axvline(longest, color=plt.rcParams["axes.edgecolor"], linewidth=1)
axis.plot(*zip(*more_words), "o-", color="C0")
axis.plot(*zip(*more_dates), "s--", color="C1")
for k, point in list(zip(WORD_COUNTS, more_words))[2:]:
    axis.annotate(f"{k}", point, (0, 8), textcoords="offset points", ha="center")
axis.annotate("2 and 3 dates", more_dates[-1], (8, 3), textcoords="offset points")
axis.text(200, 85, "words around\none date")
axis.text(longest + 4, 22, "longest in training")
axis.set(xlabel="characters of the source, mean", ylabel="exact matches, percent")
axis.set(ylim=(-4, 108))
plt.show()

# %% [markdown]
# - **Words that do not matter cost little.** With eight words the source is about as long as the longest one of training, and
#   the answers are as good as without words. With 16 little is lost. Then it breaks: what was read before the words fades, as in
#   [Lab 5](lab-5-memory.py), and at 64 words about half the dates are wrong.
# - **Dates that matter cost everything.** Two dates make 27 characters, fewer than many single dates with words, and not one answer
#   is right. So characters alone are not what breaks it.


# %%
def right_by_place(drawn):
    """Share of right dates at each place of the answers, and right counts of dates."""
    _, answers = measure(drawn)
    places, counts = defaultdict(list), []
    for answer, (_, target) in zip(answers, drawn):
        written, wanted = answer.split("; "), "".join(target[:-1]).split("; ")
        counts.append(len(written) == len(wanted))
        for place, text in enumerate(wanted):
            places[place].append(written[place : place + 1] == [text])
    return [share(found) for found in places.values()], share(counts)


for k in DATE_COUNTS:
    places, counts = right_by_place(draw_test(300, k))
    row = "  ".join(f"{place:3.0f} %" for place in places)
    print(
        f"{k} dates: as many in the answer {counts:3.0f} %, right at each place {row}"
    )

drawn = draw_test(3, 2)
for (source, target), answer in zip(drawn, translate([s for s, _ in drawn])):
    print("".join(source))
    print("  answer  ", answer)
    print("  right is", "".join(target[:-1]))

# %% [markdown]
# The model always writes one date, since it never saw another number, and that is rarely the first one of the source. This may be a lack of
# examples, so the same model was also trained on examples of it.
#
# ## What more steps give, and examples with two dates
#
# Measured once, on 300 sources each: 4 500 steps instead of 900, and with `MOST_DATES = 2`, so that half of the pairs have two dates.
# Exact matches in percent; the last column counts only the first of two dates.
#
# | steps, dates | 1 date | 64 words | 2 dates | 1st of 2 |
# | --- | ---: | ---: | ---: | ---: |
# | 900, one | 91 | 48 | 0 | 10 |
# | 4 500, one | 100 | 96 | 0 | 23 |
# | 900, one or two | 33 | 11 | 0 | 11 |
# | 4 500, one or two | 100 | 96 | 3 | 100 |
#
# - Five times the steps make single dates perfect, and words nearly harmless: the fading was a lack of training.
# - Two dates do not come with it. After 4 500 steps with examples the model always writes two dates, the first is always right,
#   the second nearly never. Its year is right in 59 % of the answers to ISO, its month in 35 %, its day in 16 %: the later a part is written, the less is
#   left of it.
# - Three dates, more than any source of that training has, got 0, and no answer had three.
#
# Whether still more steps or units fit a second date into the vector is not shown here. What is shown is the price: one vector has to hold
# everything, and the effort grows fast with what it must hold.
#
# ## What padding does if it is read
#
# `Seq2Seq.encode` takes the state after each source's last real token. A model that reads a batch to its end takes the
# state after the padding. The same weights and sources, with the length of the whole row instead of the own length:

# %%
drawn = draw_test(300, 1, 2)
X, lengths = pad([source_vocab(source) for source, _ in drawn])
for title, used in (
    ("own lengths", lengths),
    ("length of the row", torch.full_like(lengths, X.shape[1])),
):
    state = model.encode(X, used)
    written, _ = greedy_decode(model.step, state, SOS, EOS, LONGEST)
    texts = [read_out(ids) for ids in written.tolist()]
    exact = [a == "".join(target[:-1]) for a, (_, target) in zip(texts, drawn)]
    print(f"{title:18} {share(exact):5.1f} % exact")

# %% [markdown]
# Sources that are the longest of the batch have no padding and lose nothing; the others mostly do. The model has never seen padding
# behind the name of the target, and its state moves on with every `<pad>`.
#
# ## Try it yourself
#
# 1. Reverse the sources (`source[::-1]` in `coded` and in `translate`), so that the target's name is read first. [Sutskever, Vinyals and
#    Le (2014)](../bibliography.md#sutskever2014) found that this helps. Does it here?
# 2. Put words around the date that were not in training, for instance `room 12`. Which kind of word does most harm?
# 3. Train with 64 units instead of 256, and with 128. How many exact matches does each halving cost after 900 steps?
# 4. Train one model for each target, with 300 steps each. Is one model for all three better than three at equal effort?
# 5. Add a fourth target before the pairs are drawn: `TARGETS["<de>"] = ("de", "long")`. Does `<iso>` get worse?
# 6. Train on up to 16 words. Where does it break now?
#
# ## What to remember
#
# - Encoder and decoder translate dates of thirteen kinds into three, with one model and a token that names the target.
# - Count exact matches on days that training has not seen. A loss near zero per character still leaves one of ten dates wrong.
# - All that the decoder knows is one vector. Words that do not matter fade it slowly, and training mends that; every further date must
#   share it, and five times the training did not fit in a second one.
# - Beam search helps where search is the problem. Here the state is.
# - Own lengths, not the row's: padding that is read ruins most answers.
# - Chapter 7 repeats this task with attention, which lets the decoder look back at the source.
