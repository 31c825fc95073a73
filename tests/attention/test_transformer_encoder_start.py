"""What docs/attention/transformer-encoder.md measures at the start of training."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from mlnotes.attention.transformer_encoder_torch import Encoder, gradient_sizes


@pytest.fixture(autouse=True)
def _seed():
    """Seed the global generator, so that no test depends on those before it."""
    torch.manual_seed(0)


def xavier(layers, norm_first, seed):
    """Return an encoder with Xavier's weights and random sequences."""
    torch.manual_seed(seed)
    model = Encoder(layers, 32, 4, 128, norm_first=norm_first)
    for parameter in model.parameters():
        if parameter.ndim > 1:
            nn.init.xavier_uniform_(parameter)
    return model, torch.randn(16, 8, 32)


def last_and_first(layers, norm_first, seed):
    """Gradient sizes of the last and the first layer, mean cross-entropy on top."""
    model, X = xavier(layers, norm_first, seed)
    y, W = torch.randint(10, (16 * 8,)), torch.randn(10, 32) / 32**0.5
    loss = functional.cross_entropy((model(X) @ W.T).flatten(0, 1), y)
    sizes = gradient_sizes(model, loss)
    assert sizes.shape == (layers,)
    return sizes[-1].item(), sizes[0].item()


def test_gradient_sizes_are_norms_of_what_backward_leaves_at_w2():
    model, X = xavier(3, norm_first=True, seed=0)
    loss = model(X).pow(3).mean()
    sizes = gradient_sizes(model, loss)
    loss.backward()
    wanted = [layer.linear2.weight.grad.pow(2).sum().sqrt() for layer in model.layers]
    torch.testing.assert_close(sizes, torch.stack(wanted))


def test_at_the_start_the_last_gradients_are_larger_in_post_norm_the_more_layers():
    """Measured, 6 seeds: post/pre 1.3 to 1.6, 2 to 4.1, 2.4 to 7.1 for 3, 12, 24."""
    ratios = []
    for layers in (3, 12, 24):
        post, pre = (
            torch.tensor([last_and_first(layers, order, seed) for seed in range(3)])
            for order in (False, True)
        )
        ratios.append((post[:, 0] / pre[:, 0]).mean().item())
        if layers == 12:
            assert (post[:, 0] / pre[:, 0]).min() > 1.5
            assert (post[:, 0] / post[:, 1]).mean() > 1.2  # larger at the end
            assert (pre[:, 0] / pre[:, 1]).mean() < 0.8  # smaller at the end
    assert ratios[0] < ratios[1] < ratios[2]
    assert ratios[0] < 2 < ratios[1]


def test_the_variance_of_the_pre_norm_stream_grows_with_depth():
    """Measured, 6 seeds: 6.9 to 8.5 after 12 layers; post-norm keeps variance 1."""
    for seed in range(3):
        for norm_first in (False, True):
            model, X = xavier(12, norm_first, seed)
            variances = [X.var(dim=-1, correction=0).mean().item()]
            for layer in model.layers:
                X = layer(X)
                variances.append(X.var(dim=-1, correction=0).mean().item())
            if norm_first:
                assert np.diff(variances).mean() == pytest.approx(0.6, abs=0.25)
                assert variances[4] < variances[8] < variances[12]
            else:
                np.testing.assert_allclose(variances[1:], 1, rtol=1e-3)


def test_the_gradient_of_a_last_layer_is_divided_by_the_size_of_its_stream():
    """LN's Jacobian is a projection over σ: 2.5 times the stream, gradient over 2.5."""
    X = 2.5 * torch.randn(5, 32, dtype=torch.float64)
    norm = nn.LayerNorm(32, eps=1e-12).double()
    J = torch.func.vmap(torch.func.jacrev(norm))(X)
    sigma = X.std(dim=-1, correction=0)[:, None, None]
    outer = norm(X)[:, :, None] * norm(X)[:, None] / 32
    torch.testing.assert_close(J * sigma, torch.eye(32).double() - 1 / 32 - outer)
    eigenvalues = torch.linalg.eigvalsh(J * sigma)
    torch.testing.assert_close(eigenvalues[:, 2:], torch.ones(5, 30).double())
    torch.testing.assert_close(eigenvalues[:, :2], torch.zeros(5, 2).double())
