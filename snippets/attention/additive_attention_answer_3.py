import numpy as np

from mlnotes.attention.additive_attention import additive_attention_backward

rng = np.random.default_rng(0)
shapes = {"Q": (3, 5), "K": (7, 4), "V": (7, 6), "W_q": (8, 5), "W_k": (8, 4)}
arrays = [rng.normal(size=shape) for shape in shapes.values()]
dY = rng.normal(size=(3, 6))
gradients = additive_attention_backward(dY, *arrays, np.zeros(8), None)
for name, gradient in zip([*shapes, "v"], gradients, strict=True):
    print(f"d{name:3} is zero: {not gradient.any()}")
