import torch

from mlnotes.sequences.language_model_torch import LanguageModel, detach
from mlnotes.sequences.lstm_torch import LSTM

torch.manual_seed(0)
model = LanguageModel(LSTM(5, 7), c=11, d=5).double()
ids = torch.randint(11, (2, 13))

at_once, _ = model(ids)
parts, state = [], None
for token in ids.unbind(dim=1):
    log_p, state = model.step(token, state)
    parts.append(log_p)
same = torch.allclose(torch.stack(parts, dim=1), at_once.log_softmax(dim=2))
print("token by token as all at once:", same)

first, state = model(ids[:, :6])
carried, _ = model(ids[:, 6:], detach(state))
forgotten, _ = model(ids[:, 6:])
print("second part, state carried:", torch.allclose(carried, at_once[:, 6:]))
print("second part, state forgotten:", torch.allclose(forgotten, at_once[:, 6:]))
