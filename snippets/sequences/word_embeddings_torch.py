import re
from collections import Counter
from pydoc_data.topics import topics

import torch

from mlnotes.sequences.vocabulary import Vocab, tokenize
from mlnotes.sequences.word_embeddings_torch import (
    SkipGram,
    nearest,
    noise_distribution,
    skipgram_pairs,
)
from mlnotes.training.training_loop_torch import train

parts = [s for text in topics.values() for s in re.split(r"[.!?:;]\s|\n\n", text)]
sentences = [[word for word in tokenize(s) if word.isalpha()] for s in parts]
counts = Counter(word for sentence in sentences for word in sentence)
vocab = Vocab([word for word, _ in counts.most_common(300)], unknown=None)
known = [vocab(word for word in sentence if word in vocab) for sentence in sentences]
pairs = skipgram_pairs(known, window=2)
noise = noise_distribution(torch.tensor([counts[word] for word in vocab.tokens]))


def batch_loss(model: torch.nn.Module, generator: torch.Generator) -> torch.Tensor:
    batch = torch.randint(len(pairs), (512,), generator=generator)
    drawn = torch.multinomial(noise, 512 * 5, replacement=True, generator=generator)
    return model(pairs[batch], drawn.reshape(512, 5))


torch.manual_seed(0)
model = SkipGram(c=300, d=16)
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
losses = train(model, batch_loss, optimizer, 600, torch.Generator().manual_seed(0))
print(f"loss {losses[0]:.1f}, at last below 2.5:", sum(losses[-50:]) / 50 < 2.5)
first, second = ["true", "left", "may"], ["false", "right", "should"]
neighbors, _ = nearest(torch.tensor(vocab(first)), model.V.data, 20)
for word, other, row in zip(first, second, neighbors, strict=True):
    print(f"{other} is near {word}:", other in vocab.decode(row.tolist()))
