from torch import nn

from mlnotes.sequences.rnn import rnn_parameters

for d, h in ((1, 2), (5, 11), (100, 256)):
    torch_has = sum(p.numel() for p in nn.RNN(d, h).parameters())
    print(f"d = {d}, h = {h}: {rnn_parameters(d, h)}, PyTorch {torch_has}")

h, d = 256, 100
for t in (10, 100, 1000):
    flat = (t * d) * h + h  # a fully connected layer over all time steps at once
    print(f"t = {t}: layer {flat}, RNN {rnn_parameters(d, h)}")
