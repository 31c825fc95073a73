import numpy as np
from sklearn.datasets import load_sample_image

from mlnotes.neighbors.distances import l2
from mlnotes.neighbors.pixel_distance import darken, occlude, shift

grey = load_sample_image("china.jpg").mean(axis=2) / 255
photo = grey[:424].reshape(106, 4, 160, 4).mean(axis=(1, 3))

shifted = shift(photo, 0, 8)
distance = l2(photo, shifted)
dark = darken(photo, distance / np.linalg.norm(photo))
black_patch = l2(photo, occlude(photo, 30, 40, 1.0))
occluded = occlude(photo, 30, 40, distance / black_patch)

for name, copy in (("shifted", shifted), ("darkened", dark), ("occluded", occluded)):
    print(f"{name}: {l2(photo, copy):.1f}")
print("equal:", np.allclose([l2(photo, dark), l2(photo, occluded)], distance))
