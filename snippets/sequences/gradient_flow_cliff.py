import numpy as np

from mlnotes.sequences.gradient_flow import recurrent_matrix
from mlnotes.sequences.rnn import rnn, rnn_backward
from mlnotes.training.training_loop import clip_by_norm


def train(seed, max_norm, radius=1.5, t=20, h=16, n=32, learning_rate=0.1):
    """Learn the sign of the first input; return the squared error of every step."""
    rng = np.random.default_rng(seed)
    theta = [rng.normal(size=(h, 1)), recurrent_matrix(h, radius, rng), np.zeros(h)]
    theta += [rng.normal(size=h) / np.sqrt(h)]  # v: the answer is the last state @ v
    losses, h0 = [], np.zeros((n, h))
    for _ in range(150):
        X = 0.1 * rng.normal(size=(n, t, 1))
        *cell, v = theta
        H = rnn(X, h0, *cell)
        error = H[:, -1] @ v - np.sign(X[:, 0, 0])
        losses.append((error**2).mean())
        dH = np.zeros_like(H)
        dH[:, -1] = 2 / n * np.outer(error, v)
        gradients = [*rnn_backward(dH, X, h0, *cell)[2:], 2 / n * error @ H[:, -1]]
        g = np.concatenate([gradient.reshape(-1) for gradient in gradients])
        g = clip_by_norm(g, max_norm)
        parts = np.split(g, np.cumsum([p.size for p in theta])[:-1])
        theta = [
            p - learning_rate * part.reshape(p.shape)
            for p, part in zip(theta, parts, strict=True)
        ]
    return np.array(losses)


for seed in range(3):
    plain, clipped = train(seed, max_norm=1e99), train(seed, max_norm=1.0)
    above = [losses[-20:].mean() > 0.9 for losses in (plain, clipped)]
    print(f"seed {seed}: above 0.9: {above[0]}, clipped: {above[1]}")
