import numpy as np
import torch

from mlnotes.linear import softmax, softmax_torch
from mlnotes.networks import activations, activations_torch

rng = np.random.default_rng(0)
u, dh, step = rng.normal(size=(7, 5)), rng.normal(size=(7, 5)), 1e-6

for name in ("sigmoid", "tanh", "relu", "leaky_relu", "gelu"):
    chapter2 = name == "sigmoid"
    by_hand = softmax if chapter2 else activations
    with_torch = softmax_torch if chapter2 else activations_torch
    function, backward = getattr(by_hand, name), getattr(by_hand, f"{name}_backward")
    takes_h = name in ("sigmoid", "tanh")  # the others take u
    du = backward(dh, function(u) if takes_h else u)

    u_torch = torch.tensor(u, requires_grad=True)
    getattr(with_torch, name)(u_torch).backward(torch.tensor(dh))
    autograd = np.allclose(du, u_torch.grad.numpy())
    slope = (function(u + step) - function(u - step)) / (2 * step)
    print(f"{name:10} autograd {autograd}, differences", np.allclose(du, dh * slope))
