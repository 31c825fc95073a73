from mlnotes.attention.bert_input import join_pair
from mlnotes.attention.wordpiece import WordPiece

tokens = "[PAD] [UNK] [CLS] [SEP] [MASK] my dog is cute he likes play ##ing ."
pieces = WordPiece(tokens.split())
cls, sep = pieces.vocab(["[CLS]", "[SEP]"])

a, b = pieces("My dog is cute."), pieces("He likes playing.")
ids, segments = join_pair(a, b, cls, sep, max_len=16)
for place, (i, segment) in enumerate(zip(ids, segments, strict=True)):
    print(f"{place:2} {segment} {i:2} {pieces.vocab.tokens[i]}")
print("alone:", *pieces.vocab.decode(join_pair(a, None, cls, sep, max_len=16)[0]))
