import numpy as np

from mlnotes.convolution.receptive_field import nested_features

square = np.zeros((15, 15))
square[4:11, 4:11] = 1
larger = np.zeros((15, 15))
larger[3:12, 3:12] = 1
pieces = np.zeros((15, 15))  # the square's quarters, pulled apart
for rows in (slice(2, 6), slice(9, 12)):
    for columns in (slice(2, 6), slice(9, 12)):
        pieces[rows, columns] = 1

for name, X in (("7 × 7", square), ("9 × 9", larger), ("pieces", pieces)):
    edges, corners, squares = nested_features(X)
    print(name, "edges", edges.max(), "corners", corners.max(), end=" ")
    print("square", squares.max())
row, column = np.argwhere(nested_features(square)[2])[0]
print(f"seen from rows {row} to {row + 10}, columns {column} to {column + 10}")
