from mlnotes.sequences.language_model_torch import LanguageModel
from mlnotes.sequences.rnn_torch import RNN

c, d, h = 37, 16, 64
model = LanguageModel(RNN(d, h), c, d)
counted = sum(parameter.numel() for parameter in model.parameters())
print("counted:", counted)
print("formula:", c * d + h * (d + h + 2) + c * (h + 1))
for order in (2, 4):
    histories = sum((c - 1) ** j for j in range(order))
    print(f"free probabilities of order {order}:", histories * (c - 1))
