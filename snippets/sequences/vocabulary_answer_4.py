import random
from collections import Counter
from pydoc_data.topics import topics

from mlnotes.sequences.vocabulary import build_vocab, tokenize

words = [
    token
    for name in sorted(topics)
    for token in tokenize(topics[name])
    if token[0].isalpha()
]
foretold, unknown = 0, 0
for seed in range(5):
    shuffled = random.Random(seed).sample(words, len(words))
    train, new = shuffled[10_000:], shuffled[:10_000]
    foretold += sum(count == 1 for count in Counter(train).values()) / len(train) / 5
    vocab = build_vocab([train])
    unknown += vocab(new).count(vocab["<unk>"]) / len(new) / 5
print("both from 1 to 2.5 %:", 0.01 < foretold < 0.025 and 0.01 < unknown < 0.025)
print("equal within 15 %:", abs(unknown / foretold - 1) < 0.15)
