from mlnotes.sequences.vocabulary import build_vocab

words = ["tomato", "potato", "total"]
vocab = build_vocab(map(list, words), specials=["<pad>"])  # a word is a list of letters
print(*vocab.tokens)
print(vocab(list("motto")))
try:
    vocab(list("moon"))
except ValueError as error:
    print(error)
