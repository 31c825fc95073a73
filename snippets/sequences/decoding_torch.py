import torch

from mlnotes.sequences.decoding_torch import beam_search, greedy_decode
from mlnotes.sequences.encoder_decoder_torch import Seq2Seq

SOS, EOS = 1, 2
torch.manual_seed(0)
model = Seq2Seq(c_source=9, c_target=9, d=8, h=16).double()  # not trained
X, lengths = torch.randint(3, 9, (64, 5)), torch.randint(1, 6, (64,))
with torch.no_grad():
    state = model.encode(X, lengths)

tokens, log_p = greedy_decode(model.step, state, SOS, EOS, max_len=6)
print("64 sequences:", tuple(tokens.shape), tuple(log_p.shape), log_p.dtype)

kept = []
for i in range(10):
    found = beam_search(model.step, state[i : i + 1], SOS, EOS, max_len=6, width=4)
    kept.append(len(found))
print("hypotheses kept of each:", sorted(set(kept)))
(best, total), *_ = beam_search(model.step, state[:1], SOS, EOS, max_len=6, width=1)
print("width one is greedy:", best == tokens[0, : len(best)].tolist())
