from mlnotes.sequences.batching import collate_batch

sentence = [(1, [11, 12, 13, 14, 15, 16])]
_, first, lengths = collate_batch(sentence, 4)
_, last, _ = collate_batch([(label, ids[-4:]) for label, ids in sentence], 4)
print("first tokens kept:", first, lengths)
print("last tokens kept: ", last)
