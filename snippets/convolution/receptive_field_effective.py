import numpy as np

from mlnotes.convolution.receptive_field import effective_field

w = np.full(3, 1 / 3)
for layers in (1, 4, 16, 64):
    gradient = effective_field(w, layers)
    place = np.arange(len(gradient)) - len(gradient) // 2
    deviation = np.sqrt((gradient * place**2).sum())
    print(f"{layers} layers: field {len(gradient)}, deviation {deviation:.2f}")
inside = gradient[abs(place) <= 2 * deviation]
print(f"the middle {len(inside)} of {len(gradient)} carry {inside.sum():.2f}")
