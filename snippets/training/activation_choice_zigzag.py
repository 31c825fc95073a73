import numpy as np

from mlnotes.linear.softmax import sigmoid
from mlnotes.training.activation_choice import sample_gradients

w_best, start = np.array([1.0, -1.0]), np.array([-1.5, 0.5])


def walk(X, learning_rate, rng):
    """SGD with one sample a step, until w is close to the best weights."""
    path = [start]
    while np.linalg.norm(path[-1] - w_best) > 0.05:
        i = rng.integers(len(X), size=1)
        du = X[i] @ (path[-1] - w_best)  # squared error, targets without noise
        path.append(path[-1] - learning_rate * sample_gradients(du, X[i])[0])
    return np.array(path)


steps, lengths, one_sign = np.zeros((3, 2, 2, 20))
for seed in range(20):
    rng = np.random.default_rng(seed)
    X = sigmoid(2 * rng.normal(size=(200, 2)))
    for k, inputs in enumerate((X, X - X.mean(axis=0))):
        for rule, rate in enumerate((1, 1 / (inputs**2).sum(axis=1).max())):
            moves = np.diff(walk(inputs, rate, rng), axis=0)
            steps[rule, k, seed] = len(moves)
            lengths[rule, k, seed] = np.linalg.norm(moves, axis=1).sum()
            one_sign[rule, k, seed] = (moves.prod(axis=1) >= 0).mean()
print(f"straight line: {np.linalg.norm(start - w_best):.1f}")
print("            steps  length  one sign")
for rule, name in enumerate(("rate 1", "the largest rate that never overshoots")):
    print(name)
    for k, inputs in enumerate(("positive", "centred")):
        print(f"  {inputs:9}{steps[rule, k].mean():6.0f}", end="")
        print(f"{lengths[rule, k].mean():8.1f}{one_sign[rule, k].mean():10.1f}")
