from collections import Counter
from pydoc_data.topics import topics

from mlnotes.attention.wordpiece import (
    WordPiece,
    basic_tokenize,
    merge_gains,
    merge_ratios,
    train_wordpiece,
)

texts = [basic_tokenize(topics[name]) for name in sorted(topics)]
train = Counter(word for i, text in enumerate(texts) if i % 5 for word in text)
new = [word for text in texts[::5] for word in text]

for name, score in {
    "gain     ": merge_gains,
    "ratio    ": merge_ratios,
    "frequency": lambda pairs, pair_counts, counts: pair_counts,
}.items():
    pieces = WordPiece(train_wordpiece(train, 1000, score))
    rate = sum(len(pieces.pieces(word)) for word in new) / len(new)
    print(
        name,
        "- pieces of a new word below 1.5:",
        rate < 1.5,
        "- above 2.3:",
        rate > 2.3,
    )
