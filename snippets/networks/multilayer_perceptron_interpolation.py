import numpy as np

from mlnotes.networks.multilayer_perceptron import interpolating_mlp, mlp


def curve(x):
    return np.sin(2 * np.pi * x) + 0.5 * np.cos(6 * np.pi * x)


grid = np.linspace(0, 1, 10_001)
for h in (8, 16, 32, 64, 128):
    x = np.linspace(0, 1, h + 1)
    parameters = interpolating_mlp(x, curve(x))
    at_points = np.allclose(mlp(x[:, np.newaxis], *parameters)[:, 0], curve(x))
    s = mlp(grid[:, np.newaxis], *parameters)[:, 0]
    error = np.abs(s - curve(grid)).max()
    print(f"h = {h:3}: all points {at_points}, error {error:.5f}")
