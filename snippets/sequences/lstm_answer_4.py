import numpy as np

from mlnotes.sequences.lstm import lstm_backward
from mlnotes.sequences.rnn import rnn, rnn_backward

X, start = np.zeros((1, 100, 1)), np.array([[0.5]])
none, end = np.zeros((2, 1, 100, 1))
end[:, -1] = 1  # the gradient of the last state

rnn_weights = np.zeros((1, 1)), np.full((1, 1), 3.0), np.zeros(1)
print("RNN, last state:", rnn(X, start, *rnn_weights)[0, -1].round(3))
slope = rnn_backward(end, X, start, *rnn_weights)[1]
print("RNN, derivative below 1e-100:", bool(slope < 1e-100))

W, U, b = *np.zeros((2, 4, 1)), np.array([-10.0, 10.0, 0.0, 10.0])
slope = lstm_backward(none, end, X, 0 * start, start, W, U, b)[2]
print("LSTM, derivative of the cell state:", round(slope.item(), 3))
