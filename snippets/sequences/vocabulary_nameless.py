from mlnotes.sequences.vocabulary import Vocab, build_vocab

sentences = [["the", "cat", "sat"], ["the", "cat", "ran"]]
named = build_vocab(sentences, specials=["<unk>"])
nameless = Vocab(["", *named.tokens[1:]], unknown="")

for vocab in (named, nameless):
    ids = vocab(["the", "zebra", "sat"])
    print(ids, "→", " ".join(vocab.decode(ids)))
