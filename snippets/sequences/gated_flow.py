import numpy as np

from mlnotes.sequences.gated_flow import gru_flow, lstm_flow, rnn_flow
from mlnotes.sequences.gradient_flow import recurrent_matrix

rng = np.random.default_rng(0)
n, t, d, h = 3, 60, 3, 24
X, zeros = rng.normal(size=(n, t, d)), np.zeros((n, h))


def weights(gates: int) -> tuple[np.ndarray, np.ndarray]:
    W = rng.normal(size=(gates * h, d)) / (2 * np.sqrt(d))
    blocks = [recurrent_matrix(h, 0.9, rng) for _ in range(gates)]
    return W, np.concatenate(blocks)


rnn_weights, lstm_weights, gru_weights = weights(1), weights(4), weights(3)
for bias in (0.0, 2.0):
    b_lstm, b_gru = np.zeros(4 * h), np.zeros(3 * h)
    b_lstm[h : 2 * h] = bias  # forget gate: keep
    b_gru[h : 2 * h] = -bias  # update gate: do not overwrite
    norms = {
        "RNN": rnn_flow(X, zeros, *rnn_weights, np.zeros(h)),
        "LSTM": lstm_flow(X, zeros, zeros, *lstm_weights, b_lstm)[0],
        "GRU": gru_flow(X, zeros, *gru_weights, b_gru),
    }
    print(f"bias {bias:.0f}: below 1e-5 at 10, 30, 60")
    for name, values in norms.items():
        powers = np.log10(values).mean(axis=0)  # of 10; means over the sequences
        small = [bool(power < -5) for power in powers[[9, 29, 59]]]
        print(f"  {name:4}", *small)
