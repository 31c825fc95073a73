import numpy as np

from mlnotes.attention.masked_language_model import agreement_sentences
from mlnotes.sequences.encoder_decoder import causal_bound
from mlnotes.sequences.vocabulary import build_vocab

sentences = agreement_sentences()
for words in sentences[::5]:
    print(" ".join(words))
vocab = build_vocab(sentences)
subject, verb, noun = np.array([vocab(words) for words in sentences]).T

contexts = {
    "nothing": [0 * subject],
    "left": [subject],
    "right": [noun],
    "both": [subject, noun],
}
for name, seen in contexts.items():
    X = np.stack(seen, axis=1)
    best = causal_bound(X, np.repeat(verb[:, None], X.shape[1], axis=1))[-1]
    print(f"{name:8} {best:.2f}")
