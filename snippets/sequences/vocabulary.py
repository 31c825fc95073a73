from mlnotes.sequences.vocabulary import build_vocab, tokenize

texts = [
    "The cat sat.",
    "The cat ran!",
    "A dog ran home.",
]
vocab = build_vocab([tokenize(text) for text in texts])
for i, token in enumerate(vocab.tokens):
    print(i, token)

ids = vocab(tokenize("The zebra ran home."))
print("ids:    ", ids)
print("decoded:", *vocab.decode(ids))
print("zebra in it:", "zebra" in vocab, "- id:", vocab["zebra"])
print("empty:", vocab(tokenize("")))
