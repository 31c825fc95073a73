from functools import partial

import torch

from mlnotes.attention.cached_decoding_torch import cached_step, first_cache
from mlnotes.attention.transformer_torch import Transformer
from mlnotes.sequences.decoding_torch import beam_search, greedy_decode

torch.manual_seed(0)
model = Transformer(c_source=19, c_target=17, d=12, h=3, d_ff=24, layers=2)
model = model.double().eval().requires_grad_(False)
X, lengths = torch.randint(19, (4, 7)), torch.tensor([7, 5, 3, 1])
cached = partial(cached_step, model)

plain, log_p = greedy_decode(model.step, model.encode(X, lengths), 0, 1, 12)
fast, log_p_fast = greedy_decode(cached, first_cache(model, X, lengths), 0, 1, 12)
print("greedy, same tokens:", torch.equal(plain, fast))
print("same log-probabilities:", torch.allclose(log_p, log_p_fast))
one = X[:1], lengths[:1]
plain = beam_search(model.step, model.encode(*one), 0, 1, 12, width=4)
fast = beam_search(cached, first_cache(model, *one), 0, 1, 12, width=4)
same = [a == b for (a, _), (b, _) in zip(plain, fast, strict=True)]
print(f"beam search, {len(same)} same hypotheses:", all(same))
