import numpy as np

from mlnotes.neighbors.distances import l2
from mlnotes.neighbors.pixel_distance import shift

stripes = np.tile([1.0, 0.0], (8, 4))  # 8 × 8, one pixel black, one white
thick = np.tile([1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0], (8, 1))
for name, image in (("thin stripes", stripes), ("one thick bar", thick)):
    distances = [l2(image, shift(image, 0, right)) for right in (1, 2)]
    print(name, np.round(distances, 3))
