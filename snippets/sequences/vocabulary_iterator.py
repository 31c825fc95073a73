from collections.abc import Iterable, Iterator

from mlnotes.sequences.vocabulary import build_vocab, tokenize

train_data = [(1, "Good food!"), (0, "Bad food."), (1, "Good staff, good food.")]


def sentences(data: Iterable[tuple[int, str]]) -> Iterator[list[str]]:
    for _, text in data:
        yield tokenize(text)


lines = iter(train_data)  # as if read from a file, once
vocab = build_vocab(sentences(lines), specials=["<pad>", "<unk>"])
print(*vocab.tokens)
print(vocab(tokenize("Hello World!")))
print("left in the iterator:", list(lines))

frequent = build_vocab(sentences(train_data), min_frequency=2)
print("twice:", *frequent.tokens)
