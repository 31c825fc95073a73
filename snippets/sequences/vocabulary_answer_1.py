from mlnotes.sequences.vocabulary import build_vocab, tokenize

texts = ["To be, or not to be.", "Not now!"]
vocab = build_vocab(map(tokenize, texts), specials=["<unk>", "<SOS>"], min_frequency=2)
print(*vocab.tokens)
print(vocab(["<SOS>", *tokenize("Be not here.")]))
