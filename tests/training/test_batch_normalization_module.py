"""The modules of docs/training/batch-normalization.md (tr-20) against PyTorch's."""

import numpy as np
import pytest
import torch
from torch import nn

from mlnotes.training import batch_normalization as by_hand
from mlnotes.training import batch_normalization_torch as with_torch

KINDS = [((7, 5), nn.BatchNorm1d), ((7, 5, 3, 2), nn.BatchNorm2d)]


@pytest.mark.parametrize(("shape", "theirs"), KINDS)
@pytest.mark.parametrize(("eps", "momentum"), [(1e-5, 0.1), (0.01, 0.3)])
def test_the_module_equals_pytorch_over_twenty_steps(
    shape, theirs, eps, momentum, device
):
    torch.manual_seed(0)
    modules = with_torch.BatchNorm(5, eps, momentum), theirs(5, eps, momentum)
    modules = [module.to(device, torch.float64) for module in modules]
    rates = {"lr": 0.05, "momentum": 0.9}
    optimizers = [torch.optim.SGD(module.parameters(), **rates) for module in modules]
    for _ in range(20):
        X = 3 * torch.randn(shape, dtype=torch.float64, device=device) + 2
        inputs = [X.clone().requires_grad_() for _ in modules]
        outputs = [m(x) for m, x in zip(modules, inputs, strict=True)]
        torch.testing.assert_close(*outputs)
        for output, optimizer in zip(outputs, optimizers, strict=True):
            optimizer.zero_grad()
            (output**3).mean().backward()
            optimizer.step()
        torch.testing.assert_close(inputs[0].grad, inputs[1].grad)
    ours, others = (module.state_dict() for module in modules)
    assert list(ours) == list(others)
    for name, value in ours.items():
        torch.testing.assert_close(value, others[name])
    assert ours["num_batches_tracked"] == 20
    for module in modules:
        module.eval()
    torch.testing.assert_close(modules[0](X[:1]), modules[1](X[:1]))
    assert modules[0].state_dict()["num_batches_tracked"] == 20


@pytest.mark.parametrize(("shape", "theirs"), KINDS)
def test_states_can_be_loaded_both_ways(shape, theirs):
    torch.manual_seed(0)
    ours, other = with_torch.BatchNorm(5), theirs(5)
    names = [[name for name, _ in m.named_parameters()] for m in (ours, other)]
    assert names[0] == names[1]
    for module in (ours, other):
        module(torch.randn(shape))
        nn.init.normal_(module.weight)
    X = torch.randn(shape)
    fresh = theirs(5)
    fresh.load_state_dict(ours.state_dict())
    torch.testing.assert_close(fresh.eval()(X), ours.eval()(X))
    ours.load_state_dict(other.state_dict())
    torch.testing.assert_close(ours.eval()(X), other.eval()(X))


def test_one_value_per_feature_is_refused_in_training_and_taken_in_eval():
    module = with_torch.BatchNorm(5)
    for shape, theirs in (((1, 5), nn.BatchNorm1d), ((1, 5, 1, 1), nn.BatchNorm2d)):
        for refuses in (module.train(), theirs(5)):
            with pytest.raises(ValueError, match=r"(?i)expected .* got"):
                refuses(torch.ones(shape))
        assert module.num_batches_tracked == 0
        assert module.eval()(torch.ones(shape)).shape == shape
    assert module.train()(torch.ones(1, 5, 1, 2)).shape == (1, 5, 1, 2)
    for wrong in ((7, 3), (5,), (7, 5, 2)):
        with pytest.raises(ValueError, match=r"expected X of shape \(n, 5\).* got"):
            module(torch.ones(wrong))
    with pytest.raises(ValueError, match=r"n >= 2, got \(1, 5\)"):
        by_hand.batch_norm(np.ones((1, 5)), np.ones(5), np.ones(5))
    with pytest.raises(ValueError, match=r"n \* height \* width >= 2, got"):
        by_hand.batch_norm2d(np.ones((1, 3, 1, 1)), np.ones(3), np.ones(3))


def test_a_call_in_training_mode_moves_the_statistics_even_without_gradients():
    module = with_torch.BatchNorm(1)
    with torch.no_grad():
        module(torch.tensor([[4.0], [6.0]]))
    assert module.running_mean.item() == pytest.approx(0.5)
    assert module.running_var.item() == pytest.approx(0.9 + 0.2)
    before = module.running_mean.clone()
    module.eval()(torch.tensor([[4.0], [6.0]]))
    assert torch.equal(module.running_mean, before)


def test_buffers_are_saved_and_not_learned():
    module = with_torch.BatchNorm(3)
    assert [name for name, _ in module.named_parameters()] == ["weight", "bias"]
    assert not module.running_mean.requires_grad
    assert not module(torch.randn(7, 3, requires_grad=True)).isnan().any()
    assert not module.running_mean.requires_grad  # no graph of past batches is kept


def test_in_training_a_sample_depends_on_its_companions_and_in_eval_it_does_not():
    torch.manual_seed(0)
    module = with_torch.BatchNorm(1)
    for _ in range(100):
        module(torch.randn(50, 1))
    x, others = torch.tensor([[1.0]]), torch.linspace(-1, 1, 7)[:, None]
    batches = [torch.cat([x, shift + others]) for shift in (0, 3)]
    first, second = (module.eval()(batch)[0].item() for batch in batches)
    assert first == second == module(x).item()
    assert first == pytest.approx(1, abs=0.2)
    first, second = (module.train()(batch)[0].item() for batch in batches)
    assert first > 1
    assert second < -1


@pytest.mark.parametrize("n", [2, 8, 32, 128])
def test_small_batches_give_noisy_statistics(rng, n):
    companions = rng.normal(size=(n - 1, 20_000))
    noise = companions.mean(axis=0).std()
    assert noise == pytest.approx(1 / np.sqrt(n - 1), rel=0.03)
    X = np.concatenate([np.ones((1, 20_000)), companions])
    y = by_hand.batch_norm(X, np.ones(20_000), np.zeros(20_000))[0]
    assert 0.8 / np.sqrt(n) < y.std() < 1.6 / np.sqrt(n)


@pytest.mark.parametrize("spread", [0.2, 1.0, 5.0])
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_gets_its_statistics_in_float32(dtype, spread):
    """A float16 mean near 300 is wrong by up to 0.125, more than half a spread."""
    torch.manual_seed(0)
    X = (300 + spread * torch.randn(61, 13)).to(dtype)
    modules = with_torch.BatchNorm(13), nn.BatchNorm1d(13)  # parameters: float32
    rtol = {torch.float16: 1e-3, torch.bfloat16: 1.6e-2}[dtype]
    close = {"rtol": rtol, "atol": rtol}
    for mode in (True, False):
        outputs = [module.train(mode)(X) for module in modules]
        assert outputs[0].dtype == dtype
        torch.testing.assert_close(*outputs, **close)
    for name, value in modules[0].state_dict().items():
        torch.testing.assert_close(value, modules[1].state_dict()[name])
    one, zero = torch.ones(13), torch.zeros(13)
    exact = with_torch.batch_norm(X.double(), one.double(), zero.double())
    Y = with_torch.batch_norm(X, one.to(dtype), zero.to(dtype))
    torch.testing.assert_close(Y.double(), exact, rtol=rtol, atol=1e-3)


@pytest.mark.parametrize("spread", [0.2, 1.0, 5.0])
def test_float16_arrays_get_their_statistics_in_float32(rng, spread):
    X = (300 + spread * rng.normal(size=(61, 13))).astype(np.float16)
    dY, gamma = (a.astype(np.float16) for a in (rng.normal(size=X.shape), np.ones(13)))
    wide = [a.astype(np.float64) for a in (dY, X, gamma)]
    beta, close = np.zeros(13, np.float16), {"rtol": 1e-3, "atol": 1e-3}
    Y = by_hand.batch_norm(X, gamma, beta)
    np.testing.assert_allclose(Y, by_hand.batch_norm(*wide[1:], np.zeros(13)), **close)
    exact = by_hand.batch_norm_backward(*wide)
    for ours, value in zip(
        by_hand.batch_norm_backward(dY, X, gamma), exact, strict=True
    ):
        assert ours.dtype == np.float16
        np.testing.assert_allclose(ours, value, rtol=1e-3, atol=1e-3)
    past = np.zeros(13, np.float32), np.ones(13, np.float32)
    mean, variance = by_hand.update_running_statistics(X, *past, momentum=1.0)
    np.testing.assert_allclose(mean, wide[1].mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(variance, wide[1].var(axis=0, ddof=1), rtol=1e-4)
