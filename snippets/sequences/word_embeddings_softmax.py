import numpy as np

from mlnotes.linear.gradient_descent import gradient_descent
from mlnotes.sequences.vocabulary import build_vocab, tokenize
from mlnotes.sequences.word_embeddings import (
    nearest,
    skipgram_loss,
    skipgram_loss_backward,
    skipgram_pairs,
)

texts = [
    f"{who} {does} {what}"
    for who in ("anna", "paul", "maria")
    for does, whats in (("drinks", ("milk", "tea")), ("reads", ("books", "letters")))
    for what in whats
]
sentences = [tokenize(text) for text in texts]
vocab = build_vocab(sentences, specials=())
pairs = skipgram_pairs([vocab(sentence) for sentence in sentences], window=2)
c, d = len(vocab), 4


def gradient(theta: np.ndarray) -> np.ndarray:
    V, U = theta.reshape(2, c, d)
    return np.ravel(skipgram_loss_backward(1.0, pairs, V, U))


start = np.random.default_rng(0).normal(scale=0.1, size=2 * c * d)
path = gradient_descent(gradient, start, 1.0, 500)
for step in (0, 500):
    V, U = path[step].reshape(2, c, d)
    print(f"step {step}: loss {skipgram_loss(pairs, V, U):.2f}, c = {c}")
for word, k in (("milk", 1), ("books", 1), ("anna", 2)):
    (row,), _ = nearest(np.array([vocab[word]]), V, k)
    print(f"{word}:", *sorted(vocab.decode(row)))
