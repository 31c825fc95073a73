"""The statements of docs/training/schedules.md on the range test and Adam (tr-11)."""

import math

import numpy as np
import pytest
import torch

from mlnotes.networks.backpropagation import mlp_loss, train_mlp
from mlnotes.networks.multilayer_perceptron import init_mlp
from mlnotes.training import schedules as by_hand
from mlnotes.training import schedules_torch as with_torch


@pytest.fixture(scope="module")
def digits():
    """1 000 digits, centred, brightness from 0 to 1."""
    datasets = pytest.importorskip("sklearn.datasets")
    X, y = datasets.load_digits(return_X_y=True)
    X = X[:1000] / 16
    return X - X.mean(axis=0), y[:1000]


def problem(n, seed, steps=100):
    """Weights and batches for a range test on n samples."""
    rng = np.random.default_rng(seed)
    weights = init_mlp(64, 32, 10, rng)
    size = min(n, 32)
    return weights, np.stack([rng.permutation(n)[:size] for _ in range(steps)])


def final_loss(data, rate, seed):
    """Loss after 150 steps with batches of 32 and a constant rate."""
    X, y, rng = data[0][:960], data[1][:960], np.random.default_rng(seed)
    order = np.stack([rng.permutation(960) for _ in range(5)])
    *weights, _ = train_mlp(X, y, *init_mlp(64, 32, 10, rng), order, 32, rate)
    return mlp_loss(X, y, *weights)


def test_suggested_rate_trains_well_and_far_smaller_and_larger_ones_do_not(digits):
    """Over 20 seeds: suggestions of 0.6 to 1.2; losses of 0.03 to 0.07 with them,
    1.9 and more at a hundredth, 1.2 and more at 15 times the rate."""
    for seed in range(3):
        weights, batches = problem(1000, seed)
        outcome = by_hand.range_test(*digits, *weights, batches, 1e-3, 100.0)
        rate = float(by_hand.suggested_rate(*outcome))
        assert 0.4 < rate < 2.5
        assert final_loss(digits, rate, seed) < 0.15
        assert final_loss(digits, rate / 100, seed) > 1.5
        assert final_loss(digits, 15 * rate, seed) > 0.6


def test_rates_rise_by_one_factor_and_each_step_uses_its_own(digits):
    """Stopping aside, the losses are those of SGD with these rates."""
    X, y = digits
    weights, batches = problem(1000, 0, steps=5)
    rates, losses = by_hand.range_test(X, y, *weights, batches, 0.01, 0.16)
    np.testing.assert_allclose(rates, [0.01, 0.02, 0.04, 0.08, 0.16])
    tensors = [torch.tensor(w, requires_grad=True) for w in weights]
    optimizer = torch.optim.SGD(tensors, lr=0.01)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=2)
    for batch, loss in zip(batches, losses, strict=True):
        H = torch.relu(torch.tensor(X[batch]) @ tensors[0].T + tensors[1])
        s = H @ tensors[2].T + tensors[3]
        wanted = torch.nn.functional.cross_entropy(s, torch.tensor(y[batch]))
        assert loss == pytest.approx(wanted.item(), rel=1e-9)
        optimizer.zero_grad()
        wanted.backward()
        optimizer.step()
        scheduler.step()


def test_training_stops_at_four_times_the_smallest_loss(digits):
    weights, batches = problem(1000, 0)
    rates, losses = by_hand.range_test(*digits, *weights, batches, 1e-3, 100.0)
    finite = np.isfinite(losses)
    stop = finite.sum()
    assert 50 < stop < 90
    assert finite[:stop].all()
    assert (losses[:stop] <= 4 * np.minimum.accumulate(losses[:stop])).all()
    assert 2 < rates[stop] < 12


def test_numpy_and_torch_run_the_same_test_on_digits(digits, device):
    """In float64, up to the stop; at rates near it rounding errors grow."""
    weights, batches = problem(1000, 1)
    tensors = [torch.tensor(a, device=device) for a in (*digits, *weights, batches)]
    ours = by_hand.range_test(*digits, *weights, batches, 1e-3, 100.0)
    theirs = with_torch.range_test(*tensors, 1e-3, 100.0)
    for wanted, result in zip(ours, theirs, strict=True):
        assert result.device.type == device.type
        np.testing.assert_allclose(result.cpu().numpy(), wanted, rtol=1e-4)
    rate = with_torch.suggested_rate(*theirs).item()
    assert rate == pytest.approx(by_hand.suggested_rate(*ours).item())


@pytest.mark.parametrize(
    ("module", "array"), [(by_hand, np.array), (with_torch, torch.tensor)]
)
def test_suggestion_is_a_third_of_the_rate_in_the_middle_of_the_valley(module, array):
    """Index 4 has the smallest loss, but indices 8 to 12 the smallest mean."""
    rates = array([float(2**k) for k in range(16)])
    losses = [5.0] * 16
    losses[4] = 0.5
    losses[8:13] = [1.0] * 5
    losses[15] = math.inf
    assert float(module.suggested_rate(rates, array(losses))) == pytest.approx(1024 / 3)
    assert float(module.suggested_rate(rates[:1], array([1.0]))) == pytest.approx(1 / 3)
    with pytest.raises(ValueError, match="expected rates and losses without NaN"):
        module.suggested_rate(rates[:2], array([1.0, math.nan]))


@pytest.mark.parametrize("module", [by_hand, with_torch])
def test_impossible_range_tests_are_refused(module):
    def arguments(batches, smallest, largest):
        arrays = (np.ones((7, 64)), np.zeros(7, int), *problem(7, 0)[0], batches)
        if module is with_torch:
            arrays = [torch.tensor(a) for a in arrays]
        return *arrays, smallest, largest

    for bad in (np.array([[0, 7]]), np.array([[-1, 0]])):
        with pytest.raises(ValueError, match=r"expected indices in \[0, 7\), got"):
            module.range_test(*arguments(bad, 0.1, 1.0))
    with pytest.raises(ValueError, match=r"expected y \(7,\), batches \(k, b\)"):
        module.range_test(*arguments(np.zeros((0, 2), int), 0.1, 1.0))
    for smallest, largest in ((0.0, 1.0), (1.0, 0.1), (0.1, math.inf)):
        with pytest.raises(ValueError, match="expected 0 < smallest <= largest, got"):
            module.range_test(*arguments(np.array([[0, 1]]), smallest, largest))


@pytest.mark.parametrize(
    ("schedule", "good", "bad"),
    [
        (by_hand.step_schedule, (3, 0.5), [(0, 0.5), (3, 0.0), (3, 1.5)]),
        (by_hand.exponential_schedule, (0.9,), [(0.0,), (1.1,), (math.nan,)]),
        (by_hand.inverse_schedule, (3,), [(0,)]),
        (by_hand.cosine_schedule, (3,), [(0,)]),
        (by_hand.warmup_cosine_schedule, (1, 3), [(3, 3), (-1, 3)]),
    ],
)
def test_schedules_refuse_what_they_cannot_follow(schedule, good, bad):
    assert isinstance(schedule(2, 0.1, *good), float)
    for t, rate in ((-1, 0.1), (0, 0.0), (0, math.inf), (0, math.nan)):
        with pytest.raises(ValueError, match="expected t >= 0 and a finite rate > 0"):
            schedule(t, rate, *good)
    for values in bad:
        with pytest.raises(ValueError, match=r"expected .*, got"):
            schedule(0, 0.1, *values)


def test_first_step_of_adam_has_the_size_of_the_rate():
    for scale in (1e-3, 1e3):
        theta = torch.zeros(3, dtype=torch.float64, requires_grad=True)
        theta.grad = scale * torch.tensor([1.0, -2.0, 3.0], dtype=torch.float64)
        torch.optim.Adam([theta], lr=0.01).step()
        np.testing.assert_allclose(theta.detach(), [-0.01, 0.01, -0.01], rtol=1e-4)


def test_mean_rate_of_the_cosine_is_half_of_the_first():
    rates = [by_hand.cosine_schedule(t, 1.0, 1000) for t in range(1000)]
    assert np.mean(rates) == pytest.approx(0.5 + 1 / 2000)
