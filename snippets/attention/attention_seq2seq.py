import numpy as np

from mlnotes.attention.attention_seq2seq import attention_decode
from mlnotes.linear.softmax import softmax
from mlnotes.sequences.batching import last_state, padding_mask
from mlnotes.sequences.encoder_decoder import shift_right
from mlnotes.sequences.gru import gru
from mlnotes.sequences.word_embeddings import embedding

PAD, SOS, EOS = 0, 1, 2
X = np.array([[3, 4, 5, 6], [4, 3, PAD, PAD]])  # "abcd" and "ba", padded
lengths = np.array([4, 2])
Y_in = shift_right(np.array([[6, 5, 4, 3, EOS], [3, 4, EOS, PAD, PAD]]), SOS)
c, d, h = 7, 3, 5
rng = np.random.default_rng(0)
weights = [(c, d), (3 * h, d), (3 * h, h), (3 * h,)]  # E, W, U, b
E, *gates = (rng.normal(size=shape) for shape in weights)
decoder = [rng.normal(size=shape) for shape in [*weights, (c, 2 * h), (c,)]]

H_source = gru(embedding(X, E), np.zeros((2, h)), *gates)
mask, h0 = padding_mask(lengths, 4), last_state(H_source, lengths)
s = attention_decode(Y_in, H_source, mask, h0, *decoder)
print("states of the source:", H_source.shape)
print("scores:", s.shape)

E, W, U, b, V, a = decoder  # the first step of the first sentence, by hand
state = gru(embedding(Y_in[:1, :1], E), h0[:1], W, U, b)[0, 0]
weights = softmax(H_source[0] @ state)
found = weights @ H_source[0]
print("by hand:", np.allclose(V @ np.concatenate([state, found]) + a, s[0, 0]))

alone = H_source[1:, :2], mask[1:, :2], h0[1:]
same = np.allclose(attention_decode(Y_in[1:], *alone, *decoder), s[1:])
print("padding changes nothing:", same)
