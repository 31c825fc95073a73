import numpy as np

from mlnotes.training.preprocessing import standardize, standardize_statistics

tenth, six_tenths = np.float32(0.1), np.float32(0.6)
odd = np.arange(1000) % 2
X = np.zeros((1000, 3), dtype=np.float32)
X[:, 0] = tenth  # constant
X[:, 1] = np.where(odd, 0.7, tenth + six_tenths)  # the same number, rounded in two ways
X[:, 2] = np.arange(1000)  # a real feature
print("values of feature 1:", *np.unique(X[:, 1]))

naive = X.std(axis=0)
print("naive deviation 0:", naive == 0)
print("       below 1e-4:", naive < 1e-4)
largest = np.abs((X - X.mean(axis=0)) / naive).max(axis=0)
print("naive, largest values:", largest.round(1))

mean, std = standardize_statistics(X)
print("deviations:", std.round(1))
largest = np.abs(standardize(X, mean, std)).max(axis=0)
print("largest values:", largest.round(1))
