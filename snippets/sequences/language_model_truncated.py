import torch

from mlnotes.sequences.language_model_torch import LanguageModel, TruncatedBPTT
from mlnotes.sequences.rnn_torch import RNN

torch.manual_seed(0)
model = LanguageModel(RNN(5, 7), c=11, d=5).double()
ids = torch.randint(11, (2, 61))  # 60 tokens to predict in each text


def gradient(window):
    """Mean loss of all windows, and its gradient by the recurrent weights."""
    loss_of_next_window = TruncatedBPTT(ids, window)
    model.zero_grad()
    loss = sum(loss_of_next_window(model) for _ in range(60 // window)) * window / 60
    loss.backward()
    return loss, model.cell.weight_hh_l0.grad.clone()


full_loss, full = gradient(60)
for window in (60, 20, 5, 1):
    loss, g = gradient(window)
    cosine = torch.cosine_similarity(g.flatten(), full.flatten(), dim=0)
    print(f"window {window}: same loss {torch.allclose(loss, full_loss)}, ", end="")
    print(f"direction of the gradient {cosine:.3f}")
