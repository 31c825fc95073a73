import numpy as np
import torch

from mlnotes.sequences.problem_types import many_to_many_backward, many_to_one_backward
from mlnotes.sequences.problem_types_torch import many_to_many

rng = np.random.default_rng(0)
shapes = (2, 7, 5), (2, 4), (4, 5), (4, 4), (4,), (3, 4), (3,)
arrays = [rng.normal(scale=0.5, size=shape) for shape in shapes]
ds = rng.normal(size=(2, 7, 3))
by_hand = many_to_many_backward(ds, *arrays[:-1])

tensors = [torch.tensor(array, requires_grad=True) for array in arrays]
many_to_many(*tensors).backward(torch.tensor(ds))
pairs = zip(by_hand, tensors, strict=True)
print("equal to autograd:", all(np.allclose(g, tensor.grad) for g, tensor in pairs))

ds[:, :-1] = 0
pairs = zip(
    many_to_many_backward(ds, *arrays[:-1]),
    many_to_one_backward(ds[:, -1], *arrays[:-1]),
    strict=True,
)
print(
    "loss at the end alone:", all(np.allclose(first, second) for first, second in pairs)
)
