import numpy as np

from mlnotes.sequences.batching import pack, padding_share

lengths = np.array([3, 1, 4, 1, 5])
_, batch_sizes, order = pack(np.zeros((5, 5, 1)), lengths)
print("batch_sizes:", batch_sizes)
print("order:", order)
print("share of padding:", round(float(padding_share(lengths, 5)), 2))
