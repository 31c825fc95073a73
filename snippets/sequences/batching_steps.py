import numpy as np

from mlnotes.sequences.batching import last_state, pack, padding_mask, unpack

rng = np.random.default_rng(0)
n, t, d, h = 5, 6, 3, 4
W, U = rng.normal(size=(h, d)), rng.normal(size=(h, h)) / 2
X, lengths = rng.normal(size=(n, t, d)), np.array([2, 6, 1, 3, 3])

H = np.zeros((n, t + 1, h))  # all rows to the end, padding too
for s in range(t):
    H[:, s + 1] = np.tanh(X[:, s] @ W.T + H[:, s] @ U.T)
masked = last_state(H[:, 1:], lengths)

data, batch_sizes, order = pack(X, lengths)
state, states, start = np.zeros((n, h)), [], 0  # the longest sequence first
for size in batch_sizes:
    x = data[start : start + size]
    state[:size] = np.tanh(x @ W.T + state[:size] @ U.T)  # the others have ended
    states.append(state[:size].copy())
    start += size

packed, mask = unpack(np.concatenate(states), lengths, t), padding_mask(lengths, t)
print("rows computed:", n * t, "masked,", start, "packed")
print("all states equal:", np.allclose(packed[mask], H[:, 1:][mask]))
print("last states equal:", np.allclose(last_state(packed, lengths), masked))
print("they stay in `state`:", np.allclose(state, masked[order]))
