from functools import partial

import torch
from sklearn.datasets import load_digits

from mlnotes.networks.activations_torch import gelu, leaky_relu, relu
from mlnotes.networks.multilayer_perceptron_torch import init_mlp, mlp
from mlnotes.training.activation_choice_torch import active_fraction

X, y = load_digits(return_X_y=True)
X, y = torch.tensor(X[:200] / 16), torch.tensor(y[:200])


def train(activation, bias):
    """Start with all biases below zero; 100 steps of gradient descent."""
    generator = torch.Generator().manual_seed(0)
    parameters = [part.double() for part in init_mlp(64, 32, 10, generator)]
    parameters[1] += bias
    silent = (active_fraction(X @ parameters[0].T + parameters[1]) == 0).sum()
    for _ in range(100):
        parameters = [part.requires_grad_() for part in parameters]
        scores = mlp(X, *parameters, activation=activation)
        loss = torch.nn.functional.cross_entropy(scores, y)
        gradients = torch.autograd.grad(loss, parameters)
        pairs = zip(parameters, gradients, strict=True)
        parameters = [part.detach() - gradient for part, gradient in pairs]
    return silent.item(), 10 * (scores.argmax(dim=1) == y).double().mean().item()


leaky = partial(leaky_relu, slope=0.1)
activations = {"ReLU": relu, "leaky 0.01": leaky_relu, "leaky 0.1": leaky, "GELU": gelu}
print("                   silent    right")
print("bias  activation    of 32    of 10")
for bias in (-2, -5):
    for name, activation in activations.items():
        silent, right = train(activation, bias)
        print(f"{bias:4}  {name:12}{silent:7}{right:9.0f}")
