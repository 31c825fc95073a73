import numpy as np
from sklearn.datasets import load_digits

from mlnotes.convolution.convolutional_layer import conv2d
from mlnotes.convolution.equivariance import translate
from mlnotes.convolution.pooling import max_pool2d
from mlnotes.linear.scores import linear_scores
from mlnotes.linear.stochastic_gradient_descent import (
    shuffled_order,
    train_softmax_classifier,
)
from mlnotes.networks.activations import relu

digits = load_digits()
for size, learning_rate in ((1, 0.02), (7, 0.1), (14, 0.3)):
    shares = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        chosen = rng.permutation(1797)[:700]  # 400 to train, 300 to test
        X, y = np.zeros((700, 1, 14, 14)), digits.target[chosen]
        X[:, 0, 2:10, 2:10] = digits.images[chosen] / 16
        W, features = rng.normal(size=(32, 1, 3, 3)), []
        for right in (0, 1, 2):
            A = relu(conv2d(translate(X, 0, right), W, np.zeros(32), padding=1))
            features.append(max_pool2d(A, size, size).reshape(700, -1))
        mean, scale = features[0].mean(axis=0), features[0].std()
        Z = (np.stack(features) - mean) / scale
        start, order = np.zeros((10, Z.shape[2])), shuffled_order(400, 10, rng)
        weights = train_softmax_classifier(
            Z[0, :400], y[:400], start, np.zeros(10), order, 20, learning_rate
        )[:2]
        predicted = [linear_scores(z[400:], *weights).argmax(axis=1) for z in Z]
        shares.append(np.mean(predicted == y[400:], axis=1))
    print(f"window {size}: right {np.mean(shares, axis=0).round(1)}")
