import numpy as np

from mlnotes.training.preprocessing import standardize, standardize_statistics

train = np.array([[1.0], [2.0], [3.0], [4.0]])
for value in (2.0, 5.0, 50.0):
    test = np.array([[value]])
    honest = standardize(train, *standardize_statistics(train))
    leaked = standardize(train, *standardize_statistics(np.vstack([train, test])))
    print(f"training feature, test sample {value:.0f}")
    print("  honest", honest[:, 0].round(2))
    print("  leaked", leaked[:, 0].round(2))
