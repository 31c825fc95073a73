import torch

from mlnotes.attention.attention_seq2seq_torch import AttentionSeq2Seq
from mlnotes.sequences.decoding_torch import greedy_decode
from mlnotes.sequences.encoder_decoder_torch import Seq2Seq, shift_right
from mlnotes.sequences.language_model_torch import masked_cross_entropy
from mlnotes.training.training_loop_torch import train

torch.set_num_threads(1)
SOS, EOS, C, T = 0, 1, 8, 6


def draw(n, generator):
    X = torch.randint(2, C, (n, T), generator=generator)
    return X, torch.cat([X, torch.full((n, 1), EOS)], dim=1)


def batch_loss(model, generator):
    X, Y = draw(32, generator)
    s = model(X, torch.full((32,), T), shift_right(Y, SOS))
    return masked_cross_entropy(s, Y, torch.ones_like(Y, dtype=torch.bool))


for Model in (Seq2Seq, AttentionSeq2Seq):
    torch.manual_seed(0)
    model = Model(C, C, d=16, h=24)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    train(model, batch_loss, optimizer, 150, torch.Generator().manual_seed(0))
    X, Y = draw(200, torch.Generator().manual_seed(1))
    state = model.encode(X, torch.full((200,), T))
    tokens, _ = greedy_decode(model.step, state, SOS, EOS, T + 1)
    padded = torch.full((200, T + 1), EOS)
    padded[:, : tokens.shape[1]] = tokens
    right = (padded == Y).all(dim=1).sum().item()
    print(f"{Model.__name__}, half right: {right > 100}")
