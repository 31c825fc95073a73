"""Time of a multilayer perceptron's gradients, NumPy by hand against autograd."""

import numpy as np
import torch

from benchmarks.timing import compare, compare_dtypes
from mlnotes.networks.backpropagation import mlp_loss_backward
from mlnotes.networks.multilayer_perceptron import init_mlp

N, D, H, C = 256, 784, 128, 10


def compare_mlp(dtype: type) -> None:
    """Loss and gradients of the samples and of all parameters."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(N, D)).astype(dtype), rng.integers(C, size=N)
    parameters = [array.astype(dtype) for array in init_mlp(D, H, C, rng)]
    leaves = [torch.tensor(array, requires_grad=True) for array in (X, *parameters)]
    y_torch = torch.tensor(y)

    def by_hand() -> tuple[np.ndarray, ...]:
        return mlp_loss_backward(1.0, X, y, *parameters)

    def by_autograd() -> tuple[torch.Tensor, ...]:
        samples, W1, b1, W2, b2 = leaves
        hidden = torch.relu(torch.nn.functional.linear(samples, W1, b1))
        scores = torch.nn.functional.linear(hidden, W2, b2)
        loss = torch.nn.functional.cross_entropy(scores, y_torch)
        return torch.autograd.grad(loss, leaves)

    for ours, theirs in zip(by_hand(), by_autograd(), strict=True):
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-3, atol=1e-6)
    compare(f"mlp {np.dtype(dtype)}", by_hand, by_autograd)


if __name__ == "__main__":
    print(f"forward + backward, {D} inputs, {H} hidden units, {C} classes, n = {N},")
    print("on one CPU thread")
    compare_dtypes(compare_mlp)
