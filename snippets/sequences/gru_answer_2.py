from mlnotes.sequences.gru_torch import GRU
from mlnotes.sequences.lstm_torch import LSTM

d, lstm_width = 100, 300
wanted = sum(parameter.numel() for parameter in LSTM(d, lstm_width).parameters())
width = lstm_width
while sum(p.numel() for p in GRU(d, width + 1).parameters()) <= wanted:
    width += 1
print("GRU of", width, "units")
