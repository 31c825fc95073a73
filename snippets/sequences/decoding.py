import itertools

import numpy as np

from mlnotes.sequences.decoding import beam_search, greedy_decode

text = """the cat naps
the dog sleeps
the bird sings
the fish swims
a cat sleeps
a cat sleeps
a cat purrs"""
sentences = [["<SOS>", *line.split(), "<EOS>"] for line in text.splitlines()]
words = sorted({word for sentence in sentences for word in sentence})
ids = {word: i for i, word in enumerate(words)}
SOS, EOS = ids["<SOS>"], ids["<EOS>"]

counts = np.zeros((len(words), len(words)))
for sentence in sentences:
    for last, word in itertools.pairwise(sentence):
        counts[ids[last], ids[word]] += 1
with np.errstate(divide="ignore"):
    table = np.log(counts / counts.sum(axis=1, keepdims=True).clip(1))


def step(tokens, state):
    return table[tokens], state  # the last word is all that a bigram knows


def show(tokens, log_p):
    print(f"{np.exp(log_p):.3f}", *(words[token] for token in tokens))


tokens, log_p = greedy_decode(step, None, SOS, EOS, max_len=5)
show(tokens[0], log_p[0])
for width in (2, 4):
    print("width", width)
    for hypothesis in beam_search(step, None, SOS, EOS, max_len=5, width=width):
        show(*hypothesis)
