from mlnotes.sequences.word_embeddings import skipgram_pairs

for t, m in ((5, 2), (100, 2), (100, 5)):
    pairs = skipgram_pairs([list(range(t))], window=m)
    print(len(pairs), 2 * m * t - m * (m + 1))
