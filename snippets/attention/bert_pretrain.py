import torch

from mlnotes.attention.bert_torch import Bert, BertForPreTraining
from mlnotes.attention.masked_language_model import agreement_sentences
from mlnotes.attention.masked_language_model_torch import mask_tokens
from mlnotes.attention.next_sentence_torch import pretraining_loss
from mlnotes.sequences.vocabulary import build_vocab
from mlnotes.training.training_loop_torch import train

torch.set_num_threads(1)  # small arrays: more threads only wait for each other
language = agreement_sentences()
vocab = build_vocab(language, specials=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
pairs = [(a, b) for a in language for b in language if a != b]
X = torch.tensor([vocab(["[CLS]", *a, "[SEP]", *b, "[SEP]"]) for a, b in pairs])
y = torch.tensor([int(a[2] != b[2]) for a, b in pairs])  # 0: the same object
segments = torch.tensor([0, 0, 0, 0, 0, 1, 1, 1, 1]).expand_as(X)
mask, even = torch.ones_like(X, dtype=torch.bool), 1 / torch.bincount(y)[y]


def batch_loss(model, generator):
    i = torch.multinomial(even, 48, replacement=True, generator=generator)
    seen, chosen = mask_tokens(X[i], X[i] > 4, 4, len(vocab), generator, rate=0.3)
    s, s_next = model(seen, segments[i], mask[i])
    return pretraining_loss(s, X[i], chosen, s_next, y[i])


torch.manual_seed(0)
model = BertForPreTraining(Bert(len(vocab), 48, 2, 96, 2, max_len=9, dropout=0.0))
for weight in (p for p in model.parameters() if p.ndim > 1):
    torch.nn.init.normal_(weight, std=0.1)  # a narrow model needs larger weights
adam = torch.optim.Adam(model.parameters(), lr=0.004)
train(model, batch_loss, adam, 120, torch.Generator().manual_seed(0))
hidden = X.index_fill(1, torch.tensor(2), vocab["[MASK]"])  # the first verb
s, s_next = model(hidden, segments, mask)
print(" ".join(vocab.decode(hidden[5])), "->", vocab.decode(s[5, 2].argmax()[None])[0])
verbs, right = s[:, 2].argmax(1) == X[:, 2], s_next.argmax(1) == y
print("90 % of the verbs:", (verbs.float().mean() > 0.9).item())
print("90 % of the pairs:", (right.float().mean() > 0.9).item())
