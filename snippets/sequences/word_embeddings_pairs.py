from mlnotes.sequences.vocabulary import build_vocab, tokenize
from mlnotes.sequences.word_embeddings import skipgram_pairs

sentences = [tokenize("The cat drinks warm milk"), ["yes"]]
vocab = build_vocab(sentences, specials=())
pairs = skipgram_pairs([vocab(sentence) for sentence in sentences], window=2)
for centre in sentences[0]:
    found = pairs[pairs[:, 0] == vocab[centre]]
    print(f"{centre}:", *vocab.decode(found[:, 1]))
print(len(pairs), "pairs, of yes:", (pairs == vocab["yes"]).any(axis=1).sum())
