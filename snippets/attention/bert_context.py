import torch

from mlnotes.attention.bert_input_torch import collate_pairs
from mlnotes.attention.bert_torch import Bert
from mlnotes.sequences.vocabulary import build_vocab

texts = ["the bank of the river", "the bank lends money", "the bank of the river"]
words = [["[CLS]", *text.split(), "[SEP]"] for text in texts]
vocab = build_vocab(words, specials=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
rows = [(vocab(row), [0] * len(row)) for row in words]
X, segments, mask = collate_pairs(rows)

torch.manual_seed(0)
bert = Bert(len(vocab), d=32, h=4, d_ff=128, layers=2, max_len=8).eval()
with torch.no_grad():
    E = bert.tokens(X)
    H, _ = bert(X, segments, mask)
place = words[0].index("bank")
for name, vectors in (("row of the table", E), ("state", H)):
    river, lends, again = vectors[:, place]
    print(f"{name:17} same in another sentence: {torch.allclose(river, lends)}")
    print(f"{'':17} same in the same sentence: {torch.allclose(river, again)}")
