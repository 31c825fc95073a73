from mlnotes.neighbors.dimensionality import (
    ball_volume,
    cells,
    edge_length,
    median_nearest_distance,
)

print("  d       cells   edge for 1 %   ball in cube   nearest of 1000")
for d in (1, 2, 3, 10):
    row = (cells(10, d), edge_length(0.01, d), ball_volume(0.5, d))
    nearest = median_nearest_distance(1000, d)
    print(f"{d:3d} {row[0]:11d} {row[1]:14.3f} {row[2]:14.4f} {nearest:17.4f}")
