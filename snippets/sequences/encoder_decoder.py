import numpy as np

from mlnotes.sequences.encoder_decoder import decode, encode, shift_right

PAD, SOS, EOS = 0, 1, 2
X = np.array([[3, 4, 5, 6], [4, 3, PAD, PAD]])  # "abcd" and "ba", padded
lengths = np.array([4, 2])
Y = np.array([[6, 5, 4, 3, EOS], [3, 4, EOS, PAD, PAD]])  # to be written
Y_in = shift_right(Y, SOS)
print("targets:", *Y, "inputs: ", *Y_in, sep="\n")

c, d, h = 7, 3, 5
rng = np.random.default_rng(0)
gru = [(3 * h, d), (3 * h, h), (3 * h,)]  # W, U, b
encoder = [rng.normal(size=shape) for shape in [(c, d), *gru]]
decoder = [rng.normal(size=shape) for shape in [(c, d), *gru, (c, h), (c,)]]

state = encode(X, lengths, *encoder)
print("state:", state.shape)
print("scores:", decode(Y_in, state, *decoder).shape)

alone = encode(X[1:, :2], lengths[1:], *encoder)
print("padding changes the state:", not np.allclose(alone, state[1:]))
